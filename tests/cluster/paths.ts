import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/**
 * The folder that holds the cluster's sources (go.mod, stages.yaml). The compiler copies only TypeScript to bin/, so
 * the folder is found from the project's root, wherever this file runs.
 */
export function sourceDirectory(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) {
      return join(folder, "tests", "cluster");
    }
    if (folder === dirname(folder)) {
      throw new Error(`no package.json above ${__dirname}: run from a checkout of the project`);
    }
  }
}

/** The user's cache of this project: `$XDG_CACHE_HOME/aks-ray`, else `~/.cache/aks-ray`. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "aks-ray");
}

/** Where the CLI and the sandbox keep a cluster's data unless told otherwise: `.aks-ray/cluster` of the checkout. */
export function defaultDataDirectory(): string {
  return join(dirname(dirname(sourceDirectory())), ".aks-ray", "cluster");
}

/** The files of one cluster's data directory. */
export interface ClusterFiles {
  /** The data directory itself, absolute. */
  readonly root: string;
  readonly kubeconfig: string;
  /** The API server's TCP port, chosen once. */
  readonly port: string;
  readonly lock: string;
  readonly etcd: string;
  /** The API server's self-signed certificate and its key lie here. */
  readonly certificates: string;
  readonly servingCertificate: string;
  /** Tokens, service-account keys and one kubeconfig for each program. */
  readonly credentials: string;
  readonly stages: string;
  /** The programs' working directory, with etcd's sockets. */
  readonly sockets: string;
  log(program: string): string;
}

/** Names the files in `root`, an absolute path. */
export function clusterFiles(root: string): ClusterFiles {
  return {
    root,
    kubeconfig: join(root, "kubeconfig"),
    port: join(root, "port"),
    lock: join(root, "lock"),
    etcd: join(root, "etcd"),
    certificates: join(root, "certificates"),
    servingCertificate: join(root, "certificates", "apiserver.crt"),
    credentials: join(root, "credentials"),
    stages: join(root, "stages.yaml"),
    sockets: join(root, "run"),
    log: (program) => join(root, "logs", `${program}.log`),
  };
}
