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

/** A program that shows what the cluster has. */
const PROGRAM = `python -c "import ray; ray.init(); print(ray.cluster_resources())"`;

/** Command that submits a job through the forwarded port; the token is read when the command runs and stands nowhere else. */
export function jobSubmitCommand(settings: RaySettings): string {
  return `${authentication(settings)}ray job submit --address ${dashboardUrl()} -- ${PROGRAM}`;
}

/**
 * Command that runs a program on this machine as a Ray client through the forwarded port. Under TLS it shows the workers' certificate,
 * from a folder that goes afterwards; the head's is for `localhost` too (KubeRay v1.7.0, raycluster_mtls_controller.go).
 */
export function rayClientCommand(settings: RaySettings): string {
  const client = `${authentication(settings)}RAY_ADDRESS=ray://localhost:${HEAD_PORTS.client} ${PROGRAM}`;
  if (!settings.tls) return client;
  const { namespace, clusterName } = settings;
  const read =
    `kubectl --namespace ${namespace} get secret ray-worker-secret-${clusterName} ` +
    `--output go-template="{{index .data \\"$file\\" | base64decode}}" > "$folder/$file"`;
  const variables =
    `RAY_USE_TLS=1 RAY_TLS_CA_CERT="$folder/ca.crt" ` +
    `RAY_TLS_SERVER_CERT="$folder/tls.crt" RAY_TLS_SERVER_KEY="$folder/tls.key"`;
  const prepare = `folder="$(mktemp -d)"; for file in ca.crt tls.crt tls.key; do ${read}; done`;
  return `(${prepare}; ${variables} ${client}; status=$?; rm -r "$folder"; exit $status)`;
}

/** Command that prints what the head's container has written. */
export function logsCommand({ namespace, clusterName }: RaySettings): string {
  return (
    `kubectl --namespace ${namespace} logs ` +
    `--selector ray.io/cluster=${clusterName},ray.io/node-type=head --container ray-head --tail=-1`
  );
}

/** Variables with which Ray shows a token; none without authentication. */
function authentication(settings: RaySettings): string {
  const token = tokenCommand(settings);
  return token ? `RAY_AUTH_MODE=token RAY_AUTH_TOKEN="$(${token})" ` : "";
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
