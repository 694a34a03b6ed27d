import { expect } from "chai";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { openFixtureProject, type FixtureProject } from "../../testing/fixture-project";
import { FIXTURE_CRD, packFixtureChart, serve, sha256 } from "../testing/fixture-chart";
import { prepareCharts } from "./prepare";

const CRD_DIGESTS = { "ray.io_rayclusters.yaml": sha256(FIXTURE_CRD) };

async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it should have failed");
}

describe("prepareCharts", () => {
  let project: FixtureProject;
  let chart: string;

  beforeEach(async () => {
    project = await openFixtureProject();
    chart = project.chart;
  });

  afterEach(() => project.close());

  it("should lay out both charts under paths that are the same on every machine", async () => {
    const prepared = await prepareCharts({ path: chart, version: "1.7.0", crdDigests: CRD_DIGESTS });

    expect(prepared).to.deep.equal({
      crds: "./.aks-ray/charts/kuberay-crds-1.7.0",
      operator: "./.aks-ray/charts/kuberay-operator-1.7.0",
      featureGates: { RayCronJob: false },
    });
    expect((await readdir(prepared.crds, { recursive: true })).sort()).to.deep.equal([
      "Chart.yaml",
      "files",
      "files/ray.io_rayclusters.yaml",
      "templates",
      "templates/crds.yaml",
    ]);
    expect(await readFile(".aks-ray/.gitignore", "utf8")).to.equal("*\n");
  });

  it("should keep the CRDs when the release is removed", async () => {
    const { crds } = await prepareCharts({ path: chart, version: "1.7.0", crdDigests: CRD_DIGESTS });

    expect(await readFile(path.join(crds, "files/ray.io_rayclusters.yaml"), "utf8")).to.equal(
      FIXTURE_CRD.replace("annotations:\n", "annotations:\n    helm.sh/resource-policy: keep\n"),
    );
  });

  it("should give the same files from an archive in a repository", async () => {
    const archive = await packFixtureChart(chart);
    const index =
      "entries: { kuberay-operator: [{ version: 1.7.0, urls: [charts/kuberay-operator-1.7.0.tgz] }] }";
    const server = await serve({
      "/helm/index.yaml": index,
      "/helm/charts/kuberay-operator-1.7.0.tgz": archive,
    });
    try {
      const fromFolder = await prepareCharts({ path: chart, version: "1.7.0", crdDigests: CRD_DIGESTS });
      const files = await readdir(fromFolder.operator, { recursive: true });
      await rm(".aks-ray", { recursive: true });
      const settings = { repository: `${server.url}/helm`, version: "v1.7.0", crdDigests: CRD_DIGESTS };
      const fromServer = await prepareCharts(settings);

      expect(fromServer).to.deep.equal(fromFolder);
      expect((await readdir(fromServer.operator, { recursive: true })).sort()).to.deep.equal(files.sort());
    } finally {
      await server.close();
    }
  });

  it("should write the charts once when several programs prepare them at the same time", async () => {
    const settings = { path: chart, version: "1.7.0", crdDigests: CRD_DIGESTS };
    const prepared = await Promise.all([1, 2, 3, 4].map(() => prepareCharts(settings)));

    expect(new Set(prepared.map(({ crds }) => crds))).to.have.lengthOf(1);
    expect((await readdir(".aks-ray/charts")).sort()).to.deep.equal([
      "kuberay-crds-1.7.0",
      "kuberay-operator-1.7.0",
    ]);
  });

  it("should refuse a CRD file whose digest differs, and name file, digests and remedy", async () => {
    await writeFile(path.join(chart, "crds", "ray.io_rayclusters.yaml"), `${FIXTURE_CRD}# changed\n`);

    expect(await failure(prepareCharts({ path: chart, version: "1.7.0", crdDigests: CRD_DIGESTS }))).to.equal(
      "operator.chart: the chart's custom resource definitions are not the expected ones: " +
        `crds/ray.io_rayclusters.yaml has the digest sha256 ${sha256(`${FIXTURE_CRD}# changed\n`)}, ` +
        `expected ${sha256(FIXTURE_CRD)}. Use an unchanged chart of the version in 'operator.version', or, if you ` +
        "trust these files, give their digests in 'operator.chart.crdDigests'.",
    );
    expect(await readdir(".")).to.deep.equal([]);
  });

  it("should refuse CRD files that are missing or not expected", async () => {
    const crdDigests = { "ray.io_rayjobs.yaml": sha256("") };

    const message = await failure(prepareCharts({ path: chart, version: "1.7.0", crdDigests }));
    expect(message).to.contain(
      `crds/ray.io_rayclusters.yaml (sha256 ${sha256(FIXTURE_CRD)}) is not expected`,
    );
    expect(message).to.contain("crds/ray.io_rayjobs.yaml is missing");
  });

  it("should name the remedy when the repository cannot be reached, and go on once it can", async () => {
    const server = await serve({});
    await server.close();
    const settings = { repository: server.url, version: "1.7.0", crdDigests: CRD_DIGESTS };

    expect(await failure(prepareCharts(settings))).to.match(
      /^operator\.chart\.repository: the chart 'kuberay-operator' 1\.7\.0 cannot be had from 'http.*': http.*index\.yaml could not be reached \(.*ECONNREFUSED.*\)\. Check the address/,
    );
    await prepareCharts({ path: chart, version: "1.7.0", crdDigests: CRD_DIGESTS });
  });

  it("should say which versions the repository has", async () => {
    const server = await serve({
      "/index.yaml": "entries: { kuberay-operator: [{ version: 1.6.1, urls: [a.tgz] }] }",
    });
    try {
      const settings = { repository: server.url, version: "1.7.0", crdDigests: CRD_DIGESTS };
      expect(await failure(prepareCharts(settings))).to.contain(
        "has no 'kuberay-operator' 1.7.0; it has 1.6.1.",
      );
    } finally {
      await server.close();
    }
  });

  it("should name the path when no chart is there", async () => {
    const settings = { path: "nowhere", version: "1.7.0", crdDigests: CRD_DIGESTS };
    expect(await failure(prepareCharts(settings))).to.match(
      /^operator\.chart\.path: no Helm chart can be read from 'nowhere'/,
    );
  });
});
