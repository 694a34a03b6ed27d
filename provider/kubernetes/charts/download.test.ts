import { expect } from "chai";
import { serve } from "../testing/fixture-chart";
import { downloadChart } from "./download";

const INDEX = `entries:
  ray:
    - { version: v1.7.0, urls: [ray-1.7.0.tgz] }
    - { version: 1.6.0, urls: [] }
    - { urls: [unnamed.tgz] }
`;

/** Asks a server with these files for a chart; returns the archive, or what the error says. */
async function ask(files: Record<string, string>, version = "1.7.0", folder = "/charts"): Promise<string> {
  const server = await serve(files);
  try {
    return (await downloadChart(`${server.url}${folder}`, "ray", version)).toString("utf8");
  } catch (error) {
    return (error as Error).message.replace(server.url, "");
  } finally {
    await server.close();
  }
}

describe("the download of a chart", () => {
  const repository = { "/charts/index.yaml": INDEX, "/charts/ray-1.7.0.tgz": "archive" };

  it("should find the archive beside the index, however the version and the address are written", async () => {
    expect(await ask(repository)).to.equal("archive");
    expect(await ask(repository, "v1.7.0", "/charts/")).to.equal("archive");
  });

  it("should say which versions there are in place of one that is not", async () => {
    expect(await ask(repository, "1.8.0")).to.match(
      /^the repository has no 'ray' 1\.8\.0; it has v1\.7\.0, 1\.6\.0/,
    );
    expect(await ask(repository, "1.6.0")).to.match(/^the repository has no 'ray' 1\.6\.0; it has /);
  });

  it("should say that an index without the chart has none", async () => {
    for (const index of ["", "entries:\n", "entries: {}\n", "<html>Log in</html>"]) {
      expect(await ask({ "/charts/index.yaml": index }), index).to.equal("the repository has no 'ray' 1.7.0");
    }
  });

  it("should say what the server answers in place of a file", async () => {
    expect(await ask({})).to.equal("/charts/index.yaml answered 404 Not Found");
    expect(await ask({ "/charts/index.yaml": INDEX })).to.equal(
      "/charts/ray-1.7.0.tgz answered 404 Not Found",
    );
  });
});
