import { expect } from "chai";
import { RAY } from "../../testing/fixture-settings";
import { buildServiceAccount } from "../service-account";
import { buildNetworkPolicy } from "./network-policy";
import { buildRayClusterSpec } from "./ray-cluster";

const IMAGE = "quay.io/kuberay/collector:v1.7.0";
const accountUrl = "https://logs.blob.core.windows.net";

describe("buildCollector", () => {
  it("should write to a storage account with the pods' identity", () => {
    const historyServer = { image: IMAGE, accountUrl, containerName: "ray", env: { PUSH_INTERVAL: "1m" } };
    const spec = buildRayClusterSpec({ ...RAY, historyServer });
    expect(spec.historyServerOptions).to.deep.equal({
      collectorOptions: {
        image: IMAGE,
        env: [
          { name: "STORAGE_BACKEND", value: "AZUREBLOB" },
          { name: "AZURE_STORAGE_AUTH_MODE", value: "workload_identity" },
          { name: "AZURE_STORAGE_ACCOUNT_URL", value: accountUrl },
          { name: "AZURE_STORAGE_CONTAINER", value: "ray" },
          { name: "PUSH_INTERVAL", value: "1m" },
        ],
      },
    });
    for (const { template } of [spec.headGroupSpec, ...spec.workerGroupSpecs]) {
      expect(template).to.have.deep.nested.property("metadata.labels", {
        "azure.workload.identity/use": "true",
      });
    }
  });

  it("should take a connection string from its Secret, and keep KubeRay's amounts beside one of the user's", () => {
    const connectionStringSecret = { name: "storage", key: "connection" };
    const historyServer = { image: IMAGE, connectionStringSecret, resources: { memory: "1Gi" } };
    const spec = buildRayClusterSpec({ ...RAY, historyServer });
    expect(spec.historyServerOptions).to.deep.equal({
      collectorOptions: {
        image: IMAGE,
        resources: { requests: { cpu: "50m", memory: "1Gi" }, limits: { cpu: "200m", memory: "1Gi" } },
        env: [
          { name: "STORAGE_BACKEND", value: "AZUREBLOB" },
          { name: "AZURE_STORAGE_AUTH_MODE", value: "connection_string" },
          { name: "AZURE_STORAGE_CONNECTION_STRING", valueFrom: { secretKeyRef: connectionStringSecret } },
        ],
      },
    });
    expect(spec.headGroupSpec.template).not.to.have.nested.property("metadata.labels");
  });

  it("should reach the storage through network policies", () => {
    const historyServer = { image: IMAGE, accountUrl };
    const policy = buildNetworkPolicy({ ...RAY, historyServer, networkPolicy: {} });
    for (const rules of [policy?.head, policy?.worker]) {
      expect(rules?.egressRules).to.deep.include({ ports: [{ port: 443, protocol: "TCP" }] });
    }
  });
});

describe("buildServiceAccount", () => {
  const serviceAccountName = "ml-ray";

  it("should carry the identity of the pods", () => {
    const settings = { ...RAY, serviceAccountName, ownServiceAccount: { clientId: "id" } };
    expect(buildServiceAccount(settings, "ray")).to.deep.equal({
      metadata: {
        name: "ml-ray",
        namespace: "ray",
        labels: { "app.kubernetes.io/managed-by": "aks-ray" },
        annotations: { "azure.workload.identity/client-id": "id" },
      },
    });
  });

  it("should be made only where none is the user's", () => {
    expect(buildServiceAccount({ ...RAY, serviceAccountName }, "ray")).to.equal(undefined);
    const own = buildServiceAccount({ ...RAY, serviceAccountName, ownServiceAccount: {} }, "ray");
    expect(own?.metadata).not.to.have.property("annotations");
  });
});
