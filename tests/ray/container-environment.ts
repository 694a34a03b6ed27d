import type { ApiClient } from "../kubernetes/api";
import { listAt, stringAt, valueAt, type KubernetesObject } from "../kubernetes/objects";

/** A container's environment as its kubelet would make it: plain values, fields of the pod, Secrets and ConfigMaps. */
export async function containerEnvironment(
  client: ApiClient,
  pod: KubernetesObject,
  container: unknown,
): Promise<Record<string, string>> {
  const { namespace } = pod.metadata;
  const secret = async (name: string, key: string): Promise<string | undefined> => {
    const value = stringAt(await client.get("v1", "Secret", name, namespace), "data", key);
    return value === undefined ? undefined : Buffer.from(value, "base64").toString();
  };
  const configMap = async (name: string, key: string): Promise<string | undefined> =>
    stringAt(await client.get("v1", "ConfigMap", name, namespace), "data", key);

  const environment: Record<string, string> = {};
  for (const variable of listAt(container, "env")) {
    const from = (kind: string, key: string): string => stringAt(variable, "valueFrom", kind, key) ?? "";
    const name = stringAt(variable, "name") ?? "";
    const fieldPath = from("fieldRef", "fieldPath");
    const value =
      stringAt(variable, "value") ??
      (from("secretKeyRef", "name")
        ? await secret(from("secretKeyRef", "name"), from("secretKeyRef", "key"))
        : from("configMapKeyRef", "name")
          ? await configMap(from("configMapKeyRef", "name"), from("configMapKeyRef", "key"))
          : fieldAt(pod, fieldPath));
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/** A field by the downward API's path, such as `metadata.labels['app']`. */
function fieldAt(pod: KubernetesObject, path: string): string | undefined {
  const keyed = /^(metadata)\.(labels|annotations)\['(.*)'\]$/.exec(path);
  const steps = keyed === null ? path.split(".") : keyed.slice(1);
  return stringAt(valueAt(pod), ...steps);
}
