package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pulumi-aks-ray/sdk/go/aksray"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		cluster, err := aksray.NewAksRayCluster(ctx, "ray", &aksray.AksRayClusterArgs{
			Location: pulumi.String("westeurope"),
			GpuPools: map[string]aksray.GpuPoolArgs{
				"t4": {VmSize: "Standard_NC4as_T4_v3", MaxNodes: pulumi.IntRef(2)},
			},
		})
		if err != nil {
			return err
		}

		ctx.Export("rayAddress", cluster.RayAddress)
		ctx.Export("dashboardUrl", cluster.DashboardUrl)
		ctx.Export("portForwardCommand", cluster.PortForwardCommand)
		ctx.Export("jobSubmitCommand", cluster.JobSubmitCommand)
		ctx.Export("rayClientCommand", cluster.RayClientCommand)
		ctx.Export("logsCommand", cluster.LogsCommand)
		ctx.Export("workerGroups", cluster.WorkerGroups)
		ctx.Export("kubeconfig", cluster.Kubeconfig)
		return nil
	})
}
