import type { ValidateFunction } from "ajv";

/**
 * Validators by the names of their definitions, where they have been compiled beforehand: in the bundled plugin, which would
 * else spend a tenth of its time to the first answer on that. Empty elsewhere.
 */
export const compiledValidators: Partial<Record<string, ValidateFunction>> = {};
