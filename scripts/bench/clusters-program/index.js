"use strict";
// RayClusters on the operator that is there, as many as the configuration says; needs `npm run build`.
const { readFileSync } = require("node:fs");
const kubernetes = require("@pulumi/kubernetes");
const pulumi = require("@pulumi/pulumi");
const { RayCluster } = require("../../../bin/provider");

const { clusters, prefix, ...args } = new pulumi.Config().requireObject("settings");
const kubeconfig = readFileSync(process.env.AKS_RAY_AZURE_KUBECONFIG, "utf8");
const provider = new kubernetes.Provider("cluster", { kubeconfig, clusterIdentifier: "bench" });
for (let index = 1; index <= clusters; index++) {
  const name = `${prefix}${index}`;
  new RayCluster(name, { namespace: name, ...args }, { providers: { kubernetes: provider } });
}
