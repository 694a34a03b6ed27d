import * as pulumi from "@pulumi/pulumi";

/** What the SDK's types leave out of its outputs (@pulumi/pulumi 3.248, output.ts). */
interface Knowing {
  isKnown: Promise<boolean>;
}

/** The output, or in its place, where a preview does not know it, what the function makes of it. */
export function whenUnknown<T>(
  output: pulumi.Output<T>,
  otherwise: (unknown: pulumi.Output<T>) => pulumi.Output<T>,
): pulumi.Output<T> {
  const { isKnown } = output as pulumi.Output<T> & Knowing;
  return pulumi
    .output(isKnown)
    .apply((known): pulumi.Output<T> => (known ? output : otherwise(output))) as pulumi.Output<T>;
}
