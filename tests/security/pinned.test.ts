import { expect } from "chai";
import type { Registration } from "../../provider/testing/record";
import { recordFullStacks } from "./testing/full-stacks";
import { manifestsOf, type Manifest } from "./testing/manifests";

interface Container {
  name: string;
  image: string;
  env?: { name: string; value?: string }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
}

interface Pod {
  at: string;
  spec: Record<string, unknown> & { containers: Container[]; initContainers?: Container[] };
}

/** Images that are pinned by their tags alone: their registries tell digests to nobody who has no access to them. */
const BY_TAG = [
  "docker.io/rocm/k8s-device-plugin:1.31.0.9",
  "nvcr.io/nvidia/k8s-device-plugin:v0.18.0",
  "nvcr.io/nvidia/k8s/dcgm-exporter:4.6.1-4.8.4-distroless",
  "quay.io/kuberay/collector:v1.7.0",
  "rayproject/ray:2.60.0-py311",
  "rayproject/ray:2.60.0-py311-gpu",
  "registry.example.com/ray:2.60.0",
];

describe("what full stacks render", function () {
  this.timeout(240_000);
  let registrations: Registration[];
  let pods: Pod[];

  before(async () => {
    registrations = await recordFullStacks();
    pods = manifestsOf(registrations).flatMap((manifest) => podsIn(manifest));
  });

  const containers = () => pods.flatMap(({ spec }) => [...spec.containers, ...(spec.initContainers ?? [])]);

  it("has images with a digest, or of a list of versions", () => {
    const images = [
      ...new Set(
        texts(
          registrations.map(({ inputs }) => inputs),
          "image",
        ),
      ),
    ];
    // Those without a registry are parts of NVIDIA's NicClusterPolicy, whose version stands beside them.
    const byTag = images.filter((image) => image.includes("/") && !/@sha256:[0-9a-f]{64}$/.test(image));
    expect(byTag.sort()).to.deep.equal(BY_TAG);
    expect(images.filter((image) => image.includes("@"))).to.have.length.above(0);
  });

  it("has charts of one version, or from a folder whose definitions are checked against digests", () => {
    const releases = registrations.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
    expect(releases).to.have.length.above(6);
    for (const { name, inputs } of releases) {
      const { chart, version } = inputs as { chart: string; version?: string };
      if (version === undefined)
        expect(chart, name).to.match(/^\.\/\.aks-ray\/charts\/[a-z-]+-\d+\.\d+\.\d+$/);
      else expect(version, name).to.match(/^v?\d+\.\d+\.\d+$/);
    }
  });

  it("asks for what each container needs, and bounds its memory", () => {
    for (const { at, spec } of pods) {
      for (const { name, resources } of spec.containers) {
        expect(resources?.requests, `${at}/${name}`).to.include.keys("cpu", "memory");
        expect(resources?.limits, `${at}/${name}`).to.include.keys("memory");
      }
    }
  });

  it("has no secret in a variable, nor a part of the node's own namespaces", () => {
    expect(containers()).to.have.length.above(25);
    for (const { name, env = [] } of containers()) {
      const open = env.filter(
        (variable) => /TOKEN$|PASSWORD|SECRET|KEY$/.test(variable.name) && variable.value,
      );
      expect(open, name).to.deep.equal([]);
    }
    const shared = pods.filter(({ spec }) => spec["hostNetwork"] === true || spec["hostIPC"] === true);
    expect(shared.map(({ at }) => at)).to.deep.equal([]);
  });

  it("opens no Service to the internet", () => {
    const services = manifestsOf(registrations).filter(({ kind }) => kind === "Service");
    expect(services).to.have.length.above(2);
    const types = services.map(({ spec }) => (spec as { type?: string }).type ?? "ClusterIP");
    expect(new Set(types)).to.deep.equal(new Set(["ClusterIP"]));
  });
});

/** Pods and templates of pods in a manifest; those of KubeRay's kinds come as manifests of their own. */
function podsIn({ kind, metadata, spec }: Manifest): Pod[] {
  const at = `${kind}/${metadata.name}`;
  if (kind === "Pod") return [{ at, spec: spec as Pod["spec"] }];
  if (!/^(DaemonSet|StatefulSet|Deployment|Job)$/.test(kind)) return [];
  return [{ at, spec: (spec as { template: { spec: Pod["spec"] } }).template.spec }];
}

/** Every text under a key. */
function texts(value: unknown, wanted: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) =>
    key === wanted && typeof child === "string" ? [child] : texts(child, wanted),
  );
}
