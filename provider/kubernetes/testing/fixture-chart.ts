import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as tar from "tar";

/** A custom resource definition small enough to read. */
export const FIXTURE_CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    controller-gen.kubebuilder.io/version: v0.16.5
  name: rayclusters.ray.io
`;

/** SHA-256 digest of a text. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Writes a chart like KubeRay's into a new temporary folder and returns the folder. */
export async function writeFixtureChart(): Promise<string> {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), "aks-ray-chart-")), "kuberay-operator");
  await mkdir(path.join(folder, "crds"), { recursive: true });
  await writeFile(
    path.join(folder, "Chart.yaml"),
    "apiVersion: v2\nname: kuberay-operator\nversion: 1.7.0\n",
  );
  await writeFile(
    path.join(folder, "values.yaml"),
    "featureGates:\n  - { name: RayCronJob, enabled: false }\n",
  );
  await writeFile(path.join(folder, "crds", "ray.io_rayclusters.yaml"), FIXTURE_CRD);
  return folder;
}

/** The arguments by which an operator is installed from the chart in that folder. */
export function fixtureChartArgs(folder: string): { path: string; crdDigests: Record<string, string> } {
  return { path: folder, crdDigests: { "ray.io_rayclusters.yaml": sha256(FIXTURE_CRD) } };
}

/** Packs a chart folder as Helm does: one folder at the top. */
export async function packFixtureChart(folder: string): Promise<Buffer> {
  const archive = `${folder}.tgz`;
  await tar.create({ file: archive, gzip: true, cwd: path.dirname(folder) }, [path.basename(folder)]);
  return readFile(archive);
}

/** Serves files by path on the loopback address until `close` is called. */
export async function serve(
  files: Record<string, string | Buffer>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const body = files[request.url ?? ""];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };
}
