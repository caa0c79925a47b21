/** A failure that is told to the user as it is, without a stack: exit code 1. */
export class CommandError extends Error {}

/** A command that can't be understood: exit code 2. */
export class UsageError extends Error {}

/** The message of anything that was thrown; some errors of Node.js only have a code. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== "") return error.message;
  return "code" in error ? String(error.code) : error.name;
}

/** What is shorter is no secret, and stands in many a message. */
const SHORTEST_SECRET = 4;

/** A text without the secrets in it. */
export function redacted(text: string, secrets: (string | undefined)[]): string {
  return secrets
    .filter((secret) => secret !== undefined && secret.length >= SHORTEST_SECRET)
    .reduce<string>((clean, secret) => clean.replaceAll(secret!, "[hidden]"), text);
}
