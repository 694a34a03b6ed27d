import { expect } from "chai";
import { podRequests } from "./pod-requests";

const container = (requests: Record<string, string>, limits: Record<string, string> = {}) => ({
  name: "any",
  resources: { requests, limits },
});

describe("podRequests", () => {
  it("should add up the containers, and count a limit without a request as one", () => {
    const containers = [container({ cpu: "1500m" }, { cpu: "4", memory: "2Gi" }), container({ cpu: "0.25" })];
    expect(podRequests({ spec: { containers } })).to.deep.equal({ cpu: 1.75, memory: 2 * 2 ** 30 });
  });

  it("should count the greediest container that runs before the others, and what stays beside them", () => {
    const initContainers = [
      container({ cpu: "5" }),
      { ...container({ cpu: "500m", memory: "1Gi" }), restartPolicy: "Always" },
      container({ cpu: "1", memory: "4Gi" }),
    ];
    const containers = [container({ cpu: "2", memory: "1Gi" })];
    expect(podRequests({ spec: { containers, initContainers } })).to.deep.equal({
      cpu: 5,
      memory: 5 * 2 ** 30,
    });
  });

  it("should add what stands beside the template's containers, and the runtime class's own need", () => {
    const spec = { containers: [container({ cpu: "1" })], overhead: { memory: "120Mi" } };
    const autoscaler = { resources: { requests: { cpu: "500m", memory: "1Gi" } } };
    expect(podRequests({ spec }, autoscaler)).to.deep.equal({ cpu: 1.5, memory: (1024 + 120) * 2 ** 20 });
  });
});
