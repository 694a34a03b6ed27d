import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as fc from "fast-check";
import type { AksRayClusterArgs } from "../../provider/args";
import { AksRayCluster } from "../../provider/components";
import type { Fault } from "../../provider/settings/faults";
import { recordResources } from "../../provider/testing/record";
import { legalSettings } from "./arbitraries/settings";
import { BREAKS, poolsOf } from "./breaks";
import { COMPONENT } from "./built";
import { parameters, timeout } from "./cases";
import { shapeBreaks, withValue } from "./shape-breaks";

/** Makes the component; returns its faults, by what any language would show of them. */
function faultsOf(args: AksRayClusterArgs): Fault[] {
  try {
    new AksRayCluster(COMPONENT, args);
  } catch (error) {
    expect(pulumi.InputPropertiesError.isInstance(error), String(error)).to.equal(true);
    const { message, errors, stack } = error as { message: string; errors: Fault[]; stack: string };
    expect(message).to.not.match(/undefined|\[object|NaN/);
    expect(stack).to.not.match(/^\s+at /m);
    return errors;
  }
  throw new Error("the settings were accepted");
}

function expectRefused(args: AksRayClusterArgs, paths: string[]): void {
  const blamed = faultsOf(args).map(({ propertyPath }) => propertyPath);
  expect(blamed).to.have.lengthOf.at.least(1);
  const hit = paths.some((path) => blamed.some((at) => at === path || at.startsWith(path)));
  expect(hit, `${blamed.join()} should have ${paths.join(" or ")}`).to.equal(true);
}

/** Runs a check with the engine's mocks, and expects that no resource was registered. */
async function makingNothing(check: () => void): Promise<void> {
  const failures: unknown[] = [];
  const { registrations } = await recordResources(() => {
    try {
      check();
    } catch (error) {
      failures.push(error);
    }
    return {};
  });
  for (const failure of failures) throw failure;
  expect(registrations).to.deep.equal([]);
}

describe("settings that break one rule", function () {
  this.timeout(timeout());

  const nat = fc.nat(1_000_000);

  it("are refused with its path, and nothing is made", () => {
    return makingNothing(() => {
      fc.assert(
        fc.property(legalSettings, fc.constantFrom(...BREAKS), nat, (args, { apply }, draw) => {
          const copy = structuredClone(args);
          const pools = poolsOf(copy);
          const pool = pools[draw % pools.length];
          const paths = pool && apply(copy, pool);
          fc.pre(paths !== undefined);
          expectRefused(copy, paths);
        }),
        parameters(0.2),
      );
    });
  });

  it("are refused where the shape is wrong", () =>
    makingNothing(() => {
      fc.assert(
        fc.property(legalSettings, nat, (args, draw) => {
          const breaks = shapeBreaks(args);
          const { keys, value, path } = breaks[draw % breaks.length] ?? { keys: [], value: 1, path: "" };
          expectRefused(withValue(args, keys, value), [path]);
        }),
        parameters(0.2),
      );
    }));
});
