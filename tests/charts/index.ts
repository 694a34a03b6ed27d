/** Stand-in charts and the server that offers them as a Helm repository. */
export { startChartServer, type ChartServer, type ChartServerOptions } from "./chart-server";
export { defaultCrdFolder, packageChart, type PackagedChart, type PackageOptions } from "./package-chart";
export { standInChart } from "./stand-ins";
