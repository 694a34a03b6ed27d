import type { AutoscalerArgs, AutoscalerContainerArgs } from "../args";
import { defined } from "./defined";

/** What the autoscaler's container differs in from KubeRay's; undefined where the arguments say nothing. */
export function autoscalerContainer(args: AutoscalerArgs): AutoscalerContainerArgs | undefined {
  const { image, imagePullPolicy, env, envFrom, volumeMounts, securityContext, command } = args;
  const container = defined<AutoscalerContainerArgs>({
    image,
    imagePullPolicy,
    env,
    envFrom,
    volumeMounts,
    securityContext,
    command,
    args: args.args,
  });
  return Object.keys(container).length > 0 ? container : undefined;
}
