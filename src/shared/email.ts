/** The longest email address (RFC 5321 allows 254). Longer ones are left out. */
export const MAX_EMAIL_LENGTH = 320;

/**
 * An email address in the form in which two of them are compared, or undefined when
 * it is none. Only ASCII letters are lower-cased: Unicode folds other letters into
 * them, such as the Kelvin sign into k, and would make one person of two.
 */
export function comparableEmail(email: string): string | undefined {
  const text = email.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const isAddress =
    /^[^\s@]+@[^\s@]+$/.test(text) && !/[\p{Cc}\p{Surrogate}]/u.test(text);
  return isAddress && text.length <= MAX_EMAIL_LENGTH ? text : undefined;
}
