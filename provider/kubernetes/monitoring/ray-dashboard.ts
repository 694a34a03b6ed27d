/** A panel of a Grafana dashboard: its place on a grid of 24 columns follows from its position in the list. */
interface Graph {
  title: string;
  unit: string;
  /** PromQL, and how each series is called. */
  queries: [expression: string, legend: string][];
  stacked?: boolean;
}

const CLUSTER = 'ray_io_cluster=~"$cluster"';

/** Metrics by the names that Ray documents (Ray docs, "System metrics"). */
const GRAPHS: Graph[] = [
  {
    title: "CPU use by node",
    unit: "percent",
    queries: [[`ray_node_cpu_utilization{${CLUSTER}}`, "{{instance}}"]],
  },
  {
    title: "Memory use by node",
    unit: "bytes",
    queries: [
      [`ray_node_mem_used{${CLUSTER}}`, "{{instance}}"],
      [`sum(ray_node_mem_total{${CLUSTER}})`, "total"],
    ],
  },
  {
    title: "GPU use",
    unit: "percent",
    queries: [[`ray_node_gpus_utilization{${CLUSTER}}`, "{{instance}} {{GpuIndex}}"]],
  },
  {
    title: "GPU memory",
    unit: "decmbytes",
    queries: [[`ray_node_gram_used{${CLUSTER}}`, "{{instance}} {{GpuIndex}}"]],
  },
  {
    title: "CPUs and GPUs in use by Ray",
    unit: "short",
    queries: [
      [`sum by (Name) (ray_resources{${CLUSTER}, Name=~"CPU|GPU", State="USED"})`, "{{Name}} used"],
      [`sum by (Name) (ray_resources{${CLUSTER}, Name=~"CPU|GPU"})`, "{{Name}} in all"],
    ],
  },
  {
    title: "Object store",
    unit: "bytes",
    queries: [[`sum by (Location) (ray_object_store_memory{${CLUSTER}})`, "{{Location}}"]],
    stacked: true,
  },
  {
    title: "Tasks by state",
    unit: "short",
    queries: [[`sum by (State) (ray_tasks{${CLUSTER}})`, "{{State}}"]],
    stacked: true,
  },
  {
    title: "Actors by state",
    unit: "short",
    queries: [[`sum by (State) (ray_actors{${CLUSTER}})`, "{{State}}"]],
    stacked: true,
  },
];

const DATASOURCE = { type: "prometheus", uid: "${datasource}" };
const WIDTH = 12;
const HEIGHT = 8;

/** A dashboard of Ray clusters, as Grafana imports it. */
export const RAY_DASHBOARD = {
  uid: "aks-ray",
  title: "Ray clusters",
  tags: ["ray"],
  schemaVersion: 39,
  timezone: "browser",
  refresh: "30s",
  time: { from: "now-1h", to: "now" },
  templating: {
    list: [
      { name: "datasource", label: "Data source", type: "datasource", query: "prometheus" },
      {
        name: "cluster",
        label: "Ray cluster",
        type: "query",
        datasource: DATASOURCE,
        query: "label_values(ray_node_cpu_count, ray_io_cluster)",
        refresh: 2,
        includeAll: true,
        multi: true,
        allValue: ".*",
      },
    ],
  },
  panels: GRAPHS.map(({ title, unit, queries, stacked = false }, index) => ({
    id: index + 1,
    title,
    type: "timeseries",
    datasource: DATASOURCE,
    gridPos: { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: {
      defaults: { unit, min: 0, custom: { stacking: { mode: stacked ? "normal" : "none" } } },
      overrides: [],
    },
    targets: queries.map(([expr, legendFormat], query) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + query),
      datasource: DATASOURCE,
      expr,
      legendFormat,
    })),
  })),
};
