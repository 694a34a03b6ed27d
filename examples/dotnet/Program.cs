using Pulumi;
using Pulumi.AksRay;
using Pulumi.AksRay.Inputs;

return await Deployment.RunAsync(() =>
{
    var cluster = new AksRayCluster("ray", new AksRayClusterArgs
    {
        Location = "westeurope",
        GpuPools =
        {
            ["t4"] = new GpuPoolArgs { VmSize = "Standard_NC4as_T4_v3", MaxNodes = 2 },
        },
    });

    return new Dictionary<string, object?>
    {
        ["rayAddress"] = cluster.RayAddress,
        ["dashboardUrl"] = cluster.DashboardUrl,
        ["portForwardCommand"] = cluster.PortForwardCommand,
        ["jobSubmitCommand"] = cluster.JobSubmitCommand,
        ["rayClientCommand"] = cluster.RayClientCommand,
        ["logsCommand"] = cluster.LogsCommand,
        ["workerGroups"] = cluster.WorkerGroups,
        ["kubeconfig"] = cluster.Kubeconfig,
    };
});
