import type { SecretsManager } from "./secrets";
import type { PendingOperation, ResourceState } from "./state";
import { serializeResource, serializeState } from "./state-format";

/** Where the document has its resources: lines are this far in. */
const INDENT = "      ";

/** A resource's text, as long as its fields are what they were. */
interface Written {
  fields: readonly unknown[];
  text: string;
}

const texts = new WeakMap<SecretsManager, WeakMap<ResourceState, Written>>();

/**
 * The text of a state file. A state is saved with each step: what a step leaves alone is not written out anew, or a deployment
 * would take a time that grows with the square of its resources.
 */
export function stateText(
  resources: readonly ResourceState[],
  pending: readonly PendingOperation[],
  secrets: SecretsManager,
  version: string,
): string {
  const { deployment } = serializeState([], pending, secrets, version);
  const { manifest, secrets_providers, pending_operations } = deployment;
  const around = { manifest, secrets_providers };
  const list = resources.map((resource) => textOf(resource, secrets)).join(",\n");
  const parts = [
    fieldsOf(around),
    `"resources": [${list === "" ? "" : `\n${list}\n    `}]`,
    ...(pending_operations === undefined ? [] : [fieldsOf({ pending_operations })]),
  ];
  return `{\n  "version": 3,\n  "deployment": {\n    ${parts.join(",\n    ")}\n  }\n}\n`;
}

/** The fields of an object without its braces, as they stand in `deployment`. */
function fieldsOf(fields: object): string {
  const text = JSON.stringify(fields, undefined, 2).replaceAll("\n", "\n  ");
  return text.slice("{".length, -"}".length).trim();
}

function textOf(resource: ResourceState, secrets: SecretsManager): string {
  const known = textsOf(secrets);
  const fields: readonly unknown[] = Object.values(resource);
  const written = known.get(resource);
  if (written?.fields.length === fields.length && written.fields.every((field, at) => field === fields[at]))
    return written.text;
  const lines = JSON.stringify(serializeResource(resource, secrets), undefined, 2);
  const text = INDENT + lines.replaceAll("\n", `\n${INDENT}`);
  known.set(resource, { fields, text });
  return text;
}

function textsOf(secrets: SecretsManager): WeakMap<ResourceState, Written> {
  const known = texts.get(secrets) ?? new WeakMap<ResourceState, Written>();
  texts.set(secrets, known);
  return known;
}
