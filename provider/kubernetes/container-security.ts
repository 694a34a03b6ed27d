import type { types } from "@pulumi/kubernetes";

/**
 * What no container of this package needs, taken from it: further rights, capabilities, system calls outside of the container
 * runtime's own list. Kubernetes' Pod Security Standards, "restricted"
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards), ask for it and for a user other than root; that
 * is up to the image.
 */
export const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
} satisfies types.input.core.v1.SecurityContext;
