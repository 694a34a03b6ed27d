/** When something is due by a schedule of cron: github.com/robfig/cron v3.0.1, `ParseStandard` of parser.go, and spec.go. */
export interface CronSchedule {
  /** The first time after the given one; undefined where none comes in the next five years. Times are in milliseconds. */
  next(after: number): number | undefined;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** spec.go: a schedule that is not due in five years never is. */
const HORIZON = 5 * 366 * 24 * HOUR;

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

interface Bounds {
  least: number;
  most: number;
  names?: readonly string[];
}

const BOUNDS = {
  minute: { least: 0, most: 59 },
  hour: { least: 0, most: 23 },
  dayOfMonth: { least: 1, most: 31 },
  month: { least: 1, most: 12, names: MONTHS },
  dayOfWeek: { least: 0, most: 6, names: DAYS },
} satisfies Record<string, Bounds>;

type Field = keyof typeof BOUNDS;
const FIELDS = Object.keys(BOUNDS) as Field[];

/** parser.go, parseDescriptor. */
const DESCRIPTORS: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/** Values of a field that are due; `any` where it was a star, with which the other field for days decides alone. */
interface Due {
  values: ReadonlySet<number>;
  any: boolean;
}

/**
 * Reads a schedule; `timeZone` is a name of the IANA database.
 *
 * @throws Error for a schedule that the parser refuses, and for a time zone that nobody knows
 */
export function parseSchedule(text: string, timeZone = "UTC"): CronSchedule {
  const wallAt = clockOf(timeZone);
  if (text === "") throw new Error("empty spec string");
  if (text.startsWith("@every ")) return every(text.slice("@every ".length));
  if (text.startsWith("@") && DESCRIPTORS[text] === undefined)
    throw new Error(`unrecognized descriptor: ${text}`);
  const parts = (DESCRIPTORS[text] ?? text).trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    throw new Error(`expected exactly 5 fields, found ${parts.length}: ${text}`);
  }
  const due = Object.fromEntries(
    FIELDS.map((field, index) => [field, parseField(parts[index] ?? "", BOUNDS[field])]),
  ) as Record<Field, Due>;
  return { next: (after) => nextDue(due, wallAt, after) };
}

function parseField(text: string, bounds: Bounds): Due {
  const ranges = text
    .split(",")
    .filter(Boolean)
    .map((range) => parseRange(range, bounds));
  return {
    values: new Set(ranges.flatMap(({ values }) => values)),
    any: ranges.some(({ any }) => any),
  };
}

function parseRange(text: string, { least, most, names }: Bounds): { values: number[]; any: boolean } {
  const [range = "", stepText, ...moreSteps] = text.split("/");
  const [low = "", high, ...moreEnds] = range.split("-");
  if (moreSteps.length > 0) throw new Error(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : parseNumber(stepText);
  const star = low === "*" || low === "?";
  let [from, to] = [least, most];
  if (!star) {
    if (moreEnds.length > 0) throw new Error(`too many hyphens: ${text}`);
    from = parseNumber(low, least, names);
    // `3/5` stands for `3-MOST/5`.
    if (high !== undefined) to = parseNumber(high, least, names);
    else if (stepText === undefined) to = from;
  }
  if (from < least) throw new Error(`beginning of range (${from}) below minimum (${least}): ${text}`);
  if (to > most) throw new Error(`end of range (${to}) above maximum (${most}): ${text}`);
  if (from > to) throw new Error(`beginning of range (${from}) beyond end of range (${to}): ${text}`);
  if (step === 0) throw new Error(`step of range should be a positive number: ${text}`);
  const values: number[] = [];
  for (let value = from; value <= to; value += step) values.push(value);
  return { values, any: star && step === 1 };
}

function parseNumber(text: string, least = 0, names?: readonly string[]): number {
  const place = names?.indexOf(text.toLowerCase()) ?? -1;
  if (place >= 0) return place + least;
  if (!/^\+?\d+$/.test(text)) throw new Error(`failed to parse int from ${text}`);
  return Number(text);
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
};

/** Whole seconds, at least one: constantdelay.go, Every. */
function every(duration: string): CronSchedule {
  const amount = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g;
  const [, sign = "", rest = ""] = /^([+-]?)(.*)$/.exec(duration) ?? [];
  const parts = [...rest.matchAll(amount)];
  if (rest !== "0" && (rest === "" || parts.map(([part]) => part).join("") !== rest))
    throw new Error(`failed to parse duration @every ${duration}: time: invalid duration "${duration}"`);
  const total = parts.reduce((sum, [, number, unit = ""]) => sum + Number(number) * (UNITS[unit] ?? 0), 0);
  const delay = Math.max(SECOND, Math.floor((sign === "-" ? -total : total) / SECOND) * SECOND);
  return { next: (after) => Math.floor(after / SECOND) * SECOND + delay };
}

type Wall = Record<Field, number>;

/** Reads the wall clock of a time zone. */
function clockOf(timeZone: string): (time: number) => Wall {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    minute: "numeric",
    hour: "numeric",
    day: "numeric",
    month: "numeric",
    weekday: "short",
  });
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    return {
      minute: Number(parts["minute"]),
      hour: Number(parts["hour"]),
      dayOfMonth: Number(parts["day"]),
      month: Number(parts["month"]),
      dayOfWeek: DAYS.indexOf((parts["weekday"] ?? "").toLowerCase()),
    };
  };
}

/** An hour that daylight saving skips is never due, and one that it repeats is due twice. */
function nextDue(due: Record<Field, Due>, wallAt: (time: number) => Wall, after: number): number | undefined {
  let time = Math.floor(after / MINUTE) * MINUTE + MINUTE;
  while (time <= after + HORIZON) {
    const wall = wallAt(time);
    // To the last hour of the day at most, since a day can have 23 hours.
    if (!isDay(due, wall)) time += (60 - wall.minute) * MINUTE + Math.max(0, 23 - wall.hour - 1) * HOUR;
    else if (!due.hour.values.has(wall.hour)) time += (60 - wall.minute) * MINUTE;
    else if (!due.minute.values.has(wall.minute)) time += MINUTE;
    else return time;
  }
  return undefined;
}

/** spec.go, dayMatches: with both fields given, either suffices. */
function isDay({ month, dayOfMonth, dayOfWeek }: Record<Field, Due>, wall: Wall): boolean {
  if (!month.values.has(wall.month)) return false;
  const matches = [dayOfMonth.values.has(wall.dayOfMonth), dayOfWeek.values.has(wall.dayOfWeek)];
  return dayOfMonth.any || dayOfWeek.any ? matches.every(Boolean) : matches.some(Boolean);
}
