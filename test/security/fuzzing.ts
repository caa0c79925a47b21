import type { JSONValue } from "convex/values";
import fc from "fast-check";

/*
 * What the fuzz tests share: the seed, how many inputs each of them has to try, and
 * values that have broken programs before.
 */

/** The same inputs every time; another seed in `FUZZ_SEED` gives others. */
export const seed = Number(process.env.FUZZ_SEED ?? 20_261);

/** How many inputs are tried, and where: most in plain code, where they cost least. */
export const shares = {
  webhook: 15_000,
  refusedRequests: 2_000,
  acceptedRequests: 1_000,
  arguments: 6_000,
  illTypedArguments: 4_000,
  readings: 1_500,
  fields: 17_000,
  cursors: 5_000,
  importedLines: 52_000,
  importedFiles: 500,
  manifests: 500,
} as const;

/** How long a fuzz test may take on a busy machine, in ms. */
export const patience = { timeout: 300_000 };

/** Says by which seed the inputs can be had again; shown when a test fails. */
export function tellSeed(share: keyof typeof shares) {
  console.debug(`${share}: FUZZ_SEED=${seed}`);
}

/** Runs a property on as many inputs as its share, and tells how many there were. */
export async function tryInputs<T>(
  share: keyof typeof shares,
  inputs: fc.Arbitrary<T>,
  property: (input: T) => Promise<void> | void,
): Promise<number> {
  tellSeed(share);
  let tried = 0;
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      tried += 1;
      await property(input);
    }),
    { seed, numRuns: shares[share], endOnFailure: true },
  );
  return tried;
}

const lone = "\ud800";

/** Texts that mean something to one program or another. */
export const oddText = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.constantFrom(
      ..."|\0| |null|undefined|NaN|true|__proto__|constructor|toString|$gt|_id|..".split(
        "|",
      ),
      ...[lone, `a${lone}b`, "\udc00\ud800", "\ufeff", "\u202e", "\u2028", "🎵", "Ａ"],
      ...["<script>alert(1)</script>", "'; DROP TABLE tracks; --", "%00", "a\r\nb: c"],
      ...["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example"],
      ...[
        "https://a:b@media.example.com/x",
        "https://media.example.com/\u0000",
        "file:///x",
      ],
      ...["http://169.254.169.254/", "https://[::1]/", "https://", "1e999", "-0", "0x10"],
    ),
  },
  { weight: 10, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 5 }).map((power) => "x".repeat(10 ** power)),
  },
);

export const oddNumber = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, 200, 201, 500, 501, NaN, Infinity, -Infinity),
  fc.constantFrom(2 ** 31, 2 ** 53, -(2 ** 53), 1e308, 5e-324, 8.64e15, 8.65e15),
  fc.double(),
);

export const oddJson: fc.Arbitrary<JSONValue> = fc.oneof(
  oddText,
  oddNumber.filter(Number.isFinite),
  fc.constantFrom<JSONValue>(null, true, false, [], {}, [[]], { id: null }),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JSONValue>,
);

/** Tells whether no text anywhere in a value has half a surrogate pair in it. */
export function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return !/\p{Surrogate}/u.test(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every((entry) => entry.every(isWellFormed));
}
