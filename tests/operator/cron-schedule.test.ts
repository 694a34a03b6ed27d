import { expect } from "chai";
import { parseSchedule } from "./cron-schedule";

describe("parseSchedule", () => {
  /** When it is due next, and after that. */
  const due = (schedule: string, after: string, timeZone?: string): (string | undefined)[] => {
    const parsed = parseSchedule(schedule, timeZone);
    const first = parsed.next(Date.parse(after));
    const second = first === undefined ? undefined : parsed.next(first);
    return [first, second].map((time) =>
      time === undefined ? undefined : new Date(time).toISOString().replace(":00.000Z", "Z"),
    );
  };

  const cases: [string, string, string | undefined, (string | undefined)[]][] = [
    ["0 3 * * *", "2026-01-01T03:00:00Z", undefined, ["2026-01-02T03:00Z", "2026-01-03T03:00Z"]],
    ["*/20 * * * *", "2026-01-01T10:05:30Z", undefined, ["2026-01-01T10:20Z", "2026-01-01T10:40Z"]],
    ["50/5 23 31 dec ?", "2026-01-01T00:00:00Z", undefined, ["2026-12-31T23:50Z", "2026-12-31T23:55Z"]],
    ["0 0 13 * FRI", "2026-01-01T00:00:00Z", undefined, ["2026-01-02T00:00Z", "2026-01-09T00:00Z"]],
    ["0 0 */2 * fri", "2026-01-01T00:00:00Z", undefined, ["2026-01-02T00:00Z", "2026-01-03T00:00Z"]],
    ["0 0 29 2 *", "2026-03-01T00:00:00Z", undefined, ["2028-02-29T00:00Z", "2032-02-29T00:00Z"]],
    ["0 0 31 2 *", "2026-01-01T00:00:00Z", undefined, [undefined, undefined]],
    ["@weekly", "2026-01-01T00:00:00Z", undefined, ["2026-01-04T00:00Z", "2026-01-11T00:00Z"]],
    ["@every 1.5h", "2026-01-01T00:00:00Z", undefined, ["2026-01-01T01:30Z", "2026-01-01T03:00Z"]],
    ["0 9 * * 1-5", "2026-07-03T12:00:00Z", "America/New_York", ["2026-07-03T13:00Z", "2026-07-06T13:00Z"]],
    ["30 0 * * *", "2026-01-01T12:00:00Z", "Asia/Kolkata", ["2026-01-01T19:00Z", "2026-01-02T19:00Z"]],
  ];
  for (const [schedule, after, timeZone, expected] of cases) {
    it(`knows when '${schedule}' is due after ${after}${timeZone ? ` in ${timeZone}` : ""}`, () => {
      expect(due(schedule, after, timeZone)).to.deep.equal(expected);
    });
  }

  it("leaves out an hour that summer time skips, and takes one twice that it repeats", () => {
    const [berlin, night] = ["Europe/Berlin", "30 2 * * *"];
    expect(due(night, "2026-03-28T12:00:00Z", berlin)[0]).to.equal("2026-03-30T00:30Z");
    expect(due(night, "2026-10-24T12:00:00Z", berlin)).to.deep.equal([
      "2026-10-25T00:30Z",
      "2026-10-25T01:30Z",
    ]);
  });

  const refused: [string, RegExp][] = [
    ["", /empty/],
    ["* * * *", /expected exactly 5 fields, found 4/],
    ["60 * * * *", /end of range \(60\) above maximum \(59\)/],
    ["* * 0 * *", /beginning of range \(0\) below minimum \(1\)/],
    ["5-1 * * * *", /beyond end of range/],
    ["1-2-3 * * * *", /too many hyphens/],
    ["*/2/2 * * * *", /too many slashes/],
    ["*/0 * * * *", /step of range/],
    ["* * * * 7", /above maximum \(6\)/],
    ["x * * * *", /failed to parse int/],
    ["@fortnightly", /unrecognized descriptor/],
    ["@every week", /invalid duration/],
  ];
  for (const [schedule, message] of refused) {
    it(`refuses '${schedule}'`, () => expect(() => parseSchedule(schedule)).to.throw(message));
  }
});
