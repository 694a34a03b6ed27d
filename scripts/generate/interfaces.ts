import path from "node:path";
import {
  BaseType,
  ChainNodeParser,
  createFormatter,
  createParser,
  createProgram,
  DEFAULT_CONFIG,
  SchemaGenerator,
  ts,
  type CompletedConfig,
  type Context,
  type Definition,
  type SubNodeParser,
  type SubTypeFormatter,
} from "ts-json-schema-generator";
import type { Definitions } from "./json-schema";

/** `Input<T>` or `Output<T>` of @pulumi/pulumi. */
class EventualType extends BaseType {
  constructor(
    readonly kind: "x-input" | "x-output",
    readonly inner: BaseType,
  ) {
    super();
  }

  getId(): string {
    return `${this.kind}-${this.inner.getId()}`;
  }
}

/** An object type of @pulumi/kubernetes, which stays unopened. */
class KubernetesType extends BaseType {
  constructor(readonly typeName: string) {
    super();
  }

  getId(): string {
    return `kubernetes-${this.typeName}`;
  }
}

/** Name and npm package of the type that a reference names; undefined for types of this project. */
function foreignType(
  checker: ts.TypeChecker,
  node: ts.TypeReferenceNode,
): { package: string; name: string } | undefined {
  const symbol = checker.getSymbolAtLocation(node.typeName);
  const original = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const file = original?.declarations?.[0]?.getSourceFile().fileName;
  const owner = file?.match(/.*\/node_modules\/(@pulumi\/[^/]+)\//)?.[1];
  return original && owner ? { package: owner, name: original.name } : undefined;
}

class PulumiTypeParser implements SubNodeParser {
  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly children: ChainNodeParser,
  ) {}

  supportsNode(node: ts.Node): boolean {
    return ts.isTypeReferenceNode(node) && foreignType(this.checker, node) !== undefined;
  }

  createType(node: ts.TypeReferenceNode, context: Context): BaseType {
    const type = foreignType(this.checker, node);
    const argument = node.typeArguments?.[0];
    if (type?.package === "@pulumi/kubernetes") {
      return new KubernetesType(type.name);
    }
    if (type?.package === "@pulumi/pulumi" && argument && (type.name === "Input" || type.name === "Output")) {
      return new EventualType(
        type.name === "Input" ? "x-input" : "x-output",
        this.children.createType(argument, context),
      );
    }
    throw new Error(
      `${node.getSourceFile().fileName}: '${node.getText()}' has no place in the schema; allowed are Input<T>, Output<T> and types of @pulumi/kubernetes.`,
    );
  }
}

class EventualTypeFormatter implements SubTypeFormatter {
  constructor(private readonly children: SubFormatter) {}

  supportsType(type: BaseType): boolean {
    return type instanceof EventualType;
  }

  getDefinition(type: EventualType): Definition {
    return { ...this.children.getDefinition(type.inner), [type.kind]: true } as Definition;
  }

  getChildren(type: EventualType): BaseType[] {
    return this.children.getChildren(type.inner);
  }
}

interface SubFormatter {
  getDefinition(type: BaseType): Definition;
  getChildren(type: BaseType): BaseType[];
}

class KubernetesTypeFormatter implements SubTypeFormatter {
  supportsType(type: BaseType): boolean {
    return type instanceof KubernetesType;
  }

  getDefinition(type: KubernetesType): Definition {
    return { type: "object", "x-kubernetes": type.typeName } as Definition;
  }

  getChildren(): BaseType[] {
    return [];
  }
}

/**
 * Reads the interfaces of `provider/args`: every named type that `roots` reach, inheritance flattened, in the order of
 * their declaration. `Input<T>` becomes T's schema with `x-input`, `Output<T>` with `x-output`.
 * @param root folder of the project
 * @param roots names of exported interfaces
 * @throws when a type cannot be expressed in JSON Schema
 */
export function readInterfaces(root: string, roots: readonly string[]): Definitions {
  const config: CompletedConfig = {
    ...DEFAULT_CONFIG,
    path: path.join(root, "provider/args/index.ts"),
    tsconfig: path.join(root, "tsconfig.json"),
    expose: "export",
    topRef: true,
    jsDoc: "extended",
    sortProps: false,
    additionalProperties: false,
    skipTypeCheck: true,
    encodeRefs: false,
  };
  const program = createProgram(config);
  const parser = createParser(program, config, (chain) => {
    chain.addNodeParser(new PulumiTypeParser(program.getTypeChecker(), chain as ChainNodeParser));
  });
  const formatter = createFormatter(config, (chain, children) => {
    chain.addTypeFormatter(new EventualTypeFormatter(children));
    chain.addTypeFormatter(new KubernetesTypeFormatter());
  });
  const generator = new SchemaGenerator(program, parser, formatter, config);
  const definitions: Definitions = {};
  for (const name of roots) {
    Object.assign(definitions, generator.createSchema(name).definitions);
  }
  return definitions;
}
