export { readCloud } from "./endpoints";
export { stackProviders } from "./registrations";
export { runPreflight } from "./run";
