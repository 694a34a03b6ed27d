export { stackProviders } from "./registrations";
export { runPreflight } from "./run";
