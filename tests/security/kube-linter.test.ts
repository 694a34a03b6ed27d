import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { recordFullStacks } from "./testing/full-stacks";
import { manifestsOf } from "./testing/manifests";

/** A finding of kube-linter (https://docs.kubelinter.io), as far as it is read here. */
interface Report {
  Check: string;
  Diagnostic: { Message: string };
  Object: { K8sObject: { Name: string; GroupVersionKind: { Kind: string } } };
}

/** `CHECK KIND: MESSAGE` of what may be found, and why. */
const EXPLAINED: Record<string, RegExp> = {
  "KubeRay makes the pods of the head": /^dangling-service Service: .*ray.io\/node-type:head/,
  "the Job is the proof that Ray answered: gone, the next up would ask again":
    /^job-ttl-seconds-after-finished Job: /,
  "Ray's image is the user's, writes where it likes, and may be made for root":
    /^(no-read-only-root-fs|run-as-non-root) (Pod|Job): container "(ray-head|ray-worker|ray-job-submitter|readiness)"/,
  "Redis' entry point makes links under /usr/local": /^no-read-only-root-fs StatefulSet: container "redis"/,
  "the kubelet's socket and the driver's devices belong to root":
    /^(no-read-only-root-fs|run-as-non-root) DaemonSet: container "(choose-config|(amd|nvidia)-device-plugin|dcgm-exporter|mount-shm|nvidia-mps-control-daemon)"/,
  "NVIDIA's plugin makes MIG devices with SYS_ADMIN, as in NVIDIA's own manifest":
    /^(drop-net-raw-capability|privilege-escalation-container) DaemonSet: container "nvidia-device-plugin"/,
  "the exporter reads the driver's profiling counters":
    /^privilege-escalation-container DaemonSet: container "dcgm-exporter" has SYS_ADMIN/,
  "the MPS daemon takes hold of the GPUs, and its mount has to reach the node":
    /^privilege(d|-escalation)-container DaemonSet: container "(mount-shm|nvidia-mps-control-daemon)"/,
  "AMD's plugin finds the GPUs there, read-only":
    /^sensitive-host-mounts DaemonSet: .*"\/sys".*"amd-device-plugin"/,
  "runs once, before a container that asks for more":
    /^unset-(cpu|memory)-requirements DaemonSet: container "(choose-config|mount-shm)"/,
};

describe("kube-linter", function () {
  this.timeout(240_000);
  let folder: string;

  before(async function () {
    if (spawnSync("kube-linter", ["version"]).status !== 0) {
      console.log(
        "      skipped: no kube-linter on PATH; go install golang.stackrox.io/kube-linter/cmd/kube-linter@latest",
      );
      this.skip();
    }
    folder = await mkdtemp(join(tmpdir(), "aks-ray-lint-"));
  });
  after(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  it("finds nothing in what the components render that is not explained", async () => {
    const manifests = manifestsOf(await recordFullStacks());
    const file = join(folder, "stacks.yaml");
    await writeFile(file, manifests.map((manifest) => stringify(manifest)).join("---\n"));
    const { stdout } = spawnSync("kube-linter", ["lint", "--format", "json", file], { encoding: "utf8" });
    const { Reports } = JSON.parse(stdout) as { Reports: Report[] };
    const found = Reports.map(
      ({ Check, Diagnostic, Object: { K8sObject } }) =>
        `${Check} ${K8sObject.GroupVersionKind.Kind}: ${Diagnostic.Message}`,
    );
    expect(found).to.have.length.above(20);
    const reasons = Object.values(EXPLAINED);
    expect(found.filter((finding) => !reasons.some((reason) => reason.test(finding)))).to.deep.equal([]);
    expect(reasons.filter((reason) => !found.some((finding) => reason.test(finding)))).to.deep.equal([]);
  });
});
