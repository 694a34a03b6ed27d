/** A stack of which there is a diagram. */
export interface DrawnStack {
  /** Name of the file in docs/diagrams, without its ending. */
  file: string;
  title: string;
  /** Arguments of the AksRayCluster. */
  args: Record<string, unknown>;
}

const SMALLEST = {
  location: "westeurope",
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
};

/** The stack that has only defaults, and one with a network of its own. */
export const STACKS: readonly DrawnStack[] = [
  { file: "stack", title: "What the smallest stack makes", args: SMALLEST },
  {
    file: "network",
    title: "What a stack makes with a virtual network of its own",
    args: {
      ...SMALLEST,
      network: {
        virtualNetwork: { addressPrefixes: ["10.60.0.0/16"], nodeSubnetPrefixes: ["10.60.0.0/20"] },
      },
    },
  },
];
