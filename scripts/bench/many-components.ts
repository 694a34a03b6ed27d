import { answerAsAzure } from "../../tests/wire/azure-answers";
import { startMonitor } from "../../tests/wire/monitor";
import { startPlugin } from "../../tests/wire/plugin-process";
import type { Figure } from "./figure";
import { PLUGIN, peakMegabytes } from "./plugin-start";

const COMPONENTS = 50;
/** The engine asks for as many at once as it has workers: four for each of two processors. */
const AT_ONCE = 8;

/** Memory of the one plugin that constructs all components of a program. */
export async function measureManyComponents(log: (line: string) => void): Promise<Figure> {
  log(`${COMPONENTS} components in one plugin`);
  const monitor = await startMonitor();
  answerAsAzure(monitor);
  const plugin = await startPlugin(PLUGIN, monitor.address);
  try {
    const names = Array.from({ length: COMPONENTS }, (_, index) => `bench-${index + 1}`);
    const worker = async (): Promise<void> => {
      for (let name = names.shift(); name !== undefined; name = names.shift())
        await plugin.construct({ type: "aks-ray:index:AksRayCluster", name, inputs: INPUTS });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return {
      name: `Plugin's memory after ${COMPONENTS} AksRayClusters`,
      value: await peakMegabytes(plugin.pid),
      unit: "MB",
      budget: { atMost: 400 },
      parts: { "resources registered": monitor.registrations.length },
    };
  } finally {
    await plugin.stop();
    monitor.close();
  }
}

const INPUTS = {
  location: "westeurope",
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
  preflight: "off",
  operator: { install: "none" },
};
