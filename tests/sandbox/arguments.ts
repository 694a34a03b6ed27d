import { parseArgs } from "node:util";
import { nearest } from "./nearest";
import { UserError } from "./user-error";

export const COMMANDS = ["up", "preview", "destroy", "refresh", "outputs", "graph", "stop"] as const;
export type Command = (typeof COMMANDS)[number];

/** What the user asks of the sandbox. */
export interface Request {
  command: Command;
  /** The folder with Pulumi.yaml, as typed; the repository itself when absent. */
  program?: string;
  engine: "builtin" | "pulumi";
  /** Kubeconfig of a cluster to use in place of the sandbox's own. */
  kubeconfig?: string;
  /** A KubeRay operator binary to run in place of the stand-in. */
  operator?: string;
  /** A KubeRay operator chart, folder or .tgz, in place of the stand-in. */
  chart?: string;
  /** Whether pods run Ray itself on this machine. */
  ray: boolean;
  /** Factor on Azure's real durations. */
  timeScale?: number;
  /** `key=value` of the stack's configuration, in the order given. */
  config: string[];
  configFile?: string;
  /** What `pulumi stack export` wrote, to draw in place of the program's stack. */
  export?: string;
  /** Where the picture of the stack goes. */
  output?: string;
  json: boolean;
  showSecrets: boolean;
  reset: boolean;
  help: boolean;
}

const OPTIONS = {
  engine: { type: "string" },
  kubeconfig: { type: "string" },
  operator: { type: "string" },
  chart: { type: "string" },
  ray: { type: "boolean" },
  "time-scale": { type: "string" },
  config: { type: "string", multiple: true, short: "c" },
  "config-file": { type: "string" },
  export: { type: "string" },
  output: { type: "string", short: "o" },
  json: { type: "boolean", short: "j" },
  "show-secrets": { type: "boolean" },
  reset: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

export const USAGE = `Usage: npm start -- [COMMAND] [PROGRAM] [OPTIONS]

Runs a Pulumi program against simulated Azure and a real Kubernetes control plane on this machine.

Commands
  up         create or update (the default)
  preview    show what \`up\` would do, and change nothing
  destroy    delete everything that the program made, and end the control plane
  refresh    take up what has changed in the simulated Azure and in Kubernetes
  outputs    show the stack's outputs
  graph      draw the stack's resources, their dependencies and the last \`up\` on a page, and say where it is
  stop       end the control plane of every program; what they hold stays

PROGRAM is a folder with a Pulumi.yaml, such as examples/typescript; default the reusable stack of this repository.
Each program has its own simulated subscription and its own control plane.

Options
  -c, --config KEY=VALUE   configuration for this run; KEY may be a path: settings.gpuPools.t4.maxNodes=3
      --config-file PATH   YAML with \`config:\`, as Pulumi.STACK.yaml; default PROGRAM/Pulumi.sandbox.yaml where it exists
      --engine pulumi      run the \`pulumi\` CLI on the PATH in place of the built-in engine
      --kubeconfig PATH    use this Kubernetes cluster in place of the sandbox's own
      --operator PATH      run this KubeRay operator binary (1.7 or later) in place of the stand-in
      --chart PATH         install this KubeRay operator chart (folder or .tgz) in place of the stand-in
      --ray                run Ray itself (from PyPI) for the pods, on loopback, until destroy or stop
      --time-scale N       factor on Azure's real durations; default 0.002
      --export PATH        with \`graph\`: draw what \`pulumi stack export --file PATH\` wrote, of any stack
  -o, --output PATH        with \`graph\`: write the page there; default graph.html in the program's sandbox
  -j, --json               print the result as JSON
      --show-secrets       show secret outputs
      --reset              forget what this program has made in the sandbox, then run the command
  -h, --help               this text`;

/**
 * Reads the command line, without node and script.
 *
 * @throws UserError with exit code 2 that names what is wrong, with the nearest known word
 */
export function parseArguments(args: readonly string[]): Request {
  const { values, positionals } = parseTokens(args);
  const [first, ...rest] = positionals;
  const command = first === undefined ? "up" : commandOf(first);
  if (rest.length > 1) {
    throw misuse(`one program at a time, not also: ${rest.slice(1).join(" ")}`);
  }
  const [program] = rest;
  if (command === "stop" && program !== undefined)
    throw misuse("'stop' takes no program: it ends everything");
  if (values.ray && command !== "up") throw misuse(`--ray goes with 'up', not with '${command}'`);
  for (const option of ["export", "output"] as const) {
    if (values[option] !== undefined && command !== "graph")
      throw misuse(`--${option} goes with 'graph' only`);
  }
  const engine = values.engine ?? "builtin";
  if (engine !== "pulumi" && engine !== "builtin") {
    throw misuse(`--engine: '${engine}' is neither 'builtin' nor 'pulumi'`);
  }
  return {
    command,
    program,
    engine,
    kubeconfig: values.kubeconfig,
    operator: values.operator,
    chart: values.chart,
    ray: values.ray ?? false,
    timeScale: values["time-scale"] === undefined ? undefined : timeScaleOf(values["time-scale"]),
    config: values.config ?? [],
    configFile: values["config-file"],
    export: values.export,
    output: values.output,
    json: values.json ?? false,
    showSecrets: values["show-secrets"] ?? false,
    reset: values.reset ?? false,
    help: values.help ?? false,
  };
}

function parseTokens(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const unknown = /^Unknown option '(-[^']*)'/.exec((error as Error).message)?.[1];
    if (unknown !== undefined) throw misuse(`there is no option '${unknown}'${suggestion(unknown)}`);
    throw misuse((error as Error).message.split(". ")[0] ?? "");
  }
}

function suggestion(option: string): string {
  const known = nearest(
    option,
    Object.keys(OPTIONS).map((name) => `--${name}`),
  );
  return known === undefined ? "" : `; did you mean '${known}'?`;
}

function commandOf(word: string): Command {
  const command = COMMANDS.find((candidate) => candidate === word);
  if (command !== undefined) return command;
  const known = nearest(word, COMMANDS);
  const hint =
    known !== undefined
      ? `did you mean '${known}'?`
      : /[./\\]/.test(word)
        ? `to run a program: npm start -- up ${word}`
        : `there are ${COMMANDS.join(", ")}`;
  throw misuse(`there is no command '${word}'; ${hint}`);
}

function timeScaleOf(text: string): number {
  const scale = Number(text);
  if (text.trim() === "" || !Number.isFinite(scale) || scale < 0) {
    throw misuse(`--time-scale: '${text}' is not a number of at least 0 (1 is as slow as Azure)`);
  }
  return scale;
}

function misuse(message: string): UserError {
  return new UserError(message, "`npm start -- --help` lists the commands and options.", 2);
}
