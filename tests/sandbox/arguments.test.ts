import { expect } from "chai";
import { COMMANDS, parseArguments, USAGE, type Request } from "./arguments";
import { userErrorOf } from "./testing/user-error-of";

const DEFAULTS: Request = {
  command: "up",
  program: undefined,
  engine: "builtin",
  kubeconfig: undefined,
  operator: undefined,
  chart: undefined,
  ray: false,
  timeScale: undefined,
  config: [],
  configFile: undefined,
  export: undefined,
  output: undefined,
  json: false,
  showSecrets: false,
  reset: false,
  help: false,
};
const HELP = "`npm start -- --help` lists the commands and options.";

function refusal(...args: string[]): string {
  const { message, remedy, exitCode } = userErrorOf(() => parseArguments(args));
  expect({ remedy, exitCode }).to.deep.equal({ remedy: HELP, exitCode: 2 });
  return message;
}

describe("the sandbox's command line", () => {
  it("brings the reusable stack up when it is empty", () => {
    expect(parseArguments([])).to.deep.equal(DEFAULTS);
  });

  it("takes a command, a program and every option, in any order", () => {
    const args = [
      ...["-c", "name=a", "destroy", "--json", "examples/mig", "--config", "settings.location=x=y"],
      ...["--engine", "pulumi", "--kubeconfig", "k", "--operator", "o", "--chart", "c", "--time-scale", "0"],
      ...["--config-file", "f.yaml", "--show-secrets", "--reset", "-h"],
    ];
    expect(parseArguments(args)).to.deep.equal({
      command: "destroy",
      program: "examples/mig",
      engine: "pulumi",
      kubeconfig: "k",
      operator: "o",
      chart: "c",
      ray: false,
      timeScale: 0,
      config: ["name=a", "settings.location=x=y"],
      configFile: "f.yaml",
      export: undefined,
      output: undefined,
      json: true,
      showSecrets: true,
      reset: true,
      help: true,
    });
  });

  it("takes --ray with up alone", () => {
    expect(parseArguments(["--ray"])).to.deep.equal({ ...DEFAULTS, ray: true });
    expect(refusal("destroy", "--ray")).to.equal("--ray goes with 'up', not with 'destroy'");
  });

  it("takes the options of `graph` with it alone", () => {
    const args = ["graph", "--export", "stack.json", "-o", "stack.html"];
    expect(parseArguments(args)).to.include({ command: "graph", export: "stack.json", output: "stack.html" });
    expect(refusal("up", "--export", "stack.json")).to.equal("--export goes with 'graph' only");
    expect(refusal("-o", "stack.html")).to.equal("--output goes with 'graph' only");
  });

  it("names the command that a mistyped word is near to, or how to run a program", () => {
    expect(refusal("destory")).to.equal("there is no command 'destory'; did you mean 'destroy'?");
    expect(refusal("examples/mig")).to.equal(
      "there is no command 'examples/mig'; to run a program: npm start -- up examples/mig",
    );
    expect(refusal("launch")).to.equal(`there is no command 'launch'; there are ${COMMANDS.join(", ")}`);
  });

  it("names the option that a mistyped one is near to", () => {
    expect(refusal("--show-secret")).to.equal(
      "there is no option '--show-secret'; did you mean '--show-secrets'?",
    );
    expect(refusal("--launch")).to.equal("there is no option '--launch'");
  });

  it("refuses what it could not do", () => {
    expect(refusal("up", "a", "b", "c")).to.equal("one program at a time, not also: b c");
    expect(refusal("stop", "a")).to.equal("'stop' takes no program: it ends everything");
    expect(refusal("--engine", "real")).to.equal("--engine: 'real' is neither 'builtin' nor 'pulumi'");
    for (const scale of ["-1", "fast", "", "Infinity"]) {
      expect(refusal(`--time-scale=${scale}`)).to.equal(
        `--time-scale: '${scale}' is not a number of at least 0 (1 is as slow as Azure)`,
      );
    }
  });

  it("has a help text that names every command and option", () => {
    for (const command of COMMANDS) expect(USAGE).to.match(new RegExp(`^  ${command} `, "m"));
    for (const option of [
      "config",
      "config-file",
      "engine",
      "kubeconfig",
      "operator",
      "chart",
      "time-scale",
    ]) {
      expect(USAGE).to.contain(`--${option} `);
    }
    for (const option of ["json", "show-secrets", "reset", "help"]) expect(USAGE).to.contain(`--${option} `);
  });
});
