import { Secret, type PropertyMap } from "./values";

/** The configuration of a stack: keys are `NAMESPACE:NAME`, values are text (JSON for anything structured). */
export interface StackConfiguration {
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

/** Joins plain and secret values; a key without a namespace belongs to the project. */
export function stackConfiguration(
  project: string,
  plain: Readonly<Record<string, string>>,
  secret: Readonly<Record<string, string>>,
): StackConfiguration {
  const qualify = (values: Readonly<Record<string, string>>): [string, string][] =>
    Object.entries(values).map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value]);
  const secrets = qualify(secret);
  return {
    values: Object.fromEntries([...qualify(plain), ...secrets]),
    secretKeys: secrets.map(([key]) => key),
  };
}

/** What the configuration has for a package: the inputs of its default provider. */
export function packageConfiguration(configuration: StackConfiguration, packageName: string): PropertyMap {
  const prefix = `${packageName}:`;
  return Object.fromEntries(
    Object.entries(configuration.values)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [
        key.slice(prefix.length),
        configuration.secretKeys.includes(key) ? new Secret(value) : value,
      ]),
  );
}
