import { expect, test } from "vitest";
import { newShareToken } from "./playlists.js";

test("a share token is 192 random bits, as text that a URL takes as it is", () => {
  const tokens = Array.from({ length: 2000 }, newShareToken);
  expect(new Set(tokens).size).toBe(tokens.length);
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{32}$/);
  // Each of the 32 places has each of the 64 letters sooner or later.
  for (let place = 0; place < 32; place += 1) {
    expect(new Set(tokens.map((token) => token[place])).size).toBe(64);
  }
});
