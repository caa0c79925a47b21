import { describe, expect, test } from "vitest";
import {
  addressOf,
  booleanOf,
  idOf,
  joinedTextOf,
  numberOf,
  oneOf,
  plausibleSecondsOf,
  secondsOf,
  textOf,
  timeOf,
} from "./conversions.js";

const visibilityOf = oneOf("public", "private");

describe("a value is converted:", () => {
  test.each<[(value: unknown) => unknown, unknown, unknown]>([
    [idOf, "9007199254740993", "9007199254740993"],
    [
      idOf,
      "6f9619ff-8b86-d011-b42d-00c04fc964ff",
      "6f9619ff-8b86-d011-b42d-00c04fc964ff",
    ],
    [idOf, 42, "42"],
    [idOf, -1, "-1"],
    [textOf, "1979", "1979"],
    [textOf, "", ""],
    [numberOf, 1.5, 1.5],
    [numberOf, "123.4500", 123.45],
    [numberOf, " -7 ", -7],
    [numberOf, "1e3", 1000],
    [numberOf, ".5", 0.5],
    [numberOf, "NaN", NaN],
    [numberOf, "-Infinity", -Infinity],
    [numberOf, "infinity", Infinity],
    [secondsOf, "3:25", 205],
    [secondsOf, "01:02:03.5", 3723.5],
    [secondsOf, "00:00:07", 7],
    [secondsOf, 7, 7],
    [secondsOf, "7.25", 7.25],
    [booleanOf, true, true],
    [booleanOf, "f", false],
    [booleanOf, "true", true],
    [booleanOf, 1, true],
    [booleanOf, 0, false],
    [booleanOf, "1", true],
    [booleanOf, " Yes ", true],
    [booleanOf, "no", false],
    [booleanOf, "OFF", false],
    [joinedTextOf, "Foo", "Foo"],
    [joinedTextOf, ["Foo, Bar", "Baz"], "Foo, Bar, Baz"],
    [joinedTextOf, ["Foo", null], "Foo"],
    [joinedTextOf, [], ""],
    [addressOf, " https://a/My Song.mp3 ", "https://a/My%20Song.mp3"],
    [addressOf, "https://a/My%20Song.mp3", "https://a/My%20Song.mp3"],
    [secondsOf, "90:00", 5400],
    [secondsOf, 205_400, 205_400],
    [plausibleSecondsOf, "12:00:00", 43_200],
    [visibilityOf, "private", "private"],
  ])("%o of %j", (convert, value, expected) => {
    expect(convert(value)).toEqual(expected);
  });
});

describe("an invalid value is refused:", () => {
  test.each<[(value: unknown) => unknown, unknown]>([
    [idOf, 2 ** 53],
    [idOf, 1.5],
    [idOf, true],
    [idOf, {}],
    [textOf, 1979],
    [textOf, ["x"]],
    [numberOf, ""],
    [numberOf, "12 apples"],
    [numberOf, "0x10"],
    [numberOf, "1,5"],
    [numberOf, true],
    [numberOf, []],
    [secondsOf, "3:5"],
    [secondsOf, "three"],
    [booleanOf, 2],
    [booleanOf, "maybe"],
    [booleanOf, ""],
    [booleanOf, null],
    [booleanOf, ["true"]],
    [joinedTextOf, [7]],
    [joinedTextOf, [["a"]]],
    [joinedTextOf, {}],
    [addressOf, ["https://a"]],
    [secondsOf, "3:75"],
    [secondsOf, "1:60:00"],
    [plausibleSecondsOf, 205_400],
    [plausibleSecondsOf, "13:00:00"],
    [timeOf, 1700000000000],
    [timeOf, "yesterday"],
    [visibilityOf, "Public"],
    [visibilityOf, "constructor"],
  ])("%o of %j", (convert, value) => {
    expect(() => convert(value)).toThrow(/^(is|must) /);
  });
});
