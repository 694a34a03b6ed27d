import type { Registration } from "../../provider/testing/record";

/** A container that a resource brings, and where it stands. */
export interface Rendered {
  /** `RESOURCE/CONTAINER`, the resource as its kind and the end of its name. */
  where: string;
  container: SecurityContext;
  pod: SecurityContext;
}

/** The part of a security context that "restricted" speaks of. */
export interface SecurityContext {
  runAsNonRoot?: boolean;
  allowPrivilegeEscalation?: boolean;
  privileged?: boolean;
  capabilities?: { drop?: string[]; add?: string[] };
  seccompProfile?: { type?: string };
}

interface PodSpec {
  securityContext?: SecurityContext;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  containers: { name: string; securityContext?: SecurityContext }[];
  initContainers?: { name: string; securityContext?: SecurityContext }[];
}

/** Every container in the resources, however deep its pod lies in them. */
export function containersOf(registrations: Registration[]): Rendered[] {
  return registrations
    .filter(({ type }) => type.startsWith("kubernetes:") && !type.includes("Release"))
    .flatMap(({ type, inputs }) => [...containersIn(inputs, type.split(":").at(-1) ?? "")]);
}

function* containersIn(value: unknown, where: string): Generator<Rendered> {
  if (typeof value !== "object" || value === null) return;
  if (isPodSpec(value)) {
    for (const { name, securityContext = {} } of [...value.containers, ...(value.initContainers ?? [])]) {
      yield { where: `${where}/${name}`, container: securityContext, pod: value.securityContext ?? {} };
    }
  }
  const options = (value as { autoscalerOptions?: { securityContext?: SecurityContext } }).autoscalerOptions;
  if (options !== undefined) {
    yield { where: `${where}/autoscaler`, container: options.securityContext ?? {}, pod: {} };
  }
  for (const inner of Object.values(value)) yield* containersIn(inner, where);
}

function isPodSpec(value: object): value is PodSpec {
  return "containers" in value && Array.isArray(value.containers);
}

/** What a container has beyond Kubernetes' Pod Security Standard "restricted". */
export function beyondRestricted({ container, pod }: Rendered): string[] {
  const { capabilities, privileged, allowPrivilegeEscalation } = container;
  const seccomp = (container.seccompProfile ?? pod.seccompProfile)?.type;
  return [
    ...((container.runAsNonRoot ?? pod.runAsNonRoot) === true ? [] : ["may be root"]),
    ...(privileged === true ? ["is privileged"] : []),
    ...(allowPrivilegeEscalation === false ? [] : ["may gain rights"]),
    ...(capabilities?.drop?.includes("ALL") === true ? [] : ["keeps capabilities"]),
    ...(capabilities?.add ?? []).map((capability) => `has ${capability}`),
    ...(seccomp === "RuntimeDefault" ? [] : ["may make any system call"]),
  ];
}
