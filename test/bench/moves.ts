import type { Id } from "../../src/component/_generated/dataModel.js";
import { moveItemsAfter } from "../../src/component/model/playlists/edits.js";
import { GAP } from "../../src/shared/order.js";
import { type Item, ItemIndex } from "./itemIndex.js";
import { markdownTable } from "./table.js";

const ITEMS = 10_000;
const MOVES = 10_000;

/** The most documents of other items that a move reads and writes on average. */
const MAX_OTHERS = 12;

/** Beside the items: who asks, and the playlist, which is read and then patched. */
const READ_BESIDE = 3;

const playlistId = "playlist" as Id<"playlists">;

export type Moves = {
  work: string;
  /** Documents of other items, read and written, on average. */
  others: number;
  /** Moves that spread a neighbourhood anew, and the most that one of them wrote. */
  respreads: number;
  mostWritten: number;
  /** What a call of `moveItem` reads that spreads nothing, where there are items behind. */
  usualRead: number;
};

/** Ten thousand moves in a playlist of ten thousand items, by the component's own code. */
export async function countMoves(): Promise<Moves[]> {
  const random = randomNumbers(1);
  const any = () => Math.floor(random() * ITEMS);
  const middle = ITEMS / 2;
  return [
    await movesOf("random item, random place", any, any),
    await movesOf("random item, always behind the same one", any, () => middle),
    await movesOf("random item, always to the front", any, () => null),
  ];
}

async function movesOf(
  work: string,
  moved: () => number,
  after: () => number | null,
): Promise<Moves> {
  const index = new ItemIndex(Array.from({ length: ITEMS }, (_, i) => itemAt(i)));
  const counted: { read: number; written: number }[] = [];
  while (counted.length < MOVES) {
    const [item, place] = [moved(), after()];
    if (item !== place) counted.push(await move(index, item, place));
  }
  const usual = counted.filter(({ written }) => written === 1);
  return {
    work,
    others: mean(counted.map(({ read, written }) => read - 2 + (written - 1))),
    respreads: counted.length - usual.length,
    mostWritten: Math.max(...counted.map(({ written }) => written)),
    usualRead: READ_BESIDE + Math.max(...usual.map(({ read }) => read)),
  };
}

async function move(index: ItemIndex, item: number, after: number | null) {
  const { documentsRead, documentsWritten } = index;
  const { ctx } = index;
  const row = (await ctx.db.get("playlistTracks", idAt(item)))!;
  await moveItemsAfter(ctx, playlistId, [row], after === null ? null : idAt(after));
  return {
    read: index.documentsRead - documentsRead,
    written: index.documentsWritten - documentsWritten,
  };
}

function itemAt(index: number): Item {
  return {
    _id: idAt(index),
    _creationTime: index,
    playlistId,
    position: (index + 1) * GAP,
  };
}

function idAt(index: number) {
  return `item${index}` as Id<"playlistTracks">;
}

export function movesTable(moves: Moves[]): string {
  const head = [
    "moves",
    `other items, read and written (on average at most ${MAX_OTHERS})`,
    "that spread a neighbourhood anew",
    "the most items written by one",
  ];
  return markdownTable(
    head,
    moves.map(({ work, others, respreads, mostWritten }) => [
      work,
      others.toFixed(2),
      `${respreads}`,
      `${mostWritten}`,
    ]),
  );
}

/** Moves that cost too much, or are not counted as the deployment counts them. */
export function movesFaults(moves: Moves[], readByMoveItem: number | undefined) {
  const tooMany = moves
    .filter(({ others }) => others > MAX_OTHERS)
    .map(({ work, others }) => `moves, ${work}: ${others} documents of other items`);
  const usualRead = moves[0]?.usualRead;
  return usualRead === readByMoveItem
    ? tooMany
    : [...tooMany, `moves: ${usualRead} read, but ${readByMoveItem} by the deployment`];
}

function mean(numbers: number[]) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** The same numbers from 0 to 1 at every run (mulberry32). */
function randomNumbers(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
