import type { Container } from "./ray-cluster";
import { compareVersions, parseVersion } from "./versions";

/** Liveness and readiness probes where the user gave none: KubeRay v1.7.0 pod.go, initLivenessAndReadinessProbe. */
export function addProbes(
  container: Container,
  isHead: boolean,
  parameters: Record<string, string>,
  rayVersion: string,
): void {
  const agentPort = Number(parameters["dashboard-agent-listen-port"] ?? 52365);
  const dashboardPort = Number(parameters["dashboard-port"] ?? 8265);
  // One endpoint for both checks since Ray 2.53; older images are asked by wget.
  const http = parseVersion(rayVersion) !== undefined && compareVersions(rayVersion, "2.53.0") >= 0;
  const commands = [wget(2, agentPort, "api/local_raylet_healthz")];
  if (isHead) commands.push(wget(10, dashboardPort, "api/gcs_healthz"));
  const action = http
    ? { httpGet: { path: "/api/healthz", port: agentPort } }
    : { exec: { command: ["bash", "-c", commands.join(" && ")] } };
  const common = { ...action, timeoutSeconds: isHead ? 5 : 2, periodSeconds: 5, successThreshold: 1 };
  container.livenessProbe ??= { ...common, initialDelaySeconds: 30, failureThreshold: 120 };
  container.readinessProbe ??= { ...common, initialDelaySeconds: 10, failureThreshold: 10 };
}

function wget(timeout: number, port: number, path: string): string {
  return `wget --tries 1 -T ${timeout} -q -O- http://localhost:${port}/${path} | grep success`;
}
