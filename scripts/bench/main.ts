import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../../tests/sandbox/home";
import { measureAzureChain } from "./azure-chain";
import { BenchStack } from "./bench-stack";
import { renderChart } from "./chart";
import { exitCode, passes, type Figure } from "./figure";
import { measureFirstTask } from "./first-task";
import { measureManyComponents } from "./many-components";
import { measurePackageImport } from "./package-import";
import { measurePluginStart } from "./plugin-start";
import { measurePoolsPreview } from "./pools-preview";
import { measureRayClusters } from "./ray-clusters";
import { renderTable } from "./table";
import { measureUnchangedUp } from "./unchanged-up";

/** Measures every figure, prints them as a table and writes bench/results.json and bench/chart.svg; exits with 1 where one misses its budget. */
async function main(): Promise<void> {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const figures = await measurePluginStart(log);
  figures.push(await measureManyComponents(log), await measurePackageImport(log));
  const stack = await BenchStack.start(log);
  try {
    figures.push(...(await measureUnchangedUp(stack, log)));
    figures.push(...(await measurePoolsPreview(stack, log)));
    figures.push(...(await measureFirstTask(stack, log)));
    figures.push(...(await measureRayClusters(stack, log)));
    figures.push(...(await measureAzureChain(stack, log)));
  } finally {
    await stack.close();
  }
  process.stdout.write(`\n${renderTable(figures).join("\n")}\n`);
  const file = await writeResults(figures);
  log(`\nWritten to ${file}`);
  process.exitCode = exitCode(figures);
}

async function writeResults(figures: readonly Figure[]): Promise<string> {
  const folder = join(repositoryRoot(), "bench");
  const machine = {
    processors: availableParallelism(),
    model: cpus()[0]?.model ?? "unknown",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
  const judged = figures.map((figure) => ({ ...figure, passed: passes(figure) }));
  await mkdir(folder, { recursive: true });
  const file = join(folder, "results.json");
  await writeFile(join(folder, "chart.svg"), renderChart(figures));
  const results = { measuredAt: new Date().toISOString(), machine, figures: judged };
  await writeFile(file, `${JSON.stringify(results, undefined, 2)}\n`);
  return file;
}

main().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
