import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "./sdk-modules";
import { overridden } from "./failures";
import type { SdkService } from "./service";

// Signatures of the wire format: sdk/go/common/resource/properties.go in pulumi/pulumi.
const signatureKey = "4dabf18193072939515e22adb298388d";
const outputValueSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/**
 * Lets nulls through. The SDK's server (3.248, `containsOutputs`) crashes on a null inside an input that has dependencies:
 * it looks there for nested outputs to find out whether the input carries its dependencies itself. So that is decided
 * here: an input with nested outputs needs no dependencies of its own, and another one is sent on as one output.
 */
export function allowNulls(service: SdkService): SdkService {
  return overridden(service, {
    construct(call, callback) {
      settleDependencies(call.request);
      return service.construct(call, callback);
    },
  });
}

function settleDependencies(request: ConstructRequest): void {
  const dependencies = request.getInputdependenciesMap();
  const inputs = request.getInputs()?.toJavaScript() ?? {};
  let changed = false;
  for (const [name, value] of Object.entries(inputs)) {
    const urns = dependencies.get(name)?.getUrnsList() ?? [];
    if (urns.length === 0 || !contains(value, (part) => part === null)) continue;
    changed = true;
    if (contains(value, isOutputValue)) {
      dependencies.del(name);
    } else if (!isSignature(value)) {
      inputs[name] = { [signatureKey]: outputValueSignature, value, dependencies: urns };
    }
  }
  if (changed) {
    request.setInputs(Struct.fromJavaScript(inputs));
  }
}

function contains(value: unknown, matches: (part: unknown) => boolean): boolean {
  if (matches(value)) return true;
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).some((part) => contains(part, matches))
  );
}

function isSignature(value: unknown): boolean {
  return typeof value === "object" && value !== null && signatureKey in value;
}

function isOutputValue(value: unknown): boolean {
  return isSignature(value) && (value as Record<string, unknown>)[signatureKey] === outputValueSignature;
}
