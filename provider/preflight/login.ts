import * as authorization from "@pulumi/azure-native/authorization";
import type * as pulumi from "@pulumi/pulumi";
import { firstLine } from "./http";

/** Whose subscription is asked, and with what. */
export interface Login {
  subscriptionId: string;
  token: string;
}

/**
 * Takes the login of the component's azure-native provider, whatever it is: a service principal, OIDC, a managed identity or
 * the Azure CLI. So the subscription that is asked is the one that is deployed to.
 *
 * @throws when there is none
 */
export async function providerLogin(parent: pulumi.Resource): Promise<Login> {
  try {
    const [config, client] = await Promise.all([
      authorization.getClientConfig({ parent }),
      authorization.getClientToken({}, { parent }),
    ]);
    if (config.subscriptionId && client.token) {
      return { subscriptionId: config.subscriptionId, token: client.token };
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // What the engine puts before the provider's words says nothing to a user.
    const words = message.replace(/^invocation of \S+ returned an error: /, "");
    throw new Error(`no Azure login: ${firstLine(words)}`, { cause: error });
  }
  throw new Error("no Azure login: the azure-native provider's configuration is not known yet");
}
