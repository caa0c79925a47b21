import fc from "fast-check";
import { expect, test } from "vitest";
import { GAP, positionsBetween, respread, RESPREAD_WIDTHS } from "./order.js";

test("the first items of an empty playlist are a gap apart", () => {
  expect(positionsBetween({ lower: null, upper: null }, 3)).toEqual([
    GAP,
    2 * GAP,
    3 * GAP,
  ]);
});

test("appending and prepending leave a gap to the neighbour", () => {
  expect(positionsBetween({ lower: 5, upper: null }, 2)).toEqual([5 + GAP, 5 + 2 * GAP]);
  expect(positionsBetween({ lower: null, upper: 5 }, 2)).toEqual([5 - 2 * GAP, 5 - GAP]);
});

const finite = fc.double({ noNaN: true, min: -1e12, max: 1e12 });

test("new positions are strictly between their neighbours, or there are none", () => {
  fc.assert(
    fc.property(finite, finite, fc.integer({ min: 1, max: 50 }), (a, b, count) => {
      const [lower, upper] = a < b ? [a, b] : [b, a];
      const positions = positionsBetween({ lower, upper }, count);
      if (positions === null) return;
      const all = [lower, ...positions, upper];
      expect(positions).toHaveLength(count);
      for (let i = 1; i < all.length; i++) expect(all[i - 1]).toBeLessThan(all[i]!);
    }),
  );
});

test("a gap without a number in it is refused", () => {
  expect(positionsBetween({ lower: 1, upper: 1 }, 1)).toBeNull();
  expect(positionsBetween({ lower: 1, upper: 1 + Number.EPSILON }, 1)).toBeNull();
});

test("a neighbourhood that is too tight asks for a wider one", () => {
  const gap = { lower: 1, upper: 1 + 40 * Number.EPSILON };
  expect(respread(gap, 32, RESPREAD_WIDTHS[0])).toBeNull();
});

test("the widest neighbourhood takes any room that is left", () => {
  const gap = { lower: 1, upper: 1 + 40 * Number.EPSILON };
  expect(respread(gap, 32, RESPREAD_WIDTHS.at(-1)!)).toHaveLength(32);
});

test("a neighbourhood at an end of the list always has room", () => {
  expect(respread({ lower: null, upper: 3 }, 100, RESPREAD_WIDTHS[0])).toHaveLength(100);
});
