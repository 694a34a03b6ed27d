import type { Arm } from "./arm";
import { readCluster } from "./existing-cluster";
import { firstLine } from "./http";
import { listVersions, versionFindings } from "./kubernetes-versions";
import { nodeCost, type Cost, type VmPrice } from "./prices";
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
  const { location } = target;
  const unchecked = new Map<string, string[]>();
  const attempt = async <T>(what: string, answer: Promise<T>): Promise<T | undefined> => {
    try {
      return await answer;
    } catch (error) {
      const reason = firstLine(error instanceof Error ? error.message : String(error));
      unchecked.set(reason, [...(unchecked.get(reason) ?? []), what]);
      return undefined;
    }
  };
  const ask = <T>(question: (arm: Arm) => Promise<T>) => sources.arm.then(question);
  const [skus, quotas, registrations, versions, existing, prices, arm] = await Promise.all([
    attempt(
      "VM sizes",
      ask((arm) => listVmSkus(arm, location)),
    ),
    attempt(
      "quotas",
      ask((arm) => listQuotas(arm, location)),
    ),
    attempt("resource providers", ask(readRegistrations)),
    attempt(
      "Kubernetes versions",
      ask((arm) => listVersions(arm, location)),
    ),
    attempt(
      "the present cluster",
      ask(async (arm) => ({ cluster: await readCluster(arm, target) })),
    ),
    attempt("prices", sources.prices),
    sources.arm.catch(() => undefined),
  ]);
  const findings: Finding[] = [];
  if (skus) findings.push(...sizeFindings(target, skus));
  // Where the present cluster is not known, its own nodes would count against it.
  if (skus && quotas && existing && arm) {
    findings.push(...quotaFindings(target, skus, quotas, existing.cluster, arm.subscriptionId));
  }
  if (registrations && arm) findings.push(...registrationFindings(registrations, arm.subscriptionId));
  if (versions && existing) findings.push(...versionFindings(target, versions, existing.cluster));
  return { findings, unchecked, ...(prices && { cost: nodeCost(target.pools, prices) }) };
}
