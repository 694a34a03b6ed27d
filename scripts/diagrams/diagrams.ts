import { diagram } from "./diagram";
import { stackGraphs } from "./stack-graph";
import { STACKS } from "./stacks";

/** The diagrams by their path in the repository, made from what the components make. */
export async function diagrams(): Promise<Map<string, string>> {
  const graphs = await stackGraphs(STACKS.map(({ args }) => args));
  return new Map(
    STACKS.flatMap((stack, index) => {
      const graph = graphs[index];
      return graph === undefined ? [] : [[`docs/diagrams/${stack.file}.svg`, diagram(stack, graph)] as const];
    }),
  );
}
