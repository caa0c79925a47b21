import fc from "fast-check";
import { expect, test } from "vitest";
import { Repeats } from "./duplicateIds.js";

test("ids that came before are found, and where they were first", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30).map(String), { maxLength: 60 }), (ids) => {
      const repeats = new Repeats();
      for (const id of ids) repeats.add(id);
      const expected = ids.flatMap((id, place) => {
        const first = ids.indexOf(id);
        return first === place ? [] : [{ place, first }];
      });
      expect(repeats.places()).toEqual(expected);
    }),
  );
});

test("among thousands", () => {
  const repeats = new Repeats();
  for (let i = 0; i < 5000; i++) repeats.add(`${i}`);
  repeats.add("4321");
  expect(repeats.places()).toEqual([{ place: 5000, first: 4321 }]);
});
