import fc from "fast-check";
import { expect, test } from "vitest";
import { GAP } from "../../shared/order.js";
import { positionAt, ItemOrder } from "./itemOrder.js";

type Item = { playlist: number | null; position: number | null };

function indexesOf(items: Item[]): number[] {
  const itemOrder = new ItemOrder();
  for (const { playlist, position } of items) itemOrder.add(playlist, position);
  return [...itemOrder.indexes()];
}

test.each<[string, (number | null)[], number[]]>([
  ["numbers", [2, 0, 1], [2, 0, 1]],
  ["repeated ones, as they come", [1, 0, 1, 0], [2, 0, 3, 1]],
  ["missing ones last, as they come", [null, 5, null], [1, 0, 2]],
  ["none at all", [null, null, null], [0, 1, 2]],
  ["NaN after all numbers, before none", [null, NaN, Infinity], [2, 1, 0]],
  ["infinities", [Infinity, -Infinity, 0, Infinity], [2, 0, 1, 3]],
  ["zeros of both signs alike", [0, -0, -1], [1, 2, 0]],
])("%s", (_, positions, indexes) => {
  expect(indexesOf(positions.map((position) => ({ playlist: 7, position })))).toEqual(
    indexes,
  );
});

test("every item of every playlist gets the index that a plain sort gives it", () => {
  const position = fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    fc.double(),
    fc.constant(null),
  );
  const playlist = fc.option(fc.nat(4));
  fc.assert(
    fc.property(
      fc.array(fc.record({ playlist, position }), { maxLength: 60 }),
      (items) => {
        const indexes = indexesOf(items);
        for (const playlist of new Set(items.map((item) => item.playlist))) {
          if (playlist === null) continue;
          const inFile = items
            .map((item, index) => ({ ...item, index }))
            .filter((item) => item.playlist === playlist);
          const inOrder = [
            ...inFile
              .filter(({ position }) => position !== null && !Number.isNaN(position))
              .sort((a, b) =>
                a.position! < b.position! ? -1 : +(a.position! > b.position!),
              ),
            ...inFile.filter(({ position }) => Number.isNaN(position)),
            ...inFile.filter(({ position }) => position === null),
          ];
          expect(inOrder.map(({ index }) => indexes[index])).toEqual([...inOrder.keys()]);
        }
      },
    ),
  );
});

test("a million items are sorted quickly", () => {
  const itemOrder = new ItemOrder();
  for (let i = 0; i < 1_000_000; i++) itemOrder.add(i % 10, 1_000_000 - i);
  const indexes = itemOrder.indexes();
  expect([indexes[0], indexes[999_999]]).toEqual([99_999, 0]);
});

test("sort keys are a gap apart, starting at one gap", () => {
  expect([positionAt(0), positionAt(1)]).toEqual([GAP, 2 * GAP]);
});
