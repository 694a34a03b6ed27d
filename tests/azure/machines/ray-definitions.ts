import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  ApiextensionsV1Api,
  loadYaml,
  type KubeConfig,
  type V1CustomResourceDefinition,
} from "@kubernetes/client-node";
import { defaultCrdFolder } from "../../charts";
import { ignoring } from "./api-status";

/** Makes KubeRay's definitions, which the extension `microsoft.kuberay` brings. */
export async function installRayDefinitions(config: KubeConfig): Promise<void> {
  const api = config.makeApiClient(ApiextensionsV1Api);
  const folder = defaultCrdFolder();
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort()) {
    const body = loadYaml<V1CustomResourceDefinition>(await readFile(join(folder, file), "utf8"));
    await ignoring(409, api.createCustomResourceDefinition({ body }));
  }
}
