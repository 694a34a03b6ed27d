/** How a program reaches the class of a resource. */
export interface Constructor {
  /** Variable that holds the module. */
  variable: string;
  module: string;
  /** The class, from the variable. */
  expression: string;
}

/** The class for a type token, such as `azure-native:containerservice:AgentPool` or `kubernetes:core/v1:Namespace`. */
export function constructorOf(type: string): Constructor {
  const [packageName = "", module = "", name = ""] = type.split(":");
  if (packageName === "azure-native") {
    const variable = module.replaceAll(/\W/g, "_");
    return { variable, module: `@pulumi/azure-native/${module}`, expression: `${variable}.${name}` };
  }
  const kubernetes = { variable: "kubernetes", module: "@pulumi/kubernetes" };
  if (type === "pulumi:providers:kubernetes") return { ...kubernetes, expression: "kubernetes.Provider" };
  if (packageName === "kubernetes") return { ...kubernetes, expression: kubernetesClass(module, name) };
  throw new Error(`a program without components cannot make a ${type}`);
}

/** Groups outside of Kubernetes' own have no class in the SDK. */
function kubernetesClass(groupVersion: string, kind: string): string {
  const [group = "", version = ""] = groupVersion.split("/");
  const builtIn = !group.includes(".") || /\.(k8s\.io|sh)$/.test(group);
  return builtIn
    ? `kubernetes.${group.split(".")[0]}.${version}.${kind}`
    : "kubernetes.apiextensions.CustomResource";
}
