import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv";
import { expect } from "chai";
import * as tar from "tar";
import { parse } from "yaml";
import { packageChart, startChartServer, type ChartServer, type PackagedChart } from ".";

const OWN_CRDS = join(__dirname, "crds");
const CHART = join(__dirname, "kuberay-operator");

describe("the chart repository", () => {
  let folder: string;
  let chart: PackagedChart;
  let server: ChartServer;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aks-ray-charts-"));
    chart = await packageChart(folder, { crds: OWN_CRDS });
    server = await startChartServer({ directory: folder });
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const sha256 = (content: Buffer | string) => createHash("sha256").update(content).digest("hex");
  const fetchBuffer = async (path: string) =>
    Buffer.from(await (await fetch(`${server.url}/${path}`)).arrayBuffer());

  it("should offer the chart by its index, with the digest of the archive", async () => {
    const index = parse((await fetchBuffer("index.yaml")).toString()) as {
      entries: Record<string, { version: string; urls: string[]; digest: string }[]>;
    };
    const entry = index.entries["kuberay-operator"]?.[0];
    expect(entry?.version).to.equal("1.7.0");
    expect(sha256(await fetchBuffer(entry?.urls[0] ?? ""))).to.equal(entry?.digest);
  });

  it("should put the four definitions into crds/ and tell their digests", async () => {
    const names: string[] = [];
    await tar.list({ file: chart.file, onReadEntry: (entry) => names.push(entry.path) });
    const crds = names.filter((name) => name.startsWith("kuberay-operator/crds/"));
    expect(crds).to.deep.equal(
      ["rayclusters", "raycronjobs", "rayjobs", "rayservices"].map(
        (kind) => `kuberay-operator/crds/ray.io_${kind}.yaml`,
      ),
    );
    const file = "ray.io_rayclusters.yaml";
    expect(chart.crdDigests[file]).to.equal(sha256(await readFile(join(OWN_CRDS, file))));
    expect(names).to.include("kuberay-operator/values.schema.json");
  });

  it("should make the same bytes at any time and place", async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), "aks-ray-charts-"));
    try {
      await utimes(join(CHART, "values.yaml"), new Date(), new Date());
      const again = await packageChart(elsewhere, { crds: OWN_CRDS });
      expect((await readFile(again.file)).equals(await readFile(chart.file))).to.equal(true);
      const index = (path: string) => readFile(join(path, "index.yaml"), "utf8");
      expect(await index(elsewhere)).to.equal(await index(folder));
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  it("should serve the folder's own files and nothing else", async () => {
    await writeFile(join(folder, ".hidden"), "secret");
    for (const path of ["", "absent.tgz", ".hidden", "%2e%2e%2fpackage.json", "sub/index.yaml"]) {
      expect((await fetch(`${server.url}/${path}`)).status, path).to.equal(404);
    }
  });
});

describe("the stand-in chart's values", () => {
  it("should accept the chart's own values and refuse unknown or wrong ones", async () => {
    const schema = JSON.parse(await readFile(join(CHART, "values.schema.json"), "utf8")) as object;
    const values = parse(await readFile(join(CHART, "values.yaml"), "utf8")) as Record<string, unknown>;
    const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
    const isAccepted = (changes: Record<string, unknown>) => validate({ ...values, ...changes });

    expect(isAccepted({})).to.equal(true);
    expect(isAccepted({ reconcileConcurrency: 10, watchNamespace: ["ray"] })).to.equal(true);
    expect(isAccepted({ reconcileConcurency: 10 })).to.equal(false);
    expect(isAccepted({ reconcileConcurrency: "10" })).to.equal(false);
    expect(isAccepted({ featureGates: [{ name: "RayClusterMTSL", enabled: true }] })).to.equal(false);
    expect(isAccepted({ image: { repositry: "x" } })).to.equal(false);
  });
});

describe("the project's own definitions", () => {
  it("should keep names, kinds and the status subresource of KubeRay's", async () => {
    const files = (await readdir(OWN_CRDS)).sort();
    const definitions = await Promise.all(
      files.map(async (file) => parse(await readFile(join(OWN_CRDS, file), "utf8")) as Definition),
    );
    expect(definitions.map(({ metadata, spec }) => [metadata.name, spec.names.kind])).to.deep.equal([
      ["rayclusters.ray.io", "RayCluster"],
      ["raycronjobs.ray.io", "RayCronJob"],
      ["rayjobs.ray.io", "RayJob"],
      ["rayservices.ray.io", "RayService"],
    ]);
    for (const { spec } of definitions) {
      expect(spec).to.deep.include({ group: "ray.io", scope: "Namespaced" });
      expect(spec.versions.map(({ name, subresources }) => [name, subresources])).to.deep.equal([
        ["v1", { status: {} }],
      ]);
    }
  });
});

interface Definition {
  metadata: { name: string };
  spec: {
    group: string;
    scope: string;
    names: { kind: string };
    versions: { name: string; subresources: object }[];
  };
}
