import { expect } from "chai";
import { RAY_MONITORING } from "../testing/fixture-monitoring";
import { alertRules } from "./alert-rules";

describe("alertRules", () => {
  it("should build every rule that is on, about this Ray cluster", () => {
    const rules = alertRules(RAY_MONITORING);
    expect(rules.map(({ name, minutes, severity }) => ({ name, minutes, severity }))).to.deep.equal([
      { name: "RayGpuPodsPending", minutes: 20, severity: "warning" },
      { name: "RayHeadRestarted", minutes: 0, severity: "critical" },
      { name: "GpuIdle", minutes: 60, severity: "warning" },
    ]);
    expect(rules.map(({ expression }) => expression)).to.deep.equal([
      'sum by (namespace, pod) (kube_pod_container_resource_requests{namespace="ray", resource=~"nvidia_com_.+|amd_com_gpu"}) and on (namespace, pod) (kube_pod_status_phase{namespace="ray", phase="Pending"} == 1)',
      '(count by (namespace) (count by (namespace, uid) (count_over_time(kube_pod_status_phase{namespace="ray", pod=~"ml-head.*"}[1h]))) > 1) or (sum by (namespace) (increase(kube_pod_container_status_restarts_total{namespace="ray", pod=~"ml-head.*"}[1h])) > 0)',
      "avg by (Hostname, gpu) (avg_over_time(DCGM_FI_DEV_GPU_UTIL[60m])) < 5",
    ]);
  });

  it("should leave out what is off", () => {
    expect(alertRules({ ...RAY_MONITORING, alerts: { actionGroupIds: [] } })).to.deep.equal([]);
  });
});
