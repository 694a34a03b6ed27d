import * as pulumi from "@pulumi/pulumi";
import { AksRayCluster } from "../components";
import { readSettings } from "./settings";

const cluster = new AksRayCluster(new pulumi.Config().get("name") ?? "ray", readSettings());

export = cluster.outputs();
