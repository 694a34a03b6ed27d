import { generateKeyPair, randomBytes, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { stringify } from "yaml";

import type { ClusterFiles } from "./paths";

/** Who may speak with the API server: `user` is whom RBAC sees. */
interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
}

const identities = {
  admin: { user: "sandbox-admin", groups: ["system:masters"] },
  "kube-controller-manager": { user: "system:kube-controller-manager", groups: [] },
  "kube-scheduler": { user: "system:kube-scheduler", groups: [] },
  // KWOK stands in for every kubelet; no built-in role of a kubelet covers all nodes.
  kwok: { user: "sandbox-kwok", groups: ["system:masters"] },
} satisfies Record<string, Identity>;

/** A holder of a token and a kubeconfig. */
export type Holder = keyof typeof identities;

const holders = Object.keys(identities) as Holder[];

/** Days of validity left at which a start makes a new serving certificate. */
const RENEWAL_DAYS = 30;

/** The files with credentials. Everything lies in a directory that only the user can enter. */
export interface CredentialFiles {
  /** kube-apiserver's `--token-auth-file`. */
  readonly tokens: string;
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
  kubeconfig(holder: Holder): string;
}

/** Names the credential files of a cluster. */
export function credentialFiles(files: ClusterFiles): CredentialFiles {
  return {
    tokens: join(files.credentials, "tokens.csv"),
    serviceAccountKey: join(files.credentials, "service-accounts.key"),
    serviceAccountPublicKey: join(files.credentials, "service-accounts.pub"),
    kubeconfig: (holder) =>
      holder === "admin" ? files.kubeconfig : join(files.credentials, `${holder}.kubeconfig`),
  };
}

/** Makes tokens and the service-account key pair where there are none: a later start keeps them. */
export async function createCredentials(files: ClusterFiles): Promise<void> {
  const paths = credentialFiles(files);
  await mkdir(files.credentials, { recursive: true, mode: 0o700 });
  if (!existsSync(paths.serviceAccountPublicKey)) {
    const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    await writeFile(paths.serviceAccountKey, privateKey, { mode: 0o600 });
    await writeFile(paths.serviceAccountPublicKey, publicKey, { mode: 0o600 });
  }
  if (!existsSync(paths.tokens)) {
    const rows = holders.map((holder) => {
      const { user, groups } = identities[holder];
      return `${randomBytes(32).toString("hex")},${user},${holder},"${groups.join(",")}"\n`;
    });
    await writeFile(paths.tokens, rows.join(""), { mode: 0o600 });
  }
  await removeExpiringCertificate(files);
}

/** The token of `holder`, from the token file. */
export async function readToken(files: ClusterFiles, holder: Holder): Promise<string> {
  const path = credentialFiles(files).tokens;
  for (const row of (await readFile(path, "utf8")).split("\n")) {
    const [token, , uid] = row.split(",");
    if (token && uid === holder) {
      return token;
    }
  }
  throw new Error(`${path} has no token for ${holder}; delete ${files.root} and start again`);
}

/**
 * Writes one kubeconfig for each holder. They trust exactly the certificate that the API server has made for itself,
 * so it must be there.
 *
 * @param server the API server's URL
 */
export async function writeKubeconfigs(files: ClusterFiles, server: string): Promise<void> {
  const certificate = await readFile(files.servingCertificate);
  for (const holder of holders) {
    const kubeconfig = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: "aks-ray-sandbox",
          cluster: { server, "certificate-authority-data": certificate.toString("base64") },
        },
      ],
      users: [{ name: identities[holder].user, user: { token: await readToken(files, holder) } }],
      contexts: [
        {
          name: "aks-ray-sandbox",
          context: { cluster: "aks-ray-sandbox", user: identities[holder].user },
        },
      ],
      "current-context": "aks-ray-sandbox",
    };
    await writeFile(credentialFiles(files).kubeconfig(holder), stringify(kubeconfig, { lineWidth: 0 }), {
      mode: 0o600,
    });
  }
}

/** kube-apiserver makes itself a certificate for a year when it finds none. */
async function removeExpiringCertificate(files: ClusterFiles): Promise<void> {
  if (!existsSync(files.servingCertificate)) {
    return;
  }
  const { validTo } = new X509Certificate(await readFile(files.servingCertificate));
  if (Date.parse(validTo) - Date.now() < RENEWAL_DAYS * 24 * 60 * 60 * 1000) {
    await rm(files.certificates, { recursive: true });
  }
}
