import pulumi
import pulumi_aks_ray as aks_ray

cluster = aks_ray.AksRayCluster(
    "ray",
    location="westeurope",
    gpu_pools={
        "t4": {"vm_size": "Standard_NC4as_T4_v3", "max_nodes": 2},
    },
)

pulumi.export("rayAddress", cluster.ray_address)
pulumi.export("dashboardUrl", cluster.dashboard_url)
pulumi.export("portForwardCommand", cluster.port_forward_command)
pulumi.export("jobSubmitCommand", cluster.job_submit_command)
pulumi.export("rayClientCommand", cluster.ray_client_command)
pulumi.export("logsCommand", cluster.logs_command)
pulumi.export("workerGroups", cluster.worker_groups)
pulumi.export("kubeconfig", cluster.kubeconfig)
