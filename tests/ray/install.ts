import { installPython } from "../python/virtual-environment";

/** A virtual environment with Ray. */
export interface RayInstallation {
  version: string;
  /** Folder with `ray` and `python`. */
  bin: string;
}

/**
 * Installs Ray from PyPI (about 400 MB) into the user's cache, once for each version.
 *
 * @throws Error with the reason when there is no Python 3, or no wheel for it
 */
export async function installRay(version: string, log: (line: string) => void): Promise<RayInstallation> {
  const environment = {
    name: `ray-${version}`,
    packages: [`ray[default]==${version}`],
    what: `Ray ${version}`,
    takes: "half a minute",
  };
  return { version, bin: await installPython(environment, log) };
}
