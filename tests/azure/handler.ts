import type { PropertyMap } from "../plugin";
import type { ArmResource, ArmState } from "./arm-state";
import type { OperationKind } from "./operations";
import type { Options } from "./options";

/** A PUT as a resource provider of Azure sees it. */
export interface PutRequest {
  id: string;
  name: string;
  token: string;
  /** The inputs that make up the id. */
  path: PropertyMap;
  /** All other inputs. */
  body: PropertyMap;
  existing?: ArmResource;
  /** May be changed; nothing is kept when the request is refused. */
  state: ArmState;
  options: Options;
  subscriptionId: string;
}

/** A request that was accepted. */
export interface Accepted {
  /** The resource's body from now on. */
  body: PropertyMap;
  kind: OperationKind;
  /** How long it takes, in Azure's minutes. */
  minutes: number;
  /** State of a cluster's pools meanwhile. */
  poolStage?: OperationKind;
}

/** What a resource provider of Azure does with resources of one type. */
export interface Handler {
  /** @throws ArmError when the request is refused. */
  put(request: PutRequest): Accepted;
  /**
   * How long a deletion takes, in Azure's minutes.
   *
   * @throws ArmError when it is refused.
   */
  delete(resource: ArmResource, state: ArmState, options: Options): number;
  /** What a GET returns, besides id, name and type. Defaults to the body. */
  outputs?(resource: ArmResource, state: ArmState): PropertyMap;
}
