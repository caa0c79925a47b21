import { ConvexError } from "convex/values";

/** Why the library can refuse a call. */
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

/** The reason for an error, for programs. */
export type ErrorCode = (typeof errorCodes)[number];

/** The data of an error, as clients get it. `field` names the argument at fault. */
export type MusicLibraryErrorData = {
  code: ErrorCode;
  message: string;
  field?: string;
};

/** An error of the library, as hosts and clients get it. */
export type MusicLibraryError = ConvexError<MusicLibraryErrorData>;

/**
 * The error for a refused call. It is a `ConvexError`, because a production deployment
 * replaces the text of a plain `Error` with "Server Error".
 */
export function libraryError(
  code: ErrorCode,
  message: string,
  details: { field?: string } = {},
): MusicLibraryError {
  return new ConvexError({ code, message, ...details });
}

/**
 * Whether an error comes from the library. Looks at its shape rather than its class, so
 * that it also recognises errors that crossed the wire or another copy of `convex`.
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
