import { MINUTES } from "../../tests/azure/operations";
import { Timeline } from "../../tests/sandbox/graph/timeline";
import type { BenchStack, Pace } from "./bench-stack";
import { criticalPath } from "./critical-path";
import type { Figure } from "./figure";
import { settingsWith } from "./pools-preview";

/** Pools with GPUs of the stack. */
const POOLS = 5;

/** A minute of Azure's takes nine seconds, so that what Azure does not impose is still seen beside it. */
const TIME_SCALE = 0.15;

interface Link {
  what: string;
  minutes: number;
}

/** AKS refuses two operations on the pools of a cluster at once (Azure/AKS #1913, #2720). */
const UP: Link[] = [
  { what: "resource group", minutes: MINUTES.small },
  { what: "cluster", minutes: MINUTES.clusterCreate },
  ...Array.from({ length: POOLS }, (_, index) => ({
    what: `pool ${index + 1}`,
    minutes: MINUTES.poolCreate,
  })),
];

/** Pools go with their cluster. */
const DESTROY: Link[] = [
  { what: "cluster", minutes: MINUTES.clusterDelete },
  { what: "resource group", minutes: MINUTES.groupDelete },
];

/**
 * `up` and destroy of the root stack, on simulated Azure with its real durations scaled, against the longest chain that Azure
 * itself imposes; and the same resources made and deleted one after another, against them.
 */
export async function measureAzureChain(stack: BenchStack, log: (line: string) => void): Promise<Figure[]> {
  log("the root stack goes, for one on an Azure that takes its time");
  await stack.root("destroy");
  const pace: Pace = { timeScale: TIME_SCALE, settings: settingsWith(POOLS) };
  const timeline = new Timeline();
  log(`up of a stack with ${POOLS} pools`);
  const onEvent = timeline.handle.bind(timeline);
  const up = await stack.root("up", { ...pace, onEvent });
  const { document } = await stack.state();
  const path = criticalPath(timeline.done(), document.deployment.resources);
  for (const line of chainLines(UP)) log(line);
  log("What that up waited for, one after another:");
  for (const { urn, waited, seconds } of path)
    log(`  ${shortNameOf(urn)}: ${seconds.toFixed(1)} s, after ${waited.toFixed(1)} s between`);
  log("destroy");
  const destroy = await stack.root("destroy", pace);
  for (const line of chainLines(DESTROY)) log(line);

  log("up of the same resources, one after another");
  const serial = await stack.serial(document);
  const serialUp = await serial("up", pace);
  log("destroy of the same resources, one after another");
  const serialDestroy = await serial("destroy", pace);
  return [
    againstChain("Up against the longest chain that Azure imposes", up.seconds, UP),
    againstChain("Destroy against the longest chain that Azure imposes", destroy.seconds, DESTROY),
    againstSerial("Up one after another against up", serialUp.seconds, up.seconds),
    againstSerial("Destroy one after another against destroy", serialDestroy.seconds, destroy.seconds),
  ];
}

/** The resource's own type, and its name. */
function shortNameOf(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.split("$").at(-1)} ${name.join("::")}`;
}

function secondsOf(chain: readonly Link[]): number {
  return chain.reduce((sum, { minutes }) => sum + minutes, 0) * 60 * TIME_SCALE;
}

function chainLines(chain: readonly Link[]): string[] {
  return [
    `Azure's chain (${secondsOf(chain).toFixed(1)} s at ${TIME_SCALE} of its time):`,
    ...chain.map(
      ({ what, minutes }) => `  ${what}: ${minutes} min, ${(minutes * 60 * TIME_SCALE).toFixed(1)} s`,
    ),
  ];
}

function againstChain(name: string, seconds: number, chain: readonly Link[]): Figure {
  const least = secondsOf(chain);
  const parts = { "measured (s)": seconds, "chain (s)": least };
  return { name, value: seconds / least, unit: "times", budget: { atMost: 1.05 }, parts };
}

/** It has to be worth something; how much depends on the share of Azure's own chain. */
function againstSerial(name: string, serial: number, parallel: number): Figure {
  const parts = { "one after another (s)": serial, "measured (s)": parallel };
  return { name, value: serial / parallel, unit: "times", budget: { atLeast: 1 }, parts };
}
