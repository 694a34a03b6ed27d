import { deploy, type DeployOptions } from "../engine";

/** Runs the deployment that its parent asks for, and tells the parent what became of it. */
process.once("message", (options: DeployOptions) => {
  void deploy(options).then((result) => process.send?.(result, () => process.exit(0)));
});
