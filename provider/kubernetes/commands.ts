import type { RaySettings } from "../settings";
import { accessServiceName, HEAD_PORTS } from "./access-service";
import { TOKEN_KEY, tokenSecretName } from "./token";

/** Address for Ray clients inside the cluster. */
export function rayAddress(settings: RaySettings): string {
  return `ray://${accessServiceName(settings)}.${settings.namespace}.svc.cluster.local:${HEAD_PORTS.client}`;
}

/** Address of the dashboard while the ports are forwarded. */
export function dashboardUrl(): string {
  return `http://localhost:${HEAD_PORTS.dashboard}`;
}

/** Command that forwards the ports of dashboard and client. */
export function portForwardCommand(settings: RaySettings): string {
  const ports = [HEAD_PORTS.dashboard, HEAD_PORTS.client].map((port) => `${port}:${port}`).join(" ");
  return `kubectl --namespace ${settings.namespace} port-forward service/${accessServiceName(settings)} ${ports}`;
}

/** Command that submits a job through the forwarded port; the token is read when the command runs and stands nowhere else. */
export function jobSubmitCommand(settings: RaySettings): string {
  const secret = tokenSecretName(settings);
  const token =
    secret &&
    `RAY_AUTH_MODE=token RAY_AUTH_TOKEN="$(kubectl --namespace ${settings.namespace} get secret ${secret} ` +
      `--output jsonpath='{.data.${TOKEN_KEY}}' | base64 --decode)" `;
  const program = `python -c "import ray; ray.init(); print(ray.cluster_resources())"`;
  return `${token ?? ""}ray job submit --address ${dashboardUrl()} -- ${program}`;
}
