import { ConvexError } from "convex/values";

/** Every reason for which the library refuses a call. */
export const errorCodes = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "INVALID_ARGUMENT",
  "CONFLICT",
  "QUOTA_EXCEEDED",
  "UNSUPPORTED_MEDIA_TYPE",
  "PAYLOAD_TOO_LARGE",
  "USER_DELETED",
  "LIMIT_EXCEEDED",
] as const;

/** The reason of a refusal, for programs. */
export type ErrorCode = (typeof errorCodes)[number];

/** What a refusal carries to the client: `field` names the argument at fault. */
export type MusicLibraryErrorData = {
  code: ErrorCode;
  message: string;
  field?: string;
};

/** A refusal of the library, as it reaches hosts and clients. */
export type MusicLibraryError = ConvexError<MusicLibraryErrorData>;

/**
 * Builds a refusal. It is a `ConvexError` because the text of a plain `Error`
 * is replaced by "Server Error" on production deployments.
 */
export function refuse(
  code: ErrorCode,
  message: string,
  details: { field?: string } = {},
): MusicLibraryError {
  return new ConvexError({ code, message, ...details });
}

/**
 * Tells whether an error is a refusal of the library.
 *
 * It looks at the error's shape, not its class, so it also recognises errors
 * that crossed the wire or came from another copy of `convex`.
 */
export function isMusicLibraryError(error: unknown): error is MusicLibraryError {
  if (!(error instanceof Error) || !("data" in error)) return false;
  const { data } = error;
  return (
    typeof data === "object" &&
    data !== null &&
    "code" in data &&
    (errorCodes as readonly unknown[]).includes(data.code) &&
    "message" in data &&
    typeof data.message === "string"
  );
}
