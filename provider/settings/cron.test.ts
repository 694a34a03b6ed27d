import { expect } from "chai";
import { scheduleFault, timeZoneFault } from "./cron";

describe("scheduleFault", () => {
  for (const schedule of [
    "0 3 * * 1",
    "*/15 8-18 1,15 jan-MAR mon-fri",
    "0 0 ? * 6",
    "@hourly",
    "@every 1h30m",
    "  0   3 * *\t1 ",
    "5/10 0-23/12 1-31 JAN Sun-sat",
    "0,15,59 0 1,31 dec 0-6",
  ]) {
    it(`should accept '${schedule}'`, () => expect(scheduleFault(schedule)).to.equal(undefined));
  }

  const refused: [string, RegExp][] = [
    ["0 3 * *", /5 fields .* not 4/],
    ["0 24 * * *", /'24' as hour: use 0 to 23/],
    ["0 3 * * 7", /'7' as day of week: use 0 to 6/],
    ["0 3 0 * *", /'0' as day of month/],
    ["30-10 * * * *", /'30-10' as minute/],
    ["*/0 * * * *", /'\*\/0' as minute/],
    ["60 3 * * *", /'60' as minute: use 0 to 59/],
    ["0 3 32 * *", /'32' as day of month: use 1 to 31/],
    ["0 3 * 13 *", /'13' as month: use 1 to 12/],
    ["0 3 * 0 *", /'0' as month/],
    ["0 3 * * funday", /'funday' as day of week/],
    ["5,x * * * *", /'5,x' as minute/],
    ["1-2-3 * * * *", /'1-2-3' as minute/],
    ["*/5/2 * * * *", /'\*\/5\/2' as minute/],
    ["*/5x * * * *", /'\*\/5x' as minute/],
    ["*/x5 * * * *", /'\*\/x5' as minute/],
    ["5x * * * *", /'5x' as minute/],
    ["x5 * * * *", /'x5' as minute/],
    ["5- * * * *", /'5-' as minute/],
    ["50-60 * * * *", /'50-60' as minute/],
    ["@every soon", /'@every soon' is not known/],
    ["@hourly!", /'@hourly!' is not known/],
    ["@noon", /'@noon' is not known/],
    ["TZ=UTC 0 3 * * *", /give 'timeZone'/],
  ];
  for (const [schedule, reason] of refused) {
    it(`should refuse '${schedule}'`, () => expect(scheduleFault(schedule)).to.match(reason));
  }

  it("should know time zones", () => {
    expect(timeZoneFault("Europe/Berlin")).to.equal(undefined);
    expect(timeZoneFault("Mars/Olympus")).to.match(/no time zone/);
    expect(timeZoneFault("")).to.match(/no time zone/);
  });
});
