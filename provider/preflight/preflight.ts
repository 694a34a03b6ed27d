import type { Arm } from "./arm";
import { readCluster } from "./existing-cluster";
import { featureFindings, readFeatures } from "./features";
import { firstLine } from "./http";
import { listVersions, versionFindings } from "./kubernetes-versions";
import { nodeCost, type Cost, type VmPrice } from "./prices";
import { provisionedQuotaFindings, provisionedSizeFindings } from "./provisioned-pools";
import { listQuotas, quotaFindings } from "./quotas";
import { readRegistrations, registrationFindings } from "./registrations";
import type { Finding, Target } from "./types";
import { listVmSkus, sizeFindings } from "./vm-skus";

/** What Azure says about a deployment. */
export interface Report {
  findings: Finding[];
  /** What could not be asked, by the reason. */
  unchecked: Map<string, string[]>;
  /** Absent when the price list could not be reached. */
  cost?: Cost;
}

/** Whom to ask. Each is a promise, so that one who cannot be reached does not hide the other. */
export interface Sources {
  arm: Promise<Arm>;
  prices: Promise<Map<string, VmPrice>>;
}

/** Asks Azure about everything at once. Never throws: what cannot be asked is part of the report. */
export async function preflight(target: Target, sources: Sources): Promise<Report> {
  const { location, pools } = target;
  const ask = <T>(question: (arm: Arm) => Promise<T>) => attempt(sources.arm.then(question));
  const [skus, quotas, registrations, features, versions, existing, prices, arm] = await Promise.all([
    ask((arm) => listVmSkus(arm, location)),
    ask((arm) => listQuotas(arm, location)),
    ask((arm) => readRegistrations(arm, target)),
    ask((arm) => readFeatures(arm, target)),
    ask((arm) => listVersions(arm, location)),
    ask((arm) => readCluster(arm, target)),
    attempt(sources.prices),
    attempt(sources.arm),
  ]);
  const findings: Finding[] = [];
  if (skus.known)
    findings.push(...sizeFindings(target, skus.value), ...provisionedSizeFindings(target, skus.value));
  // Where the present cluster is not known, its own nodes would count against it.
  if (skus.known && quotas.known && existing.known && arm.known) {
    const { subscriptionId } = arm.value;
    findings.push(...quotaFindings(target, skus.value, quotas.value, existing.value, subscriptionId));
    findings.push(
      ...provisionedQuotaFindings(target, skus.value, quotas.value, existing.value !== undefined),
    );
  }
  if (registrations.known && arm.known) {
    findings.push(...registrationFindings(registrations.value, arm.value.subscriptionId));
  }
  if (features.known && arm.known) {
    findings.push(...featureFindings(target, features.value, arm.value.subscriptionId));
  }
  if (versions.known && existing.known) {
    findings.push(...versionFindings(target, versions.value, existing.value));
  }
  const asked: Record<string, Answer<unknown>> = {
    "VM sizes": skus,
    quotas,
    "resource providers": registrations,
    ...(pools.some((pool) => Object.keys(pool.features).length > 0) && { features }),
    "Kubernetes versions": versions,
    ...(target.cluster && { "the present cluster": existing }),
    prices,
  };
  return {
    findings,
    unchecked: byReason(asked),
    ...(prices.known && { cost: nodeCost(target, prices.value) }),
  };
}

type Answer<T> = { known: true; value: T } | { known: false; reason: string };

async function attempt<T>(answer: Promise<T>): Promise<Answer<T>> {
  try {
    return { known: true, value: await answer };
  } catch (error) {
    return { known: false, reason: firstLine(error instanceof Error ? error.message : String(error)) };
  }
}

function byReason(asked: Record<string, Answer<unknown>>): Map<string, string[]> {
  const reasons = new Map<string, string[]>();
  for (const [what, answer] of Object.entries(asked)) {
    if (!answer.known) reasons.set(answer.reason, [...(reasons.get(answer.reason) ?? []), what]);
  }
  return reasons;
}
