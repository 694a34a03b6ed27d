import { isMap, UNKNOWN, type CheckRequest, type PropertyMap } from "../plugin";
import { stringAt, valueAt } from "./objects";
import { uniqueName } from "./values";

export const AUTONAMED = "pulumi.com/autonamed";

/** Whether the object carries `annotation: "true"`. */
export function isAnnotated(object: unknown, annotation: string): boolean {
  return annotationOf(object, annotation) === "true";
}

export function annotationOf(object: unknown, annotation: string): string | undefined {
  return stringAt(object, "metadata", "annotations", annotation);
}

/** Whether the program gives a name, be it one that is not known yet. */
export function isNamed(object: PropertyMap): boolean {
  if (object.metadata === UNKNOWN) return true;
  const name = valueAt(object, "metadata", "name");
  return name === UNKNOWN || (typeof name === "string" && name !== "");
}

/** Gives a nameless object the name it had, or one of the resource's name with random digits, and marks it so. */
export function assignName(inputs: PropertyMap, olds: PropertyMap, request: CheckRequest): PropertyMap {
  if (isNamed(inputs)) return inputs;
  if (stringAt(inputs, "metadata", "generateName")) {
    throw new Error("the `.metadata.generateName` field is not supported in Server-Side Apply mode");
  }
  if (Object.keys(olds).length > 0) {
    const name = isAnnotated(olds, AUTONAMED) ? stringAt(olds, "metadata", "name") : undefined;
    return name === undefined ? inputs : withName(inputs, name);
  }
  if (request.autonaming?.mode === "disable") {
    throw new Error("autonaming is disabled, resource requires the .metadata.name field to be set");
  }
  return withName(
    inputs,
    request.autonaming?.proposedName || uniqueName(`${request.name}-`, request.randomSeed),
  );
}

function withName(inputs: PropertyMap, name: string): PropertyMap {
  const metadata = isMap(inputs.metadata) ? inputs.metadata : {};
  const annotations = isMap(metadata.annotations) ? metadata.annotations : {};
  return { ...inputs, metadata: { ...metadata, name, annotations: { ...annotations, [AUTONAMED]: "true" } } };
}
