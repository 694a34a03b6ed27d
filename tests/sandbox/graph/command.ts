import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Request } from "../arguments";
import type { ProgramHome } from "../home";
import { existing } from "../services";
import { UserError } from "../user-error";
import { graphPage } from "./page";
import { readResources } from "./resources";
import type { TimelineStep } from "./timeline";

/** `npm start -- graph`: writes the page and returns its path. */
export async function writeGraph(request: Request, home: ProgramHome, title: string): Promise<string> {
  const output = request.output === undefined ? join(home.root, "graph.html") : resolve(request.output);
  const exported = existing("--export", request.export, process.cwd());
  const page =
    exported === undefined
      ? graphPage(title, readResources(await storedState(home), home.state), await storedTimeline(home))
      : graphPage(
          request.export ?? title,
          readResources(await readFile(exported, "utf8"), exported),
          undefined,
        );
  await writeFile(output, page, { mode: 0o600 });
  return output;
}

async function storedState({ state }: ProgramHome): Promise<string> {
  return readFile(state, "utf8").catch(() => {
    throw new UserError("there is no stack yet", "Run `npm start` first, or name one: --export FILE.");
  });
}

async function storedTimeline({ timeline }: ProgramHome): Promise<TimelineStep[] | undefined> {
  const text = await readFile(timeline, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as TimelineStep[]);
}
