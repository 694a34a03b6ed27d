import { expect } from "chai";
import { settled } from "../../settings/testing/faults-of";
import { RAY } from "../../testing/fixture-settings";
import { buildNetworkPolicy } from "./network-policy";

const kubeSystem = { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } };
const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: "TCP" }));

const DNS = {
  to: [{ namespaceSelector: kubeSystem, podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
  ports: [
    { port: 53, protocol: "UDP" },
    { port: 53, protocol: "TCP" },
  ],
};
const SCRAPE = { from: [{ namespaceSelector: kubeSystem }], ports: tcp(8080) };
const OWN = { to: [{ ipBlock: { cidr: "10.1.0.0/16" } }] };

describe("buildNetworkPolicy", () => {
  it("should open what the stack needs, and what the user adds", () => {
    const networkPolicy = {
      head: { ingressRules: [{ ports: tcp(10001) }] },
      workerGroups: { t4: { egressRules: [OWN] } },
    };
    expect(buildNetworkPolicy({ ...RAY, networkPolicy })).to.deep.equal({
      mode: "DenyAll",
      head: {
        ingressRules: [
          {
            from: [
              { podSelector: { matchLabels: { "app.kubernetes.io/managed-by": "aks-ray" } } },
              { podSelector: { matchLabels: { "ray.io/originated-from-crd": "RayJob" } } },
            ],
            ports: tcp(8265),
          },
          {
            from: [
              {
                namespaceSelector: {},
                podSelector: { matchLabels: { "app.kubernetes.io/name": "kuberay-operator" } },
              },
            ],
            ports: tcp(8265, 8000),
          },
          { from: [{ namespaceSelector: kubeSystem }], ports: tcp(8080, 44217, 44227) },
          { ports: tcp(10001) },
        ],
        egressRules: [DNS, { ports: tcp(443, 6443) }],
      },
      worker: { ingressRules: [SCRAPE], egressRules: [DNS] },
      workerGroups: [{ groupName: "t4", ingressRules: [SCRAPE], egressRules: [DNS, OWN] }],
    });
  });

  it("should restrict one direction alone where asked to", () => {
    expect(buildNetworkPolicy({ ...RAY, networkPolicy: { mode: "DenyAllEgress" } })?.worker).to.deep.equal({
      egressRules: [DNS],
    });
    expect(buildNetworkPolicy({ ...RAY, networkPolicy: { mode: "DenyAllIngress" } })?.worker).to.deep.equal({
      ingressRules: [SCRAPE],
    });
  });

  it("should leave the API server out where nothing asks it, and know its addresses", () => {
    const head = (settings: Partial<typeof RAY>) =>
      buildNetworkPolicy({ ...RAY, networkPolicy: {}, ...settings })?.head.egressRules;
    expect(head({ autoscaler: undefined })).to.deep.equal([DNS]);
    expect(head({ networkPolicy: { apiServerAddresses: ["203.0.113.7/32"] } })).to.deep.equal([
      DNS,
      { to: [{ ipBlock: { cidr: "203.0.113.7/32" } }], ports: tcp(443, 6443) },
    ]);
  });

  it("should let the head reach its Redis", async () => {
    const base = { ...RAY, autoscaler: undefined, networkPolicy: {} };
    const made = { image: "redis", storageGiB: 8 };
    const own = buildNetworkPolicy({ ...base, faultTolerance: { backend: "redis", redis: made } });
    expect(own?.head.egressRules?.slice(1)).to.deep.equal([
      {
        to: [
          {
            podSelector: {
              matchLabels: {
                "app.kubernetes.io/name": "redis",
                "app.kubernetes.io/instance": "ml-redis",
              },
            },
          },
        ],
        ports: tcp(6379),
      },
    ]);
    const address = "rediss://cache.example.com:10000";
    const existing = buildNetworkPolicy({
      ...base,
      faultTolerance: { backend: "redis", redis: { address } },
    });
    expect(await settled(existing?.head.egressRules?.[1])).to.deep.equal({ ports: tcp(10000) });
    expect(existing?.worker.egressRules).to.deep.equal([DNS]);
  });

  it("should let programs reach the blobs of storage", () => {
    const storage = { accountName: "mldata", mounts: [] };
    const policy = buildNetworkPolicy({ ...RAY, storage, networkPolicy: {} });
    for (const rules of [policy?.head, policy?.worker]) {
      expect(rules?.egressRules).to.deep.include({ ports: [{ port: 443, protocol: "TCP" }] });
    }
  });

  it("should build nothing unless asked to", () => expect(buildNetworkPolicy(RAY)).to.equal(undefined));
});
