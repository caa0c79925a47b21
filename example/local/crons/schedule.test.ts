import { describe, expect, test } from "vitest";
import { nextRun } from "./schedule.js";

const after = new Date("2024-02-28T23:30:15Z"); // a Wednesday in a leap year

describe("the next run of a schedule", () => {
  test.each([
    [{ type: "interval", seconds: 90 }, "2024-02-28T23:31:45Z"],
    [{ type: "interval", hours: 2 }, "2024-02-29T01:30:15Z"],
    [{ type: "hourly", minuteUTC: 17 }, "2024-02-29T00:17:00Z"],
    [{ type: "daily", hourUTC: 23, minuteUTC: 45 }, "2024-02-28T23:45:00Z"],
    [{ type: "daily", hourUTC: 3, minuteUTC: 30 }, "2024-02-29T03:30:00Z"],
    [
      { type: "weekly", dayOfWeek: "monday", hourUTC: 6, minuteUTC: 0 },
      "2024-03-04T06:00:00Z",
    ],
    [{ type: "monthly", day: 31, hourUTC: 0, minuteUTC: 0 }, "2024-03-31T00:00:00Z"],
    [{ type: "cron", cron: "*/20 * * * *" }, "2024-02-28T23:40:00Z"],
    [{ type: "cron", cron: "0 9-17/4 * * 1-5" }, "2024-02-29T09:00:00Z"],
    [{ type: "cron", cron: "0 0 29 2 *" }, "2024-02-29T00:00:00Z"],
    [{ type: "cron", cron: "0 0 1 * 0" }, "2024-03-01T00:00:00Z"],
  ])("%o is %s", (schedule, expected) => {
    expect(nextRun(schedule as { type: string }, after)).toEqual(new Date(expected));
  });

  test("is null for a day that does not exist", () => {
    expect(nextRun({ type: "cron", cron: "0 0 31 2 *" }, after)).toBeNull();
  });
});
