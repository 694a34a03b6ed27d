/**
 * Azure's series of sizes without GPUs, from the series' pages under
 * https://learn.microsoft.com/azure/virtual-machines/sizes/overview. A size's name says its series and its vCPUs
 * (https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions); the pages say what the name does not.
 */
export interface CpuSeries {
  /** Names of series with the same figures, such as `Dsv5`. */
  names: readonly string[];
  vcpus: readonly number[];
  gibPerVcpu: number;
  /** Memory in GiB of the sizes that depart from the ratio, by vCPUs. */
  memoryGiB?: Readonly<Record<number, number>>;
}

const TO_48 = [2, 4, 8, 16, 32, 48];
const TO_64 = [...TO_48, 64];
const TO_96 = [...TO_64, 96];
const TO_128 = [...TO_96, 128];
const TO_160 = [...TO_128, 160];
const TO_192 = [...TO_128, 192];

/** The E series have a size of 20 vCPUs besides. */
const E_TO_64 = [...TO_64, 20];
const E_TO_96 = [...TO_96, 20];

export const CPU_SERIES: readonly CpuSeries[] = [
  { names: ["Dv3", "Dsv3", "Dv4", "Dsv4", "Ddv4", "Ddsv4"], vcpus: TO_64, gibPerVcpu: 4 },
  {
    names: ["Dav4", "Dasv4", "Dv5", "Dsv5", "Ddv5", "Ddsv5", "Dasv5", "Dadsv5"],
    vcpus: TO_96,
    gibPerVcpu: 4,
  },
  { names: ["Dpsv5", "Dpdsv5"], vcpus: TO_64, gibPerVcpu: 4, memoryGiB: { 64: 208 } },
  { names: ["Dasv6", "Dadsv6", "Dpsv6", "Dpdsv6"], vcpus: TO_96, gibPerVcpu: 4 },
  { names: ["Dsv6", "Ddsv6", "Dsv7", "Ddsv7"], vcpus: TO_192, gibPerVcpu: 4 },
  { names: ["Dasv7", "Dadsv7"], vcpus: TO_160, gibPerVcpu: 4 },
  { names: ["Dplsv5", "Dpldsv5"], vcpus: TO_64, gibPerVcpu: 2 },
  { names: ["Dlsv5", "Dldsv5", "Dalsv6", "Daldsv6", "Dplsv6", "Dpldsv6"], vcpus: TO_96, gibPerVcpu: 2 },
  { names: ["Dlsv6", "Dldsv6"], vcpus: TO_128, gibPerVcpu: 2 },
  { names: ["Dalsv7", "Daldsv7"], vcpus: TO_160, gibPerVcpu: 2 },
  { names: ["Dlsv7", "Dldsv7"], vcpus: TO_192, gibPerVcpu: 2 },

  { names: ["Ev3", "Esv3"], vcpus: E_TO_64, gibPerVcpu: 8, memoryGiB: { 64: 432 } },
  { names: ["Ev4", "Esv4", "Edv4", "Edsv4"], vcpus: E_TO_64, gibPerVcpu: 8, memoryGiB: { 64: 504 } },
  { names: ["Eav4", "Easv4"], vcpus: E_TO_96, gibPerVcpu: 8, memoryGiB: { 96: 672 } },
  {
    names: ["Ev5", "Esv5", "Edv5", "Edsv5", "Easv5", "Eadsv5"],
    vcpus: E_TO_96,
    gibPerVcpu: 8,
    memoryGiB: { 96: 672 },
  },
  { names: ["Ebsv5", "Ebdsv5"], vcpus: TO_96, gibPerVcpu: 8, memoryGiB: { 96: 672 } },
  { names: ["Epsv5", "Epdsv5"], vcpus: [2, 4, 8, 16, 20, 32], gibPerVcpu: 8, memoryGiB: { 32: 208 } },
  { names: ["Esv6", "Edsv6"], vcpus: [...TO_128, 20], gibPerVcpu: 8 },
  { names: ["Easv6", "Eadsv6"], vcpus: E_TO_96, gibPerVcpu: 8, memoryGiB: { 96: 672 } },
  { names: ["Epsv6", "Epdsv6"], vcpus: TO_96, gibPerVcpu: 8, memoryGiB: { 96: 672 } },
  { names: ["Easv7", "Eadsv7"], vcpus: TO_160, gibPerVcpu: 8 },

  { names: ["Fsv2"], vcpus: [...TO_64, 72], gibPerVcpu: 2 },
  { names: ["Falsv6"], vcpus: TO_64, gibPerVcpu: 2 },
  { names: ["Fasv6"], vcpus: TO_64, gibPerVcpu: 4 },
  { names: ["Famsv6"], vcpus: TO_64, gibPerVcpu: 8 },
  { names: ["Fasv7"], vcpus: [1, ...TO_64, 80], gibPerVcpu: 4 },

  { names: ["Lsv3", "Lasv3"], vcpus: [8, 16, 32, 48, 64, 80], gibPerVcpu: 8 },
];
