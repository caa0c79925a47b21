import fc from "fast-check";
import { expect, test } from "vitest";
import { comparableEmail, MAX_EMAIL_LENGTH } from "./email.js";

test.each([
  ["ada@example.com", "ada@example.com"],
  [" Ada.Lovelace@Example.COM\n", "ada.lovelace@example.com"],
  ["ada+music@example.com", "ada+music@example.com"],
  ["ÄDA@example.com", "Äda@example.com"],
  ["ada", undefined],
  ["", undefined],
  ["@example.com", undefined],
  ["ada@", undefined],
  ["ada@b@example.com", undefined],
  ["ada lovelace@example.com", undefined],
  ["ada@example.com\u0000", undefined],
  ["\ud800@example.com", undefined],
  [`${"a".repeat(MAX_EMAIL_LENGTH)}@example.com`, undefined],
])("%j is compared as %j", (email, compared) => {
  expect(comparableEmail(email)).toBe(compared);
});

test("an address with the Kelvin sign is not that of somebody with a k", () => {
  const lookalike = "mi\u212ae@example.com";
  expect(lookalike.toLowerCase()).toBe("mike@example.com");
  expect(comparableEmail(lookalike)).toBe(lookalike);
});

test("two addresses are only the same when they differ in the case of a to z", () => {
  const part = fc.string({ minLength: 1, maxLength: 8, unit: "grapheme" });
  fc.assert(
    fc.property(part, part, (local, host) => {
      const compared = comparableEmail(`${local}@${host}`);
      if (compared === undefined) return;
      expect(comparableEmail(compared)).toBe(compared);
      expect(compared.length).toBe(`${local}@${host}`.trim().length);
    }),
  );
});
