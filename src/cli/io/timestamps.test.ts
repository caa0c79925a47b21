import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTimestamp, formatTimestamp } from "./timestamps.js";

const noon = Date.UTC(2024, 2, 31, 12);

test.each<[string, number | null]>([
  ["2024-03-31T12:00:00Z", noon],
  ["2024-03-31T12:00:00.000Z", noon],
  ["2024-03-31 12:00:00+00", noon],
  ["2024-03-31T14:00:00+02:00", noon],
  ["2024-03-31T06:30:00-0530", noon],
  ["2024-03-31T12:00:00", noon],
  ["2024-03-31T12:00:00.25", noon + 250],
  ["2024-03-31T12:00:00.123456Z", noon + 123.456],
  ["2024-03-31T12:00:00.1234567Z", noon + 123.456],
  // No clock in London showed this hour, nor one in New York the next.
  ["2024-03-31T01:30:00", Date.UTC(2024, 2, 31, 1, 30)],
  ["2024-03-10T02:30:00", Date.UTC(2024, 2, 10, 2, 30)],
  ["2024-02-29", Date.UTC(2024, 1, 29)],
  ["0099-01-01T00:00:00Z", new Date("0099-01-01T00:00:00Z").getTime()],
  ["2023-02-29T00:00:00Z", null],
  ["2024-13-01T00:00:00Z", null],
  ["2024-01-01T24:30:00Z", null],
  ["2024-01-01T12:60:00Z", null],
  ["infinity", null],
  ["0044-03-15 12:00:00+00 BC", null],
  ["", null],
])("%j is %j", (text, expected) => {
  expect(parseTimestamp(text)).toBe(expected);
});

test("a time before 2109 keeps its microseconds, there and back", () => {
  const micros = fc.integer({ min: -2_000_000_000_000_000, max: 2 ** 42 * 1000 });
  fc.assert(
    fc.property(micros, (microseconds) => {
      const text = formatTimestamp(microseconds / 1000);
      expect(Math.round(parseTimestamp(text)! * 1000)).toBe(microseconds);
    }),
    { numRuns: 2000 },
  );
});
