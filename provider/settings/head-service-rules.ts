import type { HeadIngressArgs, HeadServiceArgs, RayArgs } from "../args";
import { parseCidr } from "./cidr";
import { joinPath, type Faults } from "./faults";
import { checkField, checkItems } from "./inputs";
import { objectNameRule } from "./kubernetes-names";
import { labelKeyFault, labelValueFault } from "./node-label-rules";
import { checkAnnotationKeys } from "./ray-pod-rules";

/** Ports that KubeRay gives the head's Service (v1.7.0, service.go, getDefaultPorts). */
const KUBERAY_PORTS: Readonly<Record<string, number>> = {
  client: 10001,
  "gcs-server": 6379,
  dashboard: 8265,
  metrics: 8080,
  serve: 8000,
};

const OPEN =
  "needs 'auth.mode: token': whoever reaches an open dashboard runs code on the cluster (CVE-2023-48022)";

/** Checks how the head is reached from outside of the cluster. */
export function checkHeadService({ head = {}, auth }: RayArgs, at: string, faults: Faults): void {
  const path = joinPath(at, "head");
  const { serviceType = "ClusterIP", service, ingress } = head;
  const open = auth?.mode === "disabled";
  if (open && serviceType !== "ClusterIP") {
    faults.add(joinPath(path, "serviceType"), `'${serviceType}' ${OPEN}; or choose 'ClusterIP'`);
  }
  if (open && ingress) faults.add(joinPath(path, "ingress"), `${OPEN}; or remove it`);
  if (service) checkService(service, serviceType, joinPath(path, "service"), faults);
  if (ingress) checkIngress(ingress, joinPath(path, "ingress"), faults);
}

function checkService(service: HeadServiceArgs, type: string, path: string, faults: Faults): void {
  for (const [key, value] of Object.entries(service.labels ?? {})) {
    const reason = labelKeyFault(key) ?? (typeof value === "string" ? labelValueFault(value) : undefined);
    if (reason !== undefined) faults.add(joinPath(path, "labels", key), reason);
  }
  checkPorts(service, path, faults);
  const ranges = joinPath(path, "loadBalancerSourceRanges");
  if (service.loadBalancerSourceRanges && type !== "LoadBalancer") {
    faults.add(ranges, "needs 'serviceType: LoadBalancer'; remove one of the two");
  }
  checkItems(service.loadBalancerSourceRanges, ranges, faults, (text) =>
    parseCidr(text) ? undefined : `'${text}' is no address range: write it as '203.0.113.0/24'`,
  );
}

function checkPorts({ ports = [] }: HeadServiceArgs, path: string, faults: Faults): void {
  for (const [index, { name, port }] of ports.entries()) {
    const at = (key: string) => joinPath(path, "ports", index, key);
    const earlier = ports.slice(0, index);
    if (Object.hasOwn(KUBERAY_PORTS, name)) {
      faults.add(at("name"), `'${name}' is a port of KubeRay's; choose another name`);
    } else if (earlier.some((other) => other.name === name)) {
      faults.add(at("name"), `repeats '${name}'; each port needs a name of its own`);
    }
    if (Object.values(KUBERAY_PORTS).includes(port)) {
      faults.add(at("port"), `${port} is in KubeRay's Service already; choose another port`);
    } else if (earlier.some((other) => other.port === port)) {
      faults.add(at("port"), `repeats ${port}; name each port once`);
    }
  }
}

function checkIngress(ingress: HeadIngressArgs, path: string, faults: Faults): void {
  checkField(ingress, "className", path, faults, objectNameRule("an IngressClass"));
  checkField(ingress, "tlsSecretName", path, faults, objectNameRule("a Secret"));
  checkField(ingress, "host", path, faults, (host) =>
    objectNameRule("a host")(host.replace(/^\*\./, "")) === undefined
      ? undefined
      : `'${host}' is no domain name, such as 'ray.example.com'`,
  );
  checkField(ingress, "path", path, faults, (text) =>
    text.startsWith("/") ? undefined : `'${text}' must start with '/'`,
  );
  checkAnnotationKeys(ingress.annotations, joinPath(path, "annotations"), faults);
  if (Object.hasOwn(ingress.annotations ?? {}, INGRESS_CLASS)) {
    faults.add(joinPath(path, "annotations", INGRESS_CLASS), "is set from 'className'; remove it");
  }
}

/** Annotation from which KubeRay takes the class of its Ingress (v1.7.0, ingress.go). */
export const INGRESS_CLASS = "kubernetes.io/ingress.class";
