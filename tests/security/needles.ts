/** A secret that may stand nowhere in clear. */
export interface Needle {
  what: string;
  value: string;
}

/** What a kubeconfig gives access with. */
export function kubeconfigNeedles(kubeconfig: string): Needle[] {
  const values = [...kubeconfig.matchAll(/^\s*(client-key-data|token|password):\s*"?([^\s"]+)"?$/gm)];
  return values.flatMap(([, what = "", value = ""]) => [
    { what: `the kubeconfig's ${what}`, value },
    { what: `the kubeconfig's ${what}, decoded`, value: Buffer.from(value, "base64").toString().trim() },
  ]);
}

/** A value in each form in which it could be written. */
function formsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const encoded = Buffer.from(value).toString("base64").replace(/=+$/, "");
  return [value, json, encoded, Buffer.from(json).toString("base64").replace(/=+$/, "")];
}

/** The secrets that a text holds, by what they are. */
export function foundIn(text: string, needles: Needle[]): string[] {
  return needles
    .filter(({ value }) => value.length >= 16 && formsOf(value).some((form) => text.includes(form)))
    .map(({ what }) => what);
}
