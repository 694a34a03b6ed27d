import { credentialFiles } from "./credentials";
import type { ClusterFiles } from "./paths";

/** The control plane's programs, in the order of their start. */
export const programNames = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
] as const;

/** A program of the control plane. */
export type ProgramName = (typeof programNames)[number];

/** The programs' TCP ports, all on loopback. */
export type Ports = Record<Exclude<ProgramName, "etcd">, number>;

/** Where the programs besides the API server answer 200 once they work, for anyone who asks. */
export function healthUrls(ports: Ports): string[] {
  return [
    `https://127.0.0.1:${ports["kube-controller-manager"]}/healthz`,
    `https://127.0.0.1:${ports["kube-scheduler"]}/healthz`,
    `http://127.0.0.1:${ports.kwok}/healthz`,
  ];
}

/**
 * The arguments of each program. Every port is on loopback; etcd listens on a socket in the data directory, since it
 * would give every Secret to anyone who can connect.
 */
export function programArguments(files: ClusterFiles, ports: Ports): Record<ProgramName, string[]> {
  const credentials = credentialFiles(files);
  return {
    etcd: [
      "--name=sandbox",
      `--data-dir=${files.etcd}`,
      // Sockets are relative to the working directory: a socket's whole path may have 104 characters at most.
      "--listen-client-urls=unix://etcd.sock",
      "--listen-peer-urls=unix://etcd-peer.sock",
      // etcd insists on host:port here; with one member nobody connects to them.
      "--advertise-client-urls=unix://localhost:0",
      "--initial-advertise-peer-urls=unix://localhost:0",
      "--initial-cluster=sandbox=unix://localhost:0",
      // What a process wrote survives its death either way; only a crash of the machine can lose it.
      "--unsafe-no-fsync",
      "--log-level=warn",
    ],
    "kube-apiserver": [
      "--etcd-servers=unix://etcd.sock",
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      `--secure-port=${ports["kube-apiserver"]}`,
      `--cert-dir=${files.certificates}`,
      // The `kubernetes` Service would need an address that is not loopback.
      "--endpoint-reconciler-type=none",
      "--anonymous-auth=false",
      `--token-auth-file=${credentials.tokens}`,
      "--authorization-mode=Node,RBAC",
      "--allow-privileged=true",
      "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
      `--service-account-key-file=${credentials.serviceAccountPublicKey}`,
      `--service-account-signing-key-file=${credentials.serviceAccountKey}`,
      // AKS's defaults: services in 10.0.0.0/16.
      "--service-cluster-ip-range=10.0.0.0/16",
      "--profiling=false",
    ],
    "kube-controller-manager": [
      `--kubeconfig=${credentials.kubeconfig("kube-controller-manager")}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${ports["kube-controller-manager"]}`,
      "--leader-elect=false",
      "--use-service-account-credentials=true",
      `--service-account-private-key-file=${credentials.serviceAccountKey}`,
      `--root-ca-file=${files.servingCertificate}`,
      // Its own default of 20 requests a second would spend seconds on the service accounts of its controllers.
      "--kube-api-qps=500",
      "--kube-api-burst=1000",
      "--profiling=false",
    ],
    "kube-scheduler": [
      `--kubeconfig=${credentials.kubeconfig("kube-scheduler")}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${ports["kube-scheduler"]}`,
      "--leader-elect=false",
      "--kube-api-qps=500",
      "--kube-api-burst=1000",
      "--profiling=false",
    ],
    kwok: [
      `--kubeconfig=${credentials.kubeconfig("kwok")}`,
      `--config=${files.stages}`,
      `--server-address=127.0.0.1:${ports.kwok}`,
      "--manage-all-nodes=false",
      "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
      // Renewed several times within the 50 s after which the node controller calls a node not ready.
      "--node-lease-duration-seconds=40",
      // AKS's default pod range under Azure CNI overlay.
      "--cidr=10.244.0.0/16",
    ],
  };
}
