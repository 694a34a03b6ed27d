const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** The fields of a schedule with their bounds and names, as KubeRay's parser has them (robfig/cron v3, spec.go). */
const FIELDS: readonly { name: string; least: number; most: number; names?: readonly string[] }[] = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12, names: MONTHS },
  { name: "day of week", least: 0, most: 6, names: DAYS },
];

const DESCRIPTOR = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every (\d+(\.\d+)?(ms|s|m|h))+)$/;

/** Reason why KubeRay would refuse a schedule (v1.7.0, ValidateRayCronJobSpec); undefined when it would not. */
export function scheduleFault(schedule: string): string | undefined {
  if (schedule.includes("TZ")) return "must not have a time zone in it; give 'timeZone'";
  if (schedule.startsWith("@")) {
    return DESCRIPTOR.test(schedule)
      ? undefined
      : `'${schedule}' is not known: use '@hourly', '@daily', '@weekly', '@monthly', '@yearly' or '@every 90m'`;
  }
  const given = schedule.trim().split(/\s+/);
  if (given.length !== FIELDS.length) {
    return `must have 5 fields (minute, hour, day of month, month, day of week) such as '0 3 * * 1', not ${given.length}`;
  }
  for (const [index, field] of FIELDS.entries()) {
    const text = given[index] ?? "";
    if (text.split(",").every((part) => isRange(part, field))) continue;
    return `has '${text}' as ${field.name}: use ${field.least} to ${field.most}, '*', ranges 'a-b', steps '/n' and lists 'a,b'`;
  }
  return undefined;
}

function isRange(text: string, { least, most, names = [] }: (typeof FIELDS)[number]): boolean {
  const [range = "", step, ...more] = text.split("/");
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === "*" || range === "?") return true;
  const ends = range.split("-").map((end) => {
    const place = names.indexOf(end.toLowerCase());
    if (place >= 0) return place + least;
    return /^\d+$/.test(end) ? Number(end) : NaN;
  });
  const [from = NaN, to = from] = ends;
  return ends.length <= 2 && from >= least && to <= most && from <= to;
}

/** Reason why a text is no time zone; undefined when it is one. */
export function timeZoneFault(timeZone: string): string | undefined {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return undefined;
  } catch {
    return `'${timeZone}' is no time zone: use a name of the IANA database such as 'Europe/Berlin' or 'UTC'`;
  }
}
