import fc from "fast-check";
import { expect, test } from "vitest";
import { DuplicateIds } from "./duplicateIds.js";

test("duplicates are found, with the first row that has the id", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30).map(String), { maxLength: 60 }), (ids) => {
      const duplicates = new DuplicateIds();
      for (const id of ids) duplicates.add(id);
      const expected = ids.flatMap((id, index) => {
        const first = ids.indexOf(id);
        return first === index ? [] : [{ index, first }];
      });
      expect(duplicates.find()).toEqual(expected);
    }),
  );
});

test("a duplicate is found among thousands", () => {
  const duplicates = new DuplicateIds();
  for (let i = 0; i < 5000; i++) duplicates.add(`${i}`);
  duplicates.add("4321");
  expect(duplicates.find()).toEqual([{ index: 5000, first: 4321 }]);
});

test("rows without an id are not duplicates, of each other or of any id", () => {
  const duplicates = new DuplicateIds();
  for (const id of [null, "line 1", null, "line 3", "0"]) duplicates.add(id);
  expect(duplicates.find()).toEqual([]);
});
