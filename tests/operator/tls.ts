import { envOf, type Container, type PodSpec, type RayCluster } from "./ray-cluster";

const VOLUME = "ray-tls";
const MOUNT = "/etc/ray/tls";

const ENV: Record<string, string> = {
  RAY_USE_TLS: "1",
  RAY_TLS_SERVER_CERT: `${MOUNT}/tls.crt`,
  RAY_TLS_SERVER_KEY: `${MOUNT}/tls.key`,
  RAY_TLS_CA_CERT: `${MOUNT}/ca.crt`,
};

/** Certificates of a pod, and what waits until they name its address: KubeRay v1.7.0 pod.go, configureTLS. */
export function addTls(cluster: RayCluster, spec: PodSpec, nodeType: "head" | "worker"): void {
  if (!cluster.spec.tlsOptions?.enabled) return;
  const secretName = `ray-${nodeType}-secret-${cluster.metadata.name}`;
  (spec.volumes ??= []).push({ name: VOLUME, secret: { secretName } });
  const [ray] = spec.containers ?? [];
  const asking = spec.initContainers?.filter(({ name }) => name === "wait-gcs-ready") ?? [];
  const scaling = spec.containers?.filter(({ name }) => name === "autoscaler") ?? [];
  for (const container of [...(ray ? [ray] : []), ...asking, ...scaling]) addTo(container);
  spec.initContainers = [
    {
      name: "wait-for-tls-ip-san",
      image: ray?.image,
      command: ["sh", "-c"],
      args: [
        `until openssl x509 -in ${MOUNT}/tls.crt -noout -text | grep "IP Address:$POD_IP"; do sleep 5; done`,
      ],
      volumeMounts: [{ name: VOLUME, mountPath: MOUNT, readOnly: true }],
    },
    ...(spec.initContainers ?? []),
  ];
}

function addTo(container: Container): void {
  const missing = Object.entries(ENV).filter(([name]) => envOf(container, name) === undefined);
  (container.env ??= []).push(...missing.map(([name, value]) => ({ name, value })));
  (container.volumeMounts ??= []).push({ name: VOLUME, mountPath: MOUNT, readOnly: true });
}
