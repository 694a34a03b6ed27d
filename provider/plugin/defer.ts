import { deferUnusedModules } from "./deferred-modules";

deferUnusedModules();
