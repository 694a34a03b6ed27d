import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";

/** Ports of one Ray cluster on loopback. */
export interface RayPorts {
  dashboard: number;
  client: number;
  gcs: number;
}

/** The ports that the commands in a stack's outputs name: with them they work as they stand. */
const FORWARDED = { dashboard: 8265, client: 10001 };

/** Ports for a cluster: those of the stack's outputs where nobody listens there, else free ones. */
export async function choosePorts(): Promise<RayPorts> {
  const forwarded = (await isFree(FORWARDED.dashboard)) && (await isFree(FORWARDED.client));
  const [gcs = 0, dashboard = 0, client = 0] = await freePorts(3);
  return forwarded ? { gcs, ...FORWARDED } : { gcs, dashboard, client };
}

/** Ports that nobody listens at, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  try {
    await Promise.all(servers.map((server) => once(server.listen(0, "127.0.0.1"), "listening")));
    return servers.map((server) => (server.address() as AddressInfo).port);
  } finally {
    await Promise.all(servers.map(close));
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen({ port, host: "127.0.0.1", exclusive: true }), "listening");
  } catch {
    return false;
  }
  await close(server);
  return true;
}

function close(server: Server): Promise<unknown> {
  return once(server.close(), "close");
}
