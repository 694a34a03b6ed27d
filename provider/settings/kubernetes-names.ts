import { isDnsLabel } from "./names";

/** Rule for the name of a Kubernetes object: DNS labels joined by dots, at most 253 characters. */
export function objectNameRule(kind: string): (name: string) => string | undefined {
  return (name) =>
    name.split(".").every(isDnsLabel) && name.length <= 253
      ? undefined
      : `'${name}' is no name of ${kind}: use lower-case letters, digits, '-' and '.'`;
}
