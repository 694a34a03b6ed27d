import { expect } from "chai";
import type { AksRayClusterArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { faultsOf } from "./testing/faults-of";

const T4 = { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 };
const FIXED = { gpuPools: { a: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } } };
const SMALL = { systemPool: { vmSize: "Standard_D2s_v5" } };

const settings = (args: AksRayClusterArgs) => aksRayClusterSettings("ml", { gpuPools: { a: T4 }, ...args });
const refuse = (args: AksRayClusterArgs) => faultsOf(() => settings(args));
const head = (spec: object): AksRayClusterArgs => ({
  ray: { head: { podTemplate: { spec: { containers: [], ...spec } } } },
});

describe("where the head runs", () => {
  const remedy =
    "choose a larger 'systemPool.vmSize', or place the head on another pool with 'ray.head.podTemplate.spec.nodeSelector'";

  it("should be refused where the system pool has no room for the default", () => {
    const reasons = refuse(SMALL);
    expect(Object.keys(reasons)).to.deep.equal(["systemPool.vmSize"]);
    expect(reasons["systemPool.vmSize"])
      .to.match(/^the Ray head's '(cpu|memoryGiB)' \(\d+, the default\) must be at most [\d.]+, /)
      .and.to.contain("what a 'Standard_D2s_v5' node of the system pool has for the head and its autoscaler")
      .and.to.contain(remedy);
  });

  it("should be refused where it has no room for what the head is given, down to the last hundredth", () => {
    const most = (key: "cpu" | "memoryGiB", args: AksRayClusterArgs) => {
      const reason = refuse({ ...args, ray: { ...args.ray, head: { [key]: 999 } } })[`ray.head.${key}`] ?? "";
      expect(reason).to.match(new RegExp(`^'${key}' \\(999\\) must be at most`));
      return Number(/at most ([\d.]+),/.exec(reason)?.[1]);
    };
    for (const key of ["cpu", "memoryGiB"] as const) {
      const left = most(key, FIXED);
      const ray = (value: number) => ({ ...FIXED, ray: { head: { [key]: value } } });
      expect(() => settings(ray(left)), key).not.to.throw();
      expect(Object.keys(refuse(ray(left + 0.02))), key).to.deep.equal([`ray.head.${key}`]);
    }
    // Ray's autoscaler has half a CPU and 1 GiB beside the head, unless it is given others.
    expect(most("cpu", FIXED) - most("cpu", {})).to.be.closeTo(0.5, 0.011);
    expect(most("memoryGiB", FIXED) - most("memoryGiB", {})).to.be.closeTo(1, 0.011);
    const larger = { ray: { autoscaler: { cpu: "1", memory: "2Gi" } } };
    expect(most("cpu", {}) - most("cpu", larger)).to.be.closeTo(0.5, 0.011);
    expect(most("memoryGiB", {}) - most("memoryGiB", larger)).to.be.closeTo(1, 0.011);
  });

  it("should say nothing of an autoscaler that is not there", () => {
    expect(refuse({ ...FIXED, ...SMALL })["systemPool.vmSize"]).to.contain(
      "of the system pool has for the head; choose",
    );
  });

  it("should be left to whoever places the head elsewhere", () => {
    for (const spec of [
      { nodeSelector: { "aks-ray.dev/pool": "a" } },
      { nodeName: "node" },
      { affinity: { nodeAffinity: {} } },
    ]) {
      expect(() => settings({ ...SMALL, ...head(spec) }), JSON.stringify(spec)).not.to.throw();
    }
    expect(Object.keys(refuse({ ...SMALL, ...head({ hostNetwork: true }) }))).to.include("systemPool.vmSize");
  });

  it("should be refused on a system pool whose taints keep the head away", () => {
    const taints = [
      "CriticalAddonsOnly=true:NoSchedule",
      "team=vision:PreferNoSchedule",
      "spare=true:NoExecute",
    ];
    const reason =
      "keeps the Ray head away, which runs on the system pool; remove it, or give tolerations or a node selector in 'ray.head.podTemplate.spec'";
    expect(refuse({ systemPool: { taints } })).to.deep.equal({
      "systemPool.taints[0]": reason,
      "systemPool.taints[2]": reason,
    });
    const tolerating = { systemPool: { taints }, ...head({ tolerations: [{ operator: "Exists" }] }) };
    expect(() => settings(tolerating)).not.to.throw();
  });

  it("should want an image for Arm where the system pool is of Arm", () => {
    const systemPool = { vmSize: "Standard_D8ps_v5" };
    expect(refuse({ systemPool })).to.deep.equal({
      "ray.head.image":
        "must be given, since 'Standard_D8ps_v5' has Arm processors and the default image is for x86-64: name an image with Ray for Arm64",
    });
    const image = "registry.example.com/ray:2.60.0-aarch64";
    expect(() => settings({ systemPool, ray: { head: { image } } })).not.to.throw();
    expect(() => settings({ systemPool, ray: { image } })).not.to.throw();
  });
});
