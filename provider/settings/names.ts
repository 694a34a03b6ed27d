const RAY_CLUSTER_NAME_AT_MOST = 53;
/** KubeRay v1.7.0, constant.go: MaxRayJobNameLength and MaxRayServiceNameLength. */
const RAY_JOB_NAME_AT_MOST = 47;
/** KubeRay v1.7.0, constant.go: MaxRayCronJobNameLength, which leaves room for the time of each job. */
const RAY_CRON_JOB_NAME_AT_MOST = 36;
const DNS_PREFIX_AT_MOST = 54;

/** A label as RFC 1035 and Kubernetes have it: lower-case letters, digits and '-', a letter first. */
const DNS_1035_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** A label as RFC 1123 and Kubernetes have it. */
const DNS_1123_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Prefix of the API server's DNS name, made from a component's name; undefined when nothing of it can be used. */
export function dnsPrefixFrom(name: string): string | undefined {
  const prefix = hyphenated(name, /[^A-Za-z0-9-]+/g)
    .slice(0, DNS_PREFIX_AT_MOST)
    .replace(/-+$/, "");
  return prefix === "" ? undefined : prefix;
}

/** Name of the RayCluster, made from a component's name; it can still be too long or start with a digit. */
export function rayClusterNameFrom(name: string): string {
  return hyphenated(name.toLowerCase(), /[^a-z0-9-]+/g);
}

/** Reason why KubeRay would refuse a RayCluster's name (v1.7.0, validation.go); undefined when it would not. */
export function rayClusterNameFault(name: string): string | undefined {
  return objectNameFault(name, RAY_CLUSTER_NAME_AT_MOST);
}

/** Reason why KubeRay would refuse a RayJob's or RayService's name; undefined when it would not. */
export function rayJobNameFault(name: string): string | undefined {
  return objectNameFault(name, RAY_JOB_NAME_AT_MOST);
}

/** Reason why KubeRay would refuse a RayCronJob's name, or the names of its RayJobs. */
export function rayCronJobNameFault(name: string): string | undefined {
  return objectNameFault(name, RAY_CRON_JOB_NAME_AT_MOST);
}

function objectNameFault(name: string, atMost: number): string | undefined {
  if (name.length > atMost) {
    return `'${name}' has ${name.length} characters; KubeRay allows ${atMost}`;
  }
  if (!DNS_1035_LABEL.test(name)) {
    return `'${name}' is not a DNS label: use lower-case letters, digits and '-', a letter first, a letter or digit last`;
  }
  return undefined;
}

/** Whether a name can be that of a Kubernetes namespace. */
export function isDnsLabel(name: string): boolean {
  return DNS_1123_LABEL.test(name);
}

function hyphenated(name: string, others: RegExp): string {
  return name.replace(others, "-").replace(/^-+|-+$/g, "");
}
