import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { ClusterRole, ClusterRoleBinding } from "@pulumi/kubernetes/rbac/v1";
import * as pulumi from "@pulumi/pulumi";
import { buildHistoryServer, historyServerName } from "../kubernetes";
import type { RaySettings } from "../settings";
import type { RayStorage } from "./storage";
import { createWorkloadIdentity } from "./workload-identity";

/** Makes KubeRay's History Server where it is asked for, with an identity that may read the storage's blobs. */
export function createHistoryServer(
  parent: pulumi.Resource,
  name: string,
  settings: RaySettings,
  storage: RayStorage | undefined,
  namespace: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): void {
  const { historyServer } = settings;
  if (historyServer?.server === undefined) return;
  const child = `${name}-history`;
  const identity =
    storage && historyServer.connectionStringSecret === undefined
      ? createWorkloadIdentity(parent, child, storage.settings, storage.client, {
          serviceAccount: { namespace: settings.namespace, name: historyServerName(settings) },
          role: "storageBlobDataReader",
          scope: storage.accountId,
        })
      : undefined;
  const server = buildHistoryServer(settings, namespace, identity?.clientId);
  if (server === undefined) return;
  const needs = [
    new ServiceAccount(child, server.serviceAccount, options),
    new ClusterRole(child, server.role, options),
    new ClusterRoleBinding(child, server.roleBinding, options),
    ...(identity?.needs ?? []),
  ];
  new Deployment(child, server.deployment, pulumi.mergeOptions(options, { dependsOn: needs }));
  new Service(child, server.service, options);
}
