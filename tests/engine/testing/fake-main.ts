import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { servePlugin, type PropertyMap } from "../../plugin/index";
import { fakeControls, fakeProvider } from "./fake-provider";

// The plugin of the fake provider in a process of its own. It keeps its cloud in the file that FAKE_CLOUD names,
// appends its calls to FAKE_CALLS, fails the call that FAKE_FAULT names, and dies in the one that FAKE_CRASH names.
const { FAKE_CLOUD, FAKE_CALLS, FAKE_FAULT, FAKE_CRASH } = process.env;

interface SavedCloud {
  serials: [string, number][];
  resources: [string, PropertyMap][];
}

const controls = fakeControls();

// Each provider of a deployment has a process of its own; they share the cloud.
function load(): void {
  if (FAKE_CLOUD === undefined || !existsSync(FAKE_CLOUD)) return;
  const saved = JSON.parse(readFileSync(FAKE_CLOUD, "utf8")) as SavedCloud;
  saved.serials.forEach(([name, serial]) => controls.serials.set(name, serial));
  controls.cloud.clear();
  saved.resources.forEach(([id, properties]) => controls.cloud.set(id, properties));
}

load();
controls.before = (call) => {
  if (call === FAKE_CRASH) process.exit(3);
  if (call === FAKE_FAULT) throw new Error("the fake cloud refuses");
  load();
};
controls.after = (call) => {
  const saved: SavedCloud = { serials: [...controls.serials], resources: [...controls.cloud] };
  if (FAKE_CLOUD !== undefined) {
    const temporary = `${FAKE_CLOUD}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(saved));
    renameSync(temporary, FAKE_CLOUD);
  }
  if (FAKE_CALLS !== undefined) appendFileSync(FAKE_CALLS, `${call}\n`);
};
void servePlugin({ name: "fake", version: "1.0.0", provider: ({ log }) => fakeProvider(controls, log) });
