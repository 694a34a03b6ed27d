import { expect } from "chai";
import type { HttpProxyConfigArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { faultsOf } from "./testing/faults-of";

const AT = "network.httpProxyConfig";
const PROXY = { httpProxy: "http://p:1" };
const PEM = "-----BEGIN CERTIFICATE-----\n";

const settings = (httpProxyConfig: HttpProxyConfigArgs) =>
  aksClusterSettings("ml", {
    gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
    network: { httpProxyConfig },
  });
const certificates = (bytes: number) => Buffer.from(PEM.padEnd(bytes, "A")).toString("base64");

describe("the settings of a proxy", () => {
  const taken: [what: string, proxy: HttpProxyConfigArgs][] = [
    ["a proxy for HTTP alone", PROXY],
    ["a proxy for HTTPS alone", { httpsProxy: "https://p:1" }],
    ["a proxy without TLS for HTTPS", { httpsProxy: "http://p:1" }],
    [
      "hosts, domains, addresses and ranges without a proxy",
      { ...PROXY, noProxy: ["localhost", ".example.com", "10.0.0.1", "10.0.0.0/8", "fd00::/8"] },
    ],
    ["35 KB of certificates", { ...PROXY, trustedCa: certificates(35 * 1024) }],
  ];
  for (const [what, proxy] of taken) {
    it(`should take ${what}`, () =>
      expect(settings(proxy).network).to.deep.include({ httpProxyConfig: proxy }));
  }

  const secrets = "must hold no user or password, which AKS does not support for proxies";
  const wildcard = (meant: string, host: string) =>
    `must hold no wildcard, which AKS does not support; write '${meant}' for a domain, not '${host}'`;
  const refused: [what: string, proxy: HttpProxyConfigArgs, faults: Record<string, string>][] = [
    [
      "no proxy",
      { noProxy: ["localhost"] },
      { httpProxy: "must be given, or 'httpsProxy', such as 'http://proxy.example.com:3128'" },
    ],
    ["a user", { httpProxy: "http://me@p:1" }, { httpProxy: secrets }],
    ["a password without a user", { httpsProxy: "https://:hunter2@p:1" }, { httpsProxy: secrets }],
    [
      "what is no address, without a word of others",
      { httpProxy: "p" },
      { httpProxy: "must be an address that starts with 'http://', such as 'http://proxy.example.com:3128'" },
    ],
    [
      "wildcards",
      { ...PROXY, noProxy: ["*.example.com", "*example.com", "ray-*.example.com"] },
      {
        "noProxy[0]": wildcard(".example.com", "*.example.com"),
        "noProxy[1]": wildcard(".example.com", "*example.com"),
        "noProxy[2]": wildcard("ray-.example.com", "ray-*.example.com"),
      },
    ],
    [
      "several hosts in one text, and none",
      { ...PROXY, noProxy: ["a,b", "a b", ""] },
      {
        "noProxy[0]": "must be one host, domain, address or range, not 'a,b'",
        "noProxy[1]": "must be one host, domain, address or range, not 'a b'",
        "noProxy[2]": "must be one host, domain, address or range, not ''",
      },
    ],
    [
      "a byte more than 35 KB of certificates",
      { ...PROXY, trustedCa: certificates(35 * 1024 + 1) },
      { trustedCa: "must hold at most 35 KB of certificates, not 36 KB" },
    ],
  ];
  for (const [what, proxy, faults] of refused) {
    it(`should refuse ${what}`, () => {
      const placed = Object.entries(faults).map(([key, reason]) => [`${AT}.${key}`, reason]);
      expect(faultsOf(() => settings(proxy))).to.deep.equal(Object.fromEntries(placed));
    });
  }
});
