import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parse, stringify } from "yaml";
import type { LoginMode } from "../args";
import { faultsError } from "../settings/faults";

/** Options of kubelogin that are AKS's own login app's, which only people log in with. */
const DROPPED = ["--login", "-l", "--client-id"];

interface Kubeconfig {
  users?: { user?: { exec?: { command?: string; args?: string[]; installHint?: string } } }[];
}

/**
 * Lets the users of an Entra kubeconfig get their tokens in another way. AKS's own asks for a device code, which nobody
 * enters while a stack is deployed; its client id belongs to that way (https://azure.github.io/kubelogin/concepts/login-modes).
 * Kubeconfigs without kubelogin stay as they are.
 */
export function withLoginMode(kubeconfig: string, loginMode: LoginMode): string {
  const config = parse(kubeconfig) as Kubeconfig | null;
  const plugins = (config?.users ?? []).flatMap(({ user }) =>
    user?.exec?.command === "kubelogin" ? [user.exec] : [],
  );
  if (plugins.length === 0) return kubeconfig;
  for (const plugin of plugins) plugin.args = [...withoutOptions(plugin.args ?? []), "--login", loginMode];
  return stringify(config);
}

/** Leaves options out, with their values. */
function withoutOptions(args: string[]): string[] {
  return args.filter((arg, index) => {
    const option = (text: string | undefined) => DROPPED.some((name) => text === name);
    return !option(arg) && !option(args[index - 1]) && !DROPPED.some((name) => arg.startsWith(`${name}=`));
  });
}

/**
 * Makes sure that kubelogin can be found, before anything is made.
 *
 * @param path directories to look into, as in the environment variable PATH
 * @throws InputPropertiesError with where to get it.
 */
export function requireKubelogin(name: string, path = process.env["PATH"] ?? ""): void {
  const names = process.platform === "win32" ? ["kubelogin.exe", "kubelogin.cmd"] : ["kubelogin"];
  const found = path
    .split(delimiter)
    .filter((directory) => directory !== "")
    .some((directory) => names.some((file) => isExecutable(join(directory, file))));
  if (found) return;
  throw faultsError(`the AksCluster '${name}'`, [
    {
      propertyPath: "access",
      reason:
        "needs the program 'kubelogin' on PATH, since users of the cluster log in with Microsoft Entra: install it with 'az aks install-cli' or from https://azure.github.io/kubelogin/install.html",
    },
  ]);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
