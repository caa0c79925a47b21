/** An error that is sent to the CLI or client: `{code, message}` with an HTTP status. */
export class RequestError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = "RequestError";
  }
}

/** The message of anything that was thrown, in this or another realm. */
export function messageOf(thrown: unknown): string {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown) {
    return String(thrown.message);
  }
  return String(thrown);
}

/** Formats anything that was thrown as `Name: message`. */
export function describeError(thrown: unknown): string {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown) {
    const name = "name" in thrown ? String(thrown.name) : "Error";
    return `${name}: ${String(thrown.message)}`;
  }
  return String(thrown);
}
