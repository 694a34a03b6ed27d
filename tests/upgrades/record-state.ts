import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AksRayClusterArgs } from "../../provider/args";
import type { SerializedState } from "../engine/state-format";
import { CLUSTER_TIMEOUT } from "../kubernetes/testing/test-cluster";
import { errorsOf, SandboxStack } from "../lifecycle/testing/sandbox-stack";
import { repositoryRoot } from "../sandbox/home";
import { RECORDS, recordPath, type RecordedStack } from "./recorded";
import { trimState } from "./trim-state";

/** A stack with what people rely on to stay: data, networks, pools, identities, Ray clusters. */
const SETTINGS: AksRayClusterArgs = {
  gpuPools: {
    t4: { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2 },
    a100: { vmSize: "Standard_NC24ads_A100_v4", spot: true, maxNodes: 4 },
  },
  cpuPools: { preprocess: { vmSize: "Standard_D8s_v5", maxNodes: 2 } },
  network: { virtualNetwork: { addressPrefixes: ["10.60.0.0/16"] } },
  registry: { name: "mlimages" },
  storage: { accountName: "mldata" },
  monitoring: { kind: "azure", azure: { grafana: {} }, logAnalytics: {} },
  dcgmExporter: {},
  upgrades: { channel: "patch", window: { dayOfWeek: "Sunday", startTime: "02:00" } },
  ray: { gcsFaultTolerance: { redis: {} }, networkPolicy: {} },
};

const { version: VERSION } = JSON.parse(readFileSync(join(repositoryRoot(), "package.json"), "utf8")) as {
  version: string;
};

describe("recording the state of this version", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  it(`writes tests/upgrades/states/${VERSION}.json`, async () => {
    const errors = errorsOf(await stack.deploy("up", SETTINGS));
    if (errors !== "") throw new Error(errors);
    const recorded: RecordedStack = {
      settings: SETTINGS,
      state: trimState(JSON.parse(await stack.stateText()) as SerializedState),
      azure: await stack.azureState(),
    };
    await mkdir(RECORDS, { recursive: true });
    await writeFile(recordPath(VERSION), `${JSON.stringify(recorded)}\n`);
  });
});
