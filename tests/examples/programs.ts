import ts from "typescript";
import { parse } from "yaml";

/** What a program asks for: the one component it makes, and the names of the stack's outputs. */
export interface Program {
  component: string;
  name: string;
  args: unknown;
  outputs: string[];
}

/** Reads a TypeScript program that makes components with literal arguments, the first of which is described. */
export function readTypeScript(code: string): Program {
  const source = ts.createSourceFile("index.ts", code, ts.ScriptTarget.ES2022, true);
  const made = find(source, ts.isNewExpression);
  const [name, args] = made?.arguments ?? [];
  if (!made || !name || !args) throw new Error("The program makes no component with arguments.");
  const exported = find(source, ts.isObjectBindingPattern);
  return {
    component: made.expression.getText(),
    name: String(literal(name)),
    args: literal(args),
    outputs: (exported?.elements ?? []).map((element) => element.name.getText()),
  };
}

function find<T extends ts.Node>(node: ts.Node, matches: (node: ts.Node) => node is T): T | undefined {
  return matches(node) ? node : ts.forEachChild(node, (child) => find(child, matches));
}

function literal(node: ts.Node): unknown {
  if (ts.isObjectLiteralExpression(node)) {
    return Object.fromEntries(
      node.properties.filter(ts.isPropertyAssignment).map((property) => {
        const key = ts.isStringLiteral(property.name) ? property.name.text : property.name.getText();
        return [key, literal(property.initializer)];
      }),
    );
  }
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(literal);
  if (ts.isStringLiteral(node)) return node.text;
  return JSON.parse(node.getText()) as unknown;
}

/** Reads a Pulumi YAML program with one resource. */
export function readYaml(code: string): Program {
  const { resources, outputs } = parse(code) as {
    resources: Record<string, { type: string; properties: unknown }>;
    outputs: Record<string, string>;
  };
  const [[name, { type, properties }] = ["", { type: "", properties: undefined }]] =
    Object.entries(resources);
  return {
    component: type.split(":").pop() ?? "",
    name,
    args: properties,
    outputs: Object.keys(outputs).filter((output) => outputs[output] === `\${${name}.${output}}`),
  };
}

/** Reads a Python program whose component has literal arguments, and takes their names out of snake case. */
export function readPython(code: string): Program {
  const [, component = "", name = "", args = ""] =
    /aks_ray\.(\w+)\(\s*"([^"]+)",\s*([\s\S]*?)\n\)\n/.exec(code) ?? [];
  return {
    component,
    name,
    args: parseLoose(`{${args.replace(/^\s*(\w+)=/gm, '"$1": ')}}`, camelCase),
    outputs: exportedNames(code, /pulumi\.export\("(\w+)", cluster\.(\w+)\)/g, camelCase),
  };
}

/** Reads a Go program whose component has literal arguments, and takes their names out of Go's spelling. */
export function readGo(code: string): Program {
  const [, component = "", name = "", args = ""] =
    /aksray\.New(\w+)\(ctx, "([^"]+)", &aksray\.\w+(\{[\s\S]*?\n\t\t\})\)\n/.exec(code) ?? [];
  const json = args
    .replace(/(?:map\[string\]|&)?aksray\.\w+\{/g, "{")
    .replace(/pulumi\.\w+\(([^()]*)\)/g, "$1")
    .replace(/\b([A-Z]\w*):/g, '"$1":');
  return {
    component,
    name,
    args: parseLoose(json, lowerFirst),
    outputs: exportedNames(code, /ctx\.Export\("(\w+)", cluster\.(\w+)\)/g, lowerFirst),
  };
}

/** Reads a C# program whose component has literal arguments, and takes their names out of C#'s spelling. */
export function readCSharp(code: string): Program {
  const [, component = "", name = "", args = ""] =
    /new (\w+)\("([^"]+)", new \w+Args\s*(\{[\s\S]*?\n {4}\})\);\n/.exec(code) ?? [];
  const json = args
    .replace(/new \w+Args /g, "")
    .replace(/\["(\w+)"\] =/g, '"$1":')
    .replace(/\b([A-Z]\w*) =/g, '"$1":');
  return {
    component,
    name,
    args: parseLoose(json, lowerFirst),
    outputs: exportedNames(code, /\["(\w+)"\] = cluster\.(\w+),/g, lowerFirst),
  };
}

/** Reads a Java program whose component has literal arguments, each a call of a builder. */
export function readJava(code: string): Program {
  const [, component = "", name = "", args = ""] =
    /new (\w+)\("([^"]+)", (\w+Args\.builder\(\)[\s\S]*?\.build\(\))\);\n/.exec(code) ?? [];
  const json = args
    .replace(/\w+Args\.builder\(\)/g, "{")
    .replace(/\.build\(\)/g, "}")
    .replace(/Map\.of\(\s*("\w+"), ([^()]*(?:\([^()]*\)[^()]*)*)\)/g, "{$1: $2}")
    .replace(/\.(\w+)\(((?:[^()]|\([^()]*\))*)\)/g, '"$1": $2,')
    .replace(/\.(\w+)\(((?:[^()]|\([^()]*\))*)\)/g, '"$1": $2,');
  return {
    component,
    name,
    args: parseLoose(json, (key) => key),
    outputs: exportedNames(code, /ctx\.export\("(\w+)", cluster\.(\w+)\(\)/g, (output) => output),
  };
}

/** Outputs that are exported under their own name. */
function exportedNames(code: string, pattern: RegExp, rename: (name: string) => string): string[] {
  return [...code.matchAll(pattern)].flatMap(([, name = "", output = ""]) =>
    rename(output) === name ? [name] : [],
  );
}

/** Parses JSON with commas behind last elements, with its keys renamed. */
function parseLoose(text: string, rename: (key: string) => string): unknown {
  return JSON.parse(text.replace(/,(\s*[}\]])/g, "$1"), (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value).map(([key, child]: [string, unknown]) => [rename(key), child]),
        )
      : value,
  ) as unknown;
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
