import { expect, test } from "vitest";
import { isSupported, jsonOf } from "./postgresTypes.js";

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

test("JSON is unchanged, except for line ends between its tokens", () => {
  const text = '{"big": 9007199254740993,\r\n "a": "b\\n"}';
  expect(jsonOf(text, type.json)).toBe('{"big": 9007199254740993,   "a": "b\\n"}');
});

test.each<[string, keyof typeof type, unknown]>([
  ['{"Foo, Bar",Baz}', "text", ["Foo, Bar", "Baz"]],
  [
    '{"say \\"hi\\"","back\\\\slash","{curly}"}',
    "text",
    ['say "hi"', "back\\slash", "{curly}"],
  ],
  ['{NULL,"NULL",""}', "text", [null, "NULL", ""]],
  ["{}", "text", []],
  [
    "{{a,b},{c,d}}",
    "text",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  ["[0:1]={a,b=c}", "text", ["a", "b=c"]],
  ['{"two\nlines"}', "text", ["two\nlines"]],
  ["{1,-2}", "int2", [1, -2]],
  ["{9007199254740993}", "int8", ["9007199254740993"]],
  ["{t,f,NULL}", "bool", [true, false, null]],
  ['{"{\\"a\\": 1}"}', "jsonb", [{ a: 1 }]],
  ['{"2024-03-31 01:30:00+00"}', "timestamptz", ["2024-03-31T01:30:00Z"]],
])("the array %s of %s becomes %j", (text, element, expected) => {
  const json = jsonOf(text, 0, type[element]);
  expect(json).not.toMatch(/\n/);
  expect(JSON.parse(json)).toEqual(expected);
});

test("types without a rule are recognized, also as elements of arrays", () => {
  const plain = { isEnum: false, element: null };
  const arrayOf = (name: string, isEnum = false) => ({
    ...plain,
    name: `_${name}`,
    element: { id: 1, name, isEnum },
  });
  for (const name of ["text", "citext", "uuid", "jsonb", "interval", "numeric"]) {
    expect(isSupported({ ...plain, name })).toBe(true);
    expect(isSupported(arrayOf(name))).toBe(true);
  }
  expect(isSupported({ ...plain, name: "mood", isEnum: true })).toBe(true);
  expect(isSupported(arrayOf("mood", true))).toBe(true);
  for (const name of [
    "tsvector",
    "vector",
    "bytea",
    "hstore",
    "artist_row",
    "int4range",
  ]) {
    expect(isSupported({ ...plain, name })).toBe(false);
    expect(isSupported(arrayOf(name))).toBe(false);
  }
});
