import fc from "fast-check";
import { expect, test } from "vitest";
import { PairIds } from "./pairIds.js";

test("every item of any file gets an id of its own, and the same one again", () => {
  const id = fc.oneof(
    fc.constantFrom("1", "1:1", "1,1", '1","1', "x".repeat(256)),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(id, id)), (pairs) => {
      const idsOf = () => {
        const pairIds = new PairIds();
        return pairs.map(([playlistId, trackId]) => pairIds.next(playlistId, trackId));
      };
      const ids = idsOf();
      expect(new Set(ids).size).toBe(pairs.length);
      expect(idsOf()).toEqual(ids);
      for (const one of ids) expect(one.length).toBeLessThan(100);
    }),
  );
});

test("another item in between does not change the id of an item", () => {
  const before = new PairIds();
  const after = new PairIds();
  const id = before.next("p", "b");
  after.next("p", "a");
  expect(after.next("p", "b")).toBe(id);
});
