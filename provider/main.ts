// First: what it puts off must not be loaded by then.
import "./plugin/defer";
import type { PackageSchema } from "./plugin/package-schema";
import type { ComponentClass, ComponentLoaders } from "./plugin/provider";
import { servePlugin } from "./plugin/serve";
import schema from "./schema.json";

/**
 * The plugin. Component modules load at their first use: the Azure and Kubernetes SDKs are large, and the engine asks
 * for the schema alone as well.
 */
const components: ComponentLoaders = {
  "aks-ray:index:AksRayCluster": async () =>
    asClass((await import("./components/aks-ray-cluster.js")).AksRayCluster),
  "aks-ray:index:AksCluster": async () => asClass((await import("./components/aks-cluster.js")).AksCluster),
  "aks-ray:index:KubeRayOperator": async () =>
    asClass((await import("./components/kuberay-operator.js")).KubeRayOperator),
  "aks-ray:index:RayCluster": async () => asClass((await import("./components/ray-cluster.js")).RayCluster),
  "aks-ray:index:RayJob": async () => asClass((await import("./components/ray-job.js")).RayJob),
  "aks-ray:index:RayService": async () => asClass((await import("./components/ray-service.js")).RayService),
  "aks-ray:index:RayCronJob": async () => asClass((await import("./components/ray-cron-job.js")).RayCronJob),
};

/** Arguments from the wire have no type yet; the constructors check them. */
function asClass(component: unknown): ComponentClass {
  return component as ComponentClass;
}

void servePlugin(schema as unknown as PackageSchema, components, process.argv.slice(2));
