// One Pulumi component that brings up an AKS cluster with GPU node pools, the KubeRay operator and a configured RayCluster.
package aksray
