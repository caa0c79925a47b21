/**
 * A failure that is shown to the user without a stack trace. The command exits with 1.
 */
export class CommandError extends Error {
  /** @param details Further lines to print below the message. */
  constructor(
    message: string,
    readonly details: readonly string[] = [],
  ) {
    super(message);
  }
}

/** A command line that is not valid. The command exits with 2. */
export class UsageError extends Error {}

/** Returns the message of anything that was thrown. Some Node.js errors only have a code. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== "") return error.message;
  return "code" in error ? String(error.code) : error.name;
}

/** Shorter texts appear in many messages by chance, and are no secrets. */
const MIN_SECRET_LENGTH = 4;

/** Replaces the secrets in a text. */
export function redacted(text: string, secrets: (string | undefined)[]): string {
  return secrets
    .filter((secret) => secret !== undefined && secret.length >= MIN_SECRET_LENGTH)
    .reduce<string>((clean, secret) => clean.replaceAll(secret!, "[hidden]"), text);
}
