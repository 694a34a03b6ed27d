import { expect } from "chai";
import { PAUSE_IMAGE } from "../settings/versions";
import { RAY, T4_GROUP } from "../testing/fixture-settings";
import { buildImagePrePulls } from "./image-pre-pull";

const labels = {
  "app.kubernetes.io/name": "image-pre-pull",
  "app.kubernetes.io/instance": "ml",
  "aks-ray.dev/group": "t4",
};
const MANAGED_BY = { "app.kubernetes.io/managed-by": "aks-ray" };
const securityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};

describe("buildImagePrePulls", () => {
  it("should pull a GPU group's image onto its nodes, without GPUs and privileges", () => {
    const cpu = { ...T4_GROUP, name: "cpu", gpus: 0, gpuResource: "" };
    const t4 = { ...T4_GROUP, pod: { imagePullSecrets: ["login"] } };
    const settings = { ...RAY, imagePrePull: true, workerGroups: [cpu, t4] };
    expect(buildImagePrePulls(settings, "ray")).to.deep.equal([
      {
        group: "t4",
        daemonSet: {
          metadata: {
            name: "ml-pre-pull-t4",
            namespace: "ray",
            labels: MANAGED_BY,
            annotations: { "pulumi.com/skipAwait": "true" },
          },
          spec: {
            selector: { matchLabels: labels },
            updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "100%" } },
            template: {
              metadata: { labels: { ...MANAGED_BY, ...labels } },
              spec: {
                automountServiceAccountToken: false,
                terminationGracePeriodSeconds: 1,
                nodeSelector: { "aks-ray.dev/pool": "t4" },
                tolerations: [{ key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }],
                imagePullSecrets: [{ name: "login" }],
                securityContext: {
                  runAsNonRoot: true,
                  runAsUser: 65534,
                  runAsGroup: 65534,
                  seccompProfile: { type: "RuntimeDefault" },
                },
                initContainers: [
                  {
                    name: "pull",
                    image: "rayproject/ray:2.60.0-py311-gpu",
                    command: ["true"],
                    env: [{ name: "NVIDIA_VISIBLE_DEVICES", value: "void" }],
                    resources: { requests: { cpu: "1m", memory: "16Mi" }, limits: { memory: "64Mi" } },
                    securityContext,
                  },
                ],
                containers: [
                  {
                    name: "pause",
                    image: PAUSE_IMAGE,
                    resources: { requests: { cpu: "1m", memory: "8Mi" }, limits: { memory: "16Mi" } },
                    securityContext,
                  },
                ],
              },
            },
          },
        },
      },
    ]);
  });

  it("should build nothing unless asked to", () => {
    expect(buildImagePrePulls(RAY, "ray")).to.deep.equal([]);
  });
});
