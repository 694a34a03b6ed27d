"use strict";
// A stack whose component the configuration names, with a name that it had before; needs `npm run build`.
const pulumi = require("@pulumi/pulumi");
const { AksRayCluster } = require("../../../../bin/provider");

const config = new pulumi.Config();
const former = config.get("former");
const args = {
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
  network: { virtualNetwork: {} },
  storage: {},
  monitoring: { kind: "azure" },
  ray: { clusterName: "ray" },
};
const options = former === undefined ? {} : { aliases: [{ name: former }] };
module.exports = new AksRayCluster(config.require("name"), args, options).outputs();
