import fs from "node:fs";
import path from "node:path";
import { root } from "../docs/markdown";

const DEPENDENCY = /\s*<dependency>[\s\S]*?<\/dependency>/g;

/**
 * Copies the example in Java into a folder, with the sources of the SDK, and what these import, in place of the dependency on it, so that
 * nothing has to be installed in the local Maven repository.
 */
export function copyJavaExample(folder: string): void {
  const sdk = path.join(root, "sdk", "java");
  fs.cpSync(path.join(root, "examples", "java"), folder, { recursive: true });
  fs.cpSync(path.join(sdk, "src"), path.join(folder, "src"), { recursive: true });
  const file = path.join(folder, "pom.xml");
  const pom = fs.readFileSync(file, "utf8");
  const own = (pom.match(DEPENDENCY) ?? []).find((text) => text.includes("<artifactId>aks-ray</artifactId>"));
  if (own === undefined) throw new Error(`${file} does not depend on the SDK`);
  const others = (fs.readFileSync(path.join(sdk, "pom.xml"), "utf8").match(DEPENDENCY) ?? []).filter(
    (text) => !text.includes("<artifactId>pulumi</artifactId>"),
  );
  fs.writeFileSync(file, pom.replace(own, others.join("")));
}
