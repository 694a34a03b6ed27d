import { createHash } from "node:crypto";
import type { ChartFiles } from "./chart-files";

const CRD_FILE = /^crds\/([^/]+\.ya?ml)$/;

/** CRD files of a chart by file name. */
export function crdFiles(chart: ChartFiles): ChartFiles {
  const files = new Map<string, Buffer>();
  for (const [name, content] of chart) {
    const file = CRD_FILE.exec(name)?.[1];
    if (file) files.set(file, content);
  }
  return files;
}

/** Compares the digests of the CRD files with the expected ones; returns a sentence for each difference. */
export function digestFaults(crds: ChartFiles, expected: Record<string, string>): string[] {
  const names = [...new Set([...Object.keys(expected), ...crds.keys()])].sort();
  return names.flatMap((name) => {
    const wanted = expected[name]?.replace(/^sha256:/, "").toLowerCase();
    const content = crds.get(name);
    const actual = content && createHash("sha256").update(content).digest("hex");
    if (!actual) return [`crds/${name} is missing`];
    if (!wanted) return [`crds/${name} (sha256 ${actual}) is not expected`];
    return wanted === actual ? [] : [`crds/${name} has the digest sha256 ${actual}, expected ${wanted}`];
  });
}

/**
 * Makes the chart that holds the CRDs as templates, so that they follow the release (Helm never upgrades a `crds` folder)
 * and stay when it is removed (`helm.sh/resource-policy: keep`), since deleting a CRD deletes every RayCluster.
 */
export function buildCrdChart(crds: ChartFiles, version: string): ChartFiles {
  const files = new Map<string, Buffer>();
  files.set("Chart.yaml", Buffer.from(chartYaml(version)));
  files.set("templates/crds.yaml", Buffer.from(TEMPLATE));
  for (const [name, content] of crds)
    files.set(`files/${name}`, Buffer.from(keepOnRemoval(content.toString("utf8"), name)));
  return files;
}

function chartYaml(version: string): string {
  return `apiVersion: v2\nname: kuberay-crds\ndescription: The custom resource definitions of KubeRay.\ntype: application\nversion: ${version}\n`;
}

const TEMPLATE = `{{- range $path, $_ := .Files.Glob "files/*" }}
---
{{ $.Files.Get $path }}
{{- end }}
`;

/** Adds the annotation as text: parsing and printing a megabyte of YAML takes seconds. */
function keepOnRemoval(crd: string, name: string): string {
  const annotated = /^metadata:\n {2}annotations:\n/m.test(crd)
    ? crd.replace(/^(metadata:\n {2}annotations:\n)/m, `$1    helm.sh/resource-policy: keep\n`)
    : crd.replace(/^metadata:\n/m, `metadata:\n  annotations:\n    helm.sh/resource-policy: keep\n`);
  if (annotated === crd)
    throw new Error(`crds/${name} has no 'metadata', so it is no custom resource definition`);
  return annotated;
}
