package aksray;

import com.pulumi.Pulumi;
import com.pulumi.aksray.AksRayCluster;
import com.pulumi.aksray.AksRayClusterArgs;
import com.pulumi.aksray.inputs.GpuPoolArgs;
import com.pulumi.aksray.outputs.WorkerGroupSummary;
import java.util.Map;
import java.util.stream.Collectors;

public class App {
    public static void main(String[] args) {
        Pulumi.run(ctx -> {
            var cluster = new AksRayCluster("ray", AksRayClusterArgs.builder()
                .location("westeurope")
                .gpuPools(Map.of(
                    "t4", GpuPoolArgs.builder().vmSize("Standard_NC4as_T4_v3").maxNodes(2).build()
                ))
                .build());

            ctx.export("rayAddress", cluster.rayAddress());
            ctx.export("dashboardUrl", cluster.dashboardUrl());
            ctx.export("portForwardCommand", cluster.portForwardCommand());
            ctx.export("jobSubmitCommand", cluster.jobSubmitCommand());
            ctx.export("rayClientCommand", cluster.rayClientCommand());
            ctx.export("logsCommand", cluster.logsCommand());
            ctx.export("workerGroups", cluster.workerGroups().applyValue(App::exportable));
            ctx.export("kubeconfig", cluster.kubeconfig());
        });
    }

    /** Pulumi's SDK for Java exports maps of plain values, and no objects of other SDKs. */
    private static Map<String, Map<String, Object>> exportable(Map<String, WorkerGroupSummary> groups) {
        return groups.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> {
            var group = entry.getValue();
            return Map.of(
                "minNodes", group.minNodes(),
                "maxNodes", group.maxNodes(),
                "workersPerNode", group.workersPerNode(),
                "cpu", group.cpu(),
                "memoryGiB", group.memoryGiB(),
                "gpus", group.gpus(),
                "gpuResource", group.gpuResource()
            );
        }));
    }
}
