import path from "node:path";
import ts from "typescript";
import { root } from "../docs/markdown";

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  resolveJsonModule: true,
  esModuleInterop: true,
  types: ["node"],
  typeRoots: [path.join(root, "node_modules/@types")],
  // What npm does for a user's program: the package's name leads to its types.
  paths: { "pulumi-aks-ray": [path.join(root, "provider/index.ts")] },
};

/**
 * Type-checks programs that import `pulumi-aks-ray`, as a user's compiler would.
 *
 * @param files paths of the programs
 * @param snippets programs that are in no file, by the path that they would have
 * @returns the compiler's errors in them, each with its place
 */
export function typeErrors(files: string[], snippets: Record<string, string> = {}): string[] {
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => file in snippets || fileExists.call(host, file);
  host.readFile = (file) => snippets[file] ?? readFile.call(host, file);
  host.getSourceFile = (file, language, ...rest) => {
    const snippet = snippets[file];
    return snippet === undefined
      ? getSourceFile.call(host, file, language, ...rest)
      : ts.createSourceFile(file, snippet, language);
  };
  const roots = [...files, ...Object.keys(snippets)];
  const program = ts.createProgram(roots, OPTIONS, host);
  return roots.flatMap((file) => {
    const source = program.getSourceFile(file);
    if (source === undefined) return [`${file}: cannot be read`];
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText, start = 0 }) => {
        const line = source.getLineAndCharacterOfPosition(start).line + 1;
        return `${path.relative(root, file)}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
      },
    );
  });
}
