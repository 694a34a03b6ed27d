import { deferFunctionSerialization } from "./deferred-modules";

deferFunctionSerialization();
