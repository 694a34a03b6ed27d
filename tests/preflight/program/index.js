"use strict";
// An AKS cluster alone, with the arguments of the configuration; needs `npm run build`.
const pulumi = require("@pulumi/pulumi");
const { AksCluster } = require("../../../bin/provider");

const cluster = new AksCluster("ml", new pulumi.Config().requireObject("cluster"));

exports.clusterName = cluster.clusterName;
exports.resourceGroupName = cluster.resourceGroupName;
