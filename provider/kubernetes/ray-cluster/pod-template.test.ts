import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { mergePodTemplate } from "./pod-template";

const BASE = {
  metadata: { annotations: { a: "1" } },
  spec: {
    tolerations: [{ key: "sku", value: "gpu" }],
    containers: [
      {
        name: "ray-worker",
        image: "ray",
        env: [
          { name: "A", value: "1" },
          { name: "B", value: "2" },
        ],
      },
    ],
  },
};

async function merged(override: Parameters<typeof mergePodTemplate>[1]): Promise<unknown> {
  return new Promise((resolve) => pulumi.output(mergePodTemplate(BASE, override)).apply(resolve));
}

describe("mergePodTemplate", () => {
  it("should leave the computed template alone without an override", () => {
    expect(mergePodTemplate(BASE, undefined)).to.equal(BASE);
  });

  it("should merge objects, containers and variables by name, and add tolerations", async () => {
    const override = {
      metadata: { labels: { team: "vision" } },
      spec: {
        priorityClassName: "high",
        tolerations: [{ key: "team", value: "vision" }],
        containers: [
          {
            name: "ray-worker",
            env: [{ name: "B", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }],
          },
          { name: "sidecar", image: "fluent-bit" },
        ],
      },
    };

    expect(await merged(override)).to.deep.equal({
      metadata: { annotations: { a: "1" }, labels: { team: "vision" } },
      spec: {
        priorityClassName: "high",
        tolerations: [
          { key: "sku", value: "gpu" },
          { key: "team", value: "vision" },
        ],
        containers: [
          {
            name: "ray-worker",
            image: "ray",
            env: [
              { name: "A", value: "1" },
              { name: "B", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
            ],
          },
          { name: "sidecar", image: "fluent-bit" },
        ],
      },
    });
  });

  it("should keep the Ray container first, since KubeRay takes the first for Ray", async () => {
    const override = {
      spec: {
        containers: [
          { name: "sidecar", image: "x" },
          { name: "ray-worker", image: "mine" },
        ],
      },
    };
    const { spec } = (await merged(override)) as { spec: { containers: { name: string; image: string }[] } };
    expect(spec.containers.map(({ name, image }) => [name, image])).to.deep.equal([
      ["ray-worker", "mine"],
      ["sidecar", "x"],
    ]);
  });

  it("should merge values that are known only later", async () => {
    const override = { spec: { priorityClassName: pulumi.output("later"), containers: [] } };
    expect(await merged(override)).to.have.nested.property("spec.priorityClassName", "later");
  });
});
