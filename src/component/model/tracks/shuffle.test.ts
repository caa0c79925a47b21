import fc from "fast-check";
import { expect, test } from "vitest";
import { randomNumbers, shuffled, shuffleKeyOf } from "./shuffle.js";

const count = 20_000;

/** How many numbers fall into each tenth from 0 to 1. */
function tenths(numbers: number[]): number[] {
  const counts = Array<number>(10).fill(0);
  for (const number of numbers) counts[Math.floor(number * 10)]! += 1;
  return counts;
}

const isEven = (counts: number[]) =>
  counts.every((number) => Math.abs(number - count / 10) < count / 100);

test("the keys of similar texts are evenly spread", () => {
  const keys = Array.from({ length: count }, (_, i) => shuffleKeyOf(`Song ${i}\nBand`));
  expect(tenths(keys)).toSatisfy(isEven);
});

test("the numbers of a seed are evenly spread, and so are the first of many seeds", () => {
  const random = randomNumbers(1);
  expect(tenths(Array.from({ length: count }, random))).toSatisfy(isEven);
  const first = Array.from({ length: count }, (_, seed) => randomNumbers(seed)());
  expect(tenths(first)).toSatisfy(isEven);
});

test("a shuffled list has the same entries, and the same order for the same seed", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (list, seed) => {
      const result = shuffled(list, randomNumbers(seed));
      expect([...result].sort()).toEqual([...list].sort());
      expect(shuffled(list, randomNumbers(seed))).toEqual(result);
    }),
  );
});

test("every order of three entries comes up", () => {
  const orders = new Set(
    Array.from({ length: 200 }, (_, seed) =>
      shuffled("abc".split(""), randomNumbers(seed)).join(""),
    ),
  );
  expect(orders.size).toBe(6);
});
