import fc from "fast-check";
import { expect, test } from "vitest";
import { isMusicLibraryError } from "../../src/shared/errors.js";
import { checkPage, MAX_PAGE_ROWS, type ListOrder } from "../../src/shared/pages.js";
import { checkPlaylist } from "../../src/shared/playlists.js";
import { checkTrack, durationMsOf } from "../../src/shared/tracks.js";
import {
  isWellFormed,
  oddNumber,
  oddText,
  patience,
  shares,
  tryInputs,
} from "./fuzzing.js";
import { cursors } from "./hostileValues.js";

/** Pieces of which URLs are made that lead somewhere else than they seem to. */
const oddUrl = fc.oneof(
  fc.webUrl(),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          "https:",
          "http:",
          "HTTPS:",
          "javascript:",
          "data:",
          "//",
          "/",
          "\\",
        ),
        fc.constantFrom(
          "@",
          ":",
          "user",
          "a.example",
          "..",
          ".",
          "?",
          "#",
          "%2f",
          "\t",
          "\n",
        ),
        fc.constantFrom("\u0000", " ", "\ufeff", "[::1]", "443", "。", "alert(1)"),
        oddText.filter((text) => text.length < 50),
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((pieces) => pieces.join("")),
  oddText,
);

const oddTrack = fc.record(
  {
    title: oddText,
    artist: oddText,
    record: oddText,
    src: oddUrl,
    image: fc.record(
      { src: oddUrl, fileId: fc.constant("file"), alt: oddText },
      { requiredKeys: ["alt"] },
    ),
    durationSeconds: oddNumber,
  },
  { requiredKeys: [] },
);

/** Whether a check accepts its input. Anything but a refusal is thrown on. */
function accepts(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (isMusicLibraryError(error)) return false;
    throw error;
  }
}

const PAGE = "https://host.example/library/";

/** Where a browser goes from a link on a page. */
function expectSafeLink(link: string) {
  const { protocol, username, password } = new URL(link, PAGE);
  expect([protocol, username, password]).toEqual(["https:", "", ""]);
}

test(
  "fields that are accepted are well-formed texts of bounded length, and links to https",
  patience,
  async () => {
    let accepted = 0;
    const tried = await tryInputs("fields", oddTrack, (track) => {
      if (!accepts(() => checkTrack(track))) return;
      accepted += 1;
      const { src, image, ...others } = track;
      expect(isWellFormed(track)).toBe(true);
      expect(JSON.stringify([src, image?.src, image?.alt, others]).length).toBeLessThan(
        20_000,
      );
      if (src !== undefined) expectSafeLink(src);
      if (image?.src !== undefined) expectSafeLink(image.src);
      expect(Number.isSafeInteger(durationMsOf(track))).toBe(true);
      const { title, artist: description } = track;
      expect(accepts(() => checkPlaylist({ title, description }))).toBe(true);
    });
    expect(tried).toBe(shares.fields);
    expect(accepted).toBeGreaterThan(tried / 40);
  },
);

// The lists of clients; that by playlist is for exports alone.
const orders = ["_creationTime", "position"] as const satisfies ListOrder[];

const oddPage = fc.record({
  order: fc.constantFrom(...orders),
  numItems: oddNumber,
  cursor: fc.oneof(cursors(oddText), fc.constant(null)),
  endCursor: fc.oneof(cursors(oddText), fc.constant(null)),
});

test(
  "a page that is accepted is bounded, and its cursors hold a sort key and nothing that picks an owner",
  patience,
  async () => {
    const lengths = { _creationTime: 2, position: 3 };
    let accepted = 0;
    const tried = await tryInputs("cursors", oddPage, ({ order, ...options }) => {
      if (!accepts(() => checkPage(options, order))) return;
      accepted += 1;
      const page = checkPage(options, order);
      expect(page.numItems).toBeGreaterThanOrEqual(1);
      expect(page.numItems).toBeLessThanOrEqual(MAX_PAGE_ROWS);
      for (const cursor of [page.cursor, page.endCursor]) {
        const parts = JSON.parse(cursor ?? "[]") as unknown[];
        if (parts.length === 0) continue;
        expect(parts).toHaveLength(lengths[order]);
        expect(parts.slice(0, -1).every((part) => typeof part === "number")).toBe(true);
        expect(isWellFormed(parts)).toBe(true);
      }
    });
    expect(tried).toBe(shares.cursors);
    expect(accepted).toBeGreaterThan(tried / 50);
  },
);

test("the fuzz tests together try at least 100,000 inputs", () => {
  const all = Object.values(shares).reduce<number>((sum, share) => sum + share, 0);
  expect(all).toBeGreaterThanOrEqual(100_000);
});
