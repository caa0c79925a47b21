/** The maximum length of an email address. Longer ones are left out. RFC 5321 allows 254. */
export const MAX_EMAIL_LENGTH = 320;

/**
 * An email address in a form that can be compared, or undefined if the text is not an
 * address. Only ASCII letters become lower case: Unicode maps other letters to them, such as
 * the Kelvin sign to k, so that two people's addresses could become equal.
 */
export function comparableEmail(email: string): string | undefined {
  const text = email.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const isAddress =
    /^[^\s@]+@[^\s@]+$/.test(text) && !/[\p{Cc}\p{Surrogate}]/u.test(text);
  return isAddress && text.length <= MAX_EMAIL_LENGTH ? text : undefined;
}
