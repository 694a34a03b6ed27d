import type { SerializedResource, SerializedState } from "../../../tests/engine/state-format";

const STACK = "pulumi:pulumi:Stack";

/**
 * The state as it would be had the same resources been registered without components: these are gone, and what was below
 * them stands right under the stack. Ids, inputs and outputs stay, so that the same cloud serves both.
 */
export function flattenState(state: SerializedState): SerializedState {
  const { resources } = state.deployment;
  const stack = resources.find(({ type }) => type === STACK);
  if (stack === undefined) throw new Error("the state holds no stack");
  const kept = resources.filter(({ type, custom }) => custom || type === STACK);
  const text = JSON.stringify({ ...state, deployment: { ...state.deployment, resources: kept } });
  const flat = JSON.parse(renamed(text, resources)) as SerializedState;
  for (const resource of flat.deployment.resources) {
    if (typeof resource["parent"] === "string") resource["parent"] = stack.urn;
  }
  return flat;
}

/** Longer URNs first: one may be the beginning of another. */
function renamed(text: string, resources: readonly SerializedResource[]): string {
  const urns = resources.map(({ urn }) => urn).sort((a, b) => b.length - a.length);
  return urns.reduce((result, urn) => result.replaceAll(urn, flatUrn(urn)), text);
}

/** The URN without the types of its parents: `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. */
function flatUrn(urn: string): string {
  const [stack = "", project = "", types = "", ...name] = urn.split("::");
  return [stack, project, types.slice(types.lastIndexOf("$") + 1), ...name].join("::");
}
