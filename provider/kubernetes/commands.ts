import type { RaySettings } from "../settings";
import { accessServiceName, HEAD_PORTS } from "./access-service";
import { TOKEN_KEY, tokenSecretName } from "./token";

/** Address for Ray clients inside the cluster. Certificates name KubeRay's own Service of the head alone (v1.7.0, raycluster_mtls_controller.go). */
export function rayAddress(settings: RaySettings): string {
  const service = settings.tls ? `${settings.clusterName}-head-svc` : accessServiceName(settings);
  return `ray://${service}.${settings.namespace}.svc.cluster.local:${HEAD_PORTS.client}`;
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
  const token = tokenCommand(settings);
  const program = `python -c "import ray; ray.init(); print(ray.cluster_resources())"`;
  const authentication = token && `RAY_AUTH_MODE=token RAY_AUTH_TOKEN="$(${token})" `;
  return `${authentication ?? ""}ray job submit --address ${dashboardUrl()} -- ${program}`;
}

/** Command that prints a token: the Secret's, or a new one of the service account of Ray's own pods. */
function tokenCommand(settings: RaySettings): string | undefined {
  const { namespace, auth, serviceAccountName } = settings;
  if (auth.kubernetes) {
    const account =
      typeof serviceAccountName === "string"
        ? serviceAccountName
        : `"$(kubectl --namespace ${namespace} get raycluster ${settings.clusterName} ` +
          `--output jsonpath='{.spec.headGroupSpec.template.spec.serviceAccountName}')"`;
    return `kubectl --namespace ${namespace} create token ${account}`;
  }
  const secret = tokenSecretName(settings);
  return (
    secret &&
    `kubectl --namespace ${namespace} get secret ${secret} ` +
      `--output jsonpath='{.data.${TOKEN_KEY}}' | base64 --decode`
  );
}
