import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Database } from "./test/database.js";
import { calls, NOW } from "./test/steps.js";

beforeAll(() => void vi.useFakeTimers({ now: NOW }));
afterAll(() => void vi.useRealTimers());

test("an indexed database behaves like one that scans all rows", async () => {
  const property = fc.asyncProperty(calls, async (calls) => {
    const plain = new Database("plain");
    const indexed = new Database("indexed");
    for (const call of calls) {
      await plain.run(call);
      await indexed.run(call);
    }
    expect(indexed.seen).toEqual(plain.seen);
  });
  await fc.assert(property, { numRuns: 300 });
});
