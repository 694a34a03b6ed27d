import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { output } from "@pulumi/pulumi";
import { expect } from "chai";
import { RAY } from "../testing/fixture-settings";
import { buildAccessService } from "./access-service";
import { jobSubmitCommand, logsCommand, portForwardCommand, rayAddress, rayClientCommand } from "./commands";

describe("the ways to a Ray cluster", () => {
  it("should be a Service that is never public and that Pulumi does not wait for", () => {
    expect(buildAccessService(RAY, "ray")).to.deep.equal({
      metadata: {
        name: "ml-access",
        namespace: "ray",
        labels: { "app.kubernetes.io/managed-by": "aks-ray" },
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: {
        type: "ClusterIP",
        selector: { "ray.io/cluster": "ml", "ray.io/node-type": "head" },
        ports: [
          { name: "dashboard", port: 8265, targetPort: 8265, protocol: "TCP" },
          { name: "client", port: 10001, targetPort: 10001, protocol: "TCP" },
          { name: "serve", port: 8000, targetPort: 8000, protocol: "TCP" },
        ],
      },
    });
  });

  it("should be addresses and commands that can be copied", () => {
    expect(rayAddress(RAY)).to.equal("ray://ml-access.ray.svc.cluster.local:10001");
    expect(portForwardCommand(RAY)).to.equal(
      "kubectl --namespace ray port-forward service/ml-access 8265:8265 10001:10001",
    );
  });

  it("should read the token when the job is submitted, and not hold it", () => {
    expect(jobSubmitCommand(RAY)).to.equal(
      `RAY_AUTH_MODE=token RAY_AUTH_TOKEN="$(kubectl --namespace ray get secret ml-token ` +
        `--output jsonpath='{.data.auth_token}' | base64 --decode)" ray job submit --address http://localhost:8265 ` +
        `-- python -c "import ray; ray.init(); print(ray.cluster_resources())"`,
    );
  });

  it("should connect a client on one's own machine, with the token of the Secret", () => {
    expect(rayClientCommand(RAY)).to.equal(
      `RAY_AUTH_MODE=token RAY_AUTH_TOKEN="$(kubectl --namespace ray get secret ml-token ` +
        `--output jsonpath='{.data.auth_token}' | base64 --decode)" RAY_ADDRESS=ray://localhost:10001 ` +
        `python -c "import ray; ray.init(); print(ray.cluster_resources())"`,
    );
    expect(rayClientCommand({ ...RAY, auth: { mode: "disabled" } })).to.match(/^RAY_ADDRESS=ray:/);
  });

  it("should give the client a certificate for as long as it runs, in a shell as it is written", async () => {
    const folder = await mkdtemp(join(tmpdir(), "aks-ray-client-"));
    try {
      const tool = (name: string, script: string) =>
        writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o700 });
      // This kubectl prints the template that it is asked for; this python shows what a client would have.
      await tool("kubectl", `for last; do :; done; printf '%s' "$last"`);
      await tool(
        "python",
        `cat "$RAY_TLS_CA_CERT" "$RAY_TLS_SERVER_CERT"; echo "$RAY_TLS_SERVER_KEY"; exit 3`,
      );
      const command = rayClientCommand({ ...RAY, auth: { mode: "disabled" }, tls: true });
      const { status, stdout } = spawnSync("sh", ["-c", command], {
        env: { PATH: `${folder}:${process.env["PATH"]}`, TMPDIR: folder },
        encoding: "utf8",
      });
      expect(status).to.equal(3);
      const [certificates, key = ""] = stdout.trim().split(folder);
      expect(certificates).to.equal(
        `go-template={{index .data "ca.crt" | base64decode}}go-template={{index .data "tls.crt" | base64decode}}`,
      );
      expect(key).to.match(/tls\.key$/);
      expect(existsSync(`${folder}${key}`)).to.equal(false);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("should print the log of the head", () => {
    expect(logsCommand(RAY)).to.equal(
      "kubectl --namespace ray logs --selector ray.io/cluster=ml,ray.io/node-type=head --container ray-head --tail=-1",
    );
  });

  it("should make a token of the pods' service account where callers show Kubernetes tokens", () => {
    const auth = { mode: "token" as const, kubernetes: true as const };
    expect(jobSubmitCommand({ ...RAY, auth, serviceAccountName: "ml-ray" })).to.match(
      /^RAY_AUTH_MODE=token RAY_AUTH_TOKEN="\$\(kubectl --namespace ray create token ml-ray\)" ray job submit/,
    );
    expect(jobSubmitCommand({ ...RAY, auth, serviceAccountName: output("later") })).to.contain(
      `create token "$(kubectl --namespace ray get raycluster ml ` +
        `--output jsonpath='{.spec.headGroupSpec.template.spec.serviceAccountName}')")" ray job`,
    );
  });

  it("should name the Service that the certificates are for", () => {
    expect(rayAddress({ ...RAY, tls: true })).to.equal("ray://ml-head-svc.ray.svc.cluster.local:10001");
  });

  it("should submit without a token where authentication is off", () => {
    expect(jobSubmitCommand({ ...RAY, auth: { mode: "disabled" } })).to.match(/^ray job submit/);
  });
});
