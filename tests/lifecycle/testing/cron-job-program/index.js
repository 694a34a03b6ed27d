"use strict";
// The operator, and a RayCronJob where the configuration has one; needs `npm run build`.
const { readFileSync } = require("node:fs");
const kubernetes = require("@pulumi/kubernetes");
const pulumi = require("@pulumi/pulumi");
const { KubeRayOperator, RayCronJob } = require("../../../../bin/provider");

const config = new pulumi.Config();
const kubeconfig = readFileSync(config.require("kubeconfig"), "utf8");
const provider = new kubernetes.Provider("cluster", { kubeconfig, clusterIdentifier: "cron-jobs" });
const operator = new KubeRayOperator("operator", config.requireObject("operator"), {
  providers: { kubernetes: provider },
});
const cronJob = config.getObject("cronJob");
if (cronJob !== undefined) {
  const options = { providers: { kubernetes: provider }, dependsOn: [operator] };
  module.exports = new RayCronJob("nightly", cronJob, options).outputs();
}
