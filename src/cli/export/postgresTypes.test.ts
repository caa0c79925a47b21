import { expect, test } from "vitest";
import { jsonOf } from "./postgresTypes.js";

const type = {
  ...{ bool: 16, int8: 20, int2: 21, text: 25, json: 114, float8: 701 },
  ...{ timestamp: 1114, timestamptz: 1184, numeric: 1700, uuid: 2950, jsonb: 3802 },
};

test.each<[keyof typeof type, string | null, unknown]>([
  ["text", null, null],
  ["bool", "t", true],
  ["bool", "f", false],
  ["int2", "-7", -7],
  ["int8", "9007199254740993", "9007199254740993"],
  ["numeric", "0.10", "0.10"],
  ["numeric", "NaN", "NaN"],
  ["float8", "1e-07", 1e-7],
  ["float8", "0.1", 0.1],
  ["float8", "NaN", "NaN"],
  ["float8", "-Infinity", "-Infinity"],
  ["text", 'a "b" \\n\n\u2028', 'a "b" \\n\n\u2028'],
  [
    "uuid",
    "6f9619ff-8b86-d011-b42d-00c04fc964ff",
    "6f9619ff-8b86-d011-b42d-00c04fc964ff",
  ],
  ["jsonb", '{"a": 1}', { a: 1 }],
  ["timestamptz", "2024-03-31 01:30:00.5+00", "2024-03-31T01:30:00.5Z"],
  ["timestamp", "2024-03-31 02:30:00", "2024-03-31T02:30:00Z"],
  ["timestamptz", "infinity", "infinity"],
  ["timestamp", "0044-03-15 12:00:00 BC", "0044-03-15 12:00:00 BC"],
])("%s %j becomes %j", (name, text, expected) => {
  const json = jsonOf(text, type[name]);
  expect(json).not.toMatch(/\n/);
  expect(JSON.parse(json)).toEqual(expected);
});

test("JSON is kept as it is, but for ends of lines outside of its texts", () => {
  const text = '{"big": 9007199254740993,\r\n "a": "b\\n"}';
  expect(jsonOf(text, type.json)).toBe('{"big": 9007199254740993,   "a": "b\\n"}');
});
