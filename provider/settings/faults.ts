import * as pulumi from "@pulumi/pulumi";

/** A fault of an argument: where it is, and what is allowed. */
export interface Fault {
  /** Such as `gpuPools.a100.minNodes`. */
  propertyPath: string;
  /** Names the wrong value, what is allowed, and the remedy. */
  reason: string;
}

/** Collects the faults of a component's arguments, so that all of them are reported at once. */
export class Faults {
  private readonly list: Fault[] = [];

  /** Adds a fault, once. */
  add(propertyPath: string, reason: string): void {
    const known = this.list.some((fault) => fault.propertyPath === propertyPath && fault.reason === reason);
    if (!known) this.list.push({ propertyPath, reason });
  }

  /** Whether one of the paths, or something below it, has a fault already. A rule that needs a sound value asks first. */
  touch(...paths: string[]): boolean {
    return this.list.some(({ propertyPath }) => paths.some((path) => isAtOrBelow(propertyPath, path)));
  }

  /** The same faults for rules that know only the paths below `at`. */
  below(at: string): Faults {
    return new FaultsBelow(this, at);
  }

  /** @throws InputPropertiesError with all faults, when there are any. `subject` is what has the arguments. */
  throwIfAny(subject: string): void {
    if (this.list.length > 0) throw faultsError(subject, [...this.list].sort(byPath));
  }
}

class FaultsBelow extends Faults {
  constructor(
    private readonly whole: Faults,
    private readonly at: string,
  ) {
    super();
  }

  override add(propertyPath: string, reason: string): void {
    this.whole.add(`${this.at}.${propertyPath}`, reason);
  }

  override touch(...paths: string[]): boolean {
    return this.whole.touch(...paths.map((path) => `${this.at}.${path}`));
  }
}

/** Makes the error for faults. Its message repeats them, since some languages show only the message. */
export function faultsError(subject: string, faults: Fault[]): pulumi.InputPropertiesError {
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return propertiesError(`${count} in the arguments of ${subject}`, faults);
}

/** Makes an error with a path and a reason each, under a headline. */
export function propertiesError(headline: string, faults: Fault[]): pulumi.InputPropertiesError {
  const lines = faults.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`);
  const error = new pulumi.InputPropertiesError({
    message: `${headline}:\n${lines.join("\n")}`,
    errors: faults,
  });
  // The mark of a RunError: a program in the same process then shows the message without a stack trace. Once a program has
  // ended, and only its resources are waited for, the SDK (3.248, cmd/run/index.js) shows `stack` of whatever fails.
  return Object.assign(error, { __pulumiRunError: true, stack: error.message });
}

/** Appends keys to a property path, as Pulumi writes it: `a.b`, `a[0]`, `a["x/y"]`. */
export function joinPath(path: string, ...keys: (string | number)[]): string {
  return keys.reduce<string>((joined, key) => {
    if (typeof key === "number") return `${joined}[${key}]`;
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key)) return `${joined}[${JSON.stringify(key)}]`;
    return joined === "" ? key : `${joined}.${key}`;
  }, path);
}

function byPath(a: Fault, b: Fault): number {
  return a.propertyPath < b.propertyPath ? -1 : a.propertyPath > b.propertyPath ? 1 : 0;
}

function isAtOrBelow(path: string, ancestor: string): boolean {
  return path === ancestor || (path.startsWith(ancestor) && /^[.[]/.test(path.slice(ancestor.length)));
}
