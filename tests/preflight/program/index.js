"use strict";
// An AKS cluster alone, with the arguments of the configuration; needs `npm run build`.
const pulumi = require("@pulumi/pulumi");
const { AksCluster } = require("../../../bin/provider");

module.exports = new AksCluster("ml", new pulumi.Config().requireObject("cluster")).outputs();
