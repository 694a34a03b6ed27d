import type { HttpProxyConfigArgs } from "../args";
import type { Faults } from "./faults";
import { checkField, checkItems } from "./inputs";

const AT = "network.httpProxyConfig";

/** https://learn.microsoft.com/azure/aks/http-proxy */
const TRUSTED_CA_AT_MOST = 35 * 1024;

/** Checks the proxy. Its addresses are not repeated in faults, since they can hold a password. */
export function checkHttpProxy(proxy: HttpProxyConfigArgs | undefined, faults: Faults): void {
  if (proxy === undefined) return;
  if (proxy.httpProxy === undefined && proxy.httpsProxy === undefined && !faults.touch(AT)) {
    faults.add(`${AT}.httpProxy`, "must be given, or 'httpsProxy', such as 'http://proxy.example.com:3128'");
  }
  checkField(proxy, "httpProxy", AT, faults, (address) => proxyFault(address, ["http:"]));
  checkField(proxy, "httpsProxy", AT, faults, (address) => proxyFault(address, ["http:", "https:"]));
  checkItems(proxy.noProxy, `${AT}.noProxy`, faults, noProxyFault);
  checkField(proxy, "trustedCa", AT, faults, trustedCaFault);
}

function proxyFault(address: string, protocols: string[]): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !protocols.includes(url.protocol)) {
    return `must be an address that starts with ${protocols.map((protocol) => `'${protocol}//'`).join(" or ")}, such as 'http://proxy.example.com:3128'`;
  }
  if (url.username !== "" || url.password !== "") {
    return "must hold no user or password, which AKS does not support for proxies";
  }
  return undefined;
}

function noProxyFault(host: string): string | undefined {
  if (host.includes("*")) {
    return `must hold no wildcard, which AKS does not support; write '${host.replace(/^\*\.?/, ".").replaceAll("*", "")}' for a domain, not '${host}'`;
  }
  return host === "" || /[\s,]/.test(host)
    ? `must be one host, domain, address or range, not '${host}'`
    : undefined;
}

function trustedCaFault(text: string): string | undefined {
  const pem = Buffer.from(text, "base64").toString("utf8");
  if (!pem.includes("-----BEGIN CERTIFICATE-----"))
    return "must be certificates in PEM form, encoded in base64";
  return pem.length > TRUSTED_CA_AT_MOST
    ? `must hold at most 35 KB of certificates, not ${Math.ceil(pem.length / 1024)} KB`
    : undefined;
}
