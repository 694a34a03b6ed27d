import { expect } from "chai";
import { scheduleFault, timeZoneFault } from "./cron";

describe("scheduleFault", () => {
  for (const schedule of [
    "0 3 * * 1",
    "*/15 8-18 1,15 jan-MAR mon-fri",
    "0 0 ? * 6",
    "@hourly",
    "@every 1h30m",
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
