export { runPreflight } from "./run";
