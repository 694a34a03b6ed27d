import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkPolicyRulesArgs } from "../../args";
import type { RaySettings } from "../../settings";
import { HEAD_PORTS } from "../access-service";
import { MANAGED_BY } from "../namespace";
import { newRedis, redisLabels } from "../redis";
import type { NetworkPolicySpec } from "./spec";

type IngressRule = types.input.networking.v1.NetworkPolicyIngressRule;
type EgressRule = types.input.networking.v1.NetworkPolicyEgressRule;
type Peer = types.input.networking.v1.NetworkPolicyPeer;

/**
 * Builds `networkPolicy`. KubeRay's policies open a cluster's pods to each other and to the submitter of its own RayJob, and
 * nothing else, not even DNS (v1.7.0, networkpolicy_controller.go); the rest of what the stack needs is added here.
 */
export function buildNetworkPolicy(settings: RaySettings): NetworkPolicySpec | undefined {
  const policy = settings.networkPolicy;
  if (policy === undefined) return undefined;
  const { mode = "DenyAll", workerGroups } = policy;
  const opened = (own: NetworkPolicyRulesArgs = {}, ingress: IngressRule[], egress: EgressRule[]) => ({
    ...(mode !== "DenyAllEgress" && { ingressRules: [...ingress, ...(own.ingressRules ?? [])] }),
    ...(mode !== "DenyAllIngress" && { egressRules: [...egress, ...(own.egressRules ?? [])] }),
  });
  const worker = (own?: NetworkPolicyRulesArgs) => opened(own, [SCRAPE_WORKER], workerEgress(settings));
  return {
    mode,
    head: opened(policy.head, headIngress(), headEgress(settings)),
    worker: worker(policy.worker),
    ...(workerGroups && {
      workerGroups: Object.keys(workerGroups)
        .sort()
        .map((groupName) => ({ groupName, ...worker(workerGroups[groupName]) })),
    }),
  };
}

const namespaceNamed = (name: string): Peer["namespaceSelector"] => ({
  matchLabels: { "kubernetes.io/metadata.name": name },
});

const tcp = (...ports: pulumi.Input<number>[]) => ports.map((port) => ({ port, protocol: "TCP" }));

/** Where Azure Monitor's agents run (AKS docs, managed service for Prometheus). */
const AZURE_MONITOR: Peer = { namespaceSelector: namespaceNamed("kube-system") };

/** Metrics of Ray, its autoscaler and its dashboard (Ray docs, "Using Prometheus and Grafana" on Kubernetes). */
const SCRAPE_HEAD: IngressRule = { from: [AZURE_MONITOR], ports: tcp(8080, 44217, 44227) };
const SCRAPE_WORKER: IngressRule = { from: [AZURE_MONITOR], ports: tcp(8080) };

function headIngress(): IngressRule[] {
  return [
    {
      from: [
        // The readiness Job.
        { podSelector: { matchLabels: MANAGED_BY } },
        // Submitters of RayJobs that select this cluster (KubeRay v1.7.0, rayjob_controller.go).
        { podSelector: { matchLabels: { "ray.io/originated-from-crd": "RayJob" } } },
      ],
      ports: tcp(HEAD_PORTS.dashboard),
    },
    {
      // The operator asks for jobs and applications at the dashboard, and for the health of Serve's proxy.
      from: [
        {
          namespaceSelector: {},
          podSelector: { matchLabels: { "app.kubernetes.io/name": "kuberay-operator" } },
        },
      ],
      ports: tcp(HEAD_PORTS.dashboard, HEAD_PORTS.serve),
    },
    SCRAPE_HEAD,
  ];
}

/** Workers find the head by the name of its Service. */
const DNS: EgressRule = {
  to: [
    {
      namespaceSelector: namespaceNamed("kube-system"),
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
  ],
  ports: [
    { port: 53, protocol: "UDP" },
    { port: 53, protocol: "TCP" },
  ],
};

function headEgress(settings: RaySettings): EgressRule[] {
  const needsApiServer = settings.autoscaler ?? settings.auth.kubernetes;
  return [DNS, ...(needsApiServer ? [apiServer(settings)] : []), ...storage(settings), ...redis(settings)];
}

function workerEgress(settings: RaySettings): EgressRule[] {
  return [DNS, ...(settings.auth.kubernetes ? [apiServer(settings)] : []), ...storage(settings)];
}

/** The collector, and programs with the identity of `storage`, log in at Microsoft Entra and reach the account, whose addresses change. */
function storage({ historyServer, storage: mounted }: RaySettings): EgressRule[] {
  return historyServer || mounted ? [{ ports: tcp(443) }] : [];
}

function apiServer({ networkPolicy }: RaySettings): EgressRule {
  const ranges = networkPolicy?.apiServerAddresses;
  return {
    ...(ranges && { to: ranges.map((cidr) => ({ ipBlock: { cidr } })) }),
    ports: tcp(443, 6443),
  };
}

/** An existing Redis can be anywhere; its port alone is known. */
function redis(settings: RaySettings): EgressRule[] {
  const { faultTolerance } = settings;
  if (faultTolerance?.backend !== "redis") return [];
  if (newRedis(settings)) {
    return [{ to: [{ podSelector: { matchLabels: redisLabels(settings) } }], ports: tcp(6379) }];
  }
  const address = "address" in faultTolerance.redis ? faultTolerance.redis.address : "";
  return [{ ports: tcp(pulumi.output(address).apply(portOf)) }];
}

function portOf(address: string): number {
  return Number(/:(\d+)$/.exec(address)?.[1]);
}
