import { libraryError } from "./errors.js";
import type { Role } from "./permissions.js";

/** The kind of a track's stored file: its audio, or its cover image. */
export type FileKind = "audio" | "image";

/**
 * The audio types that browsers play. Each has a normalised name, and aliases that some
 * browsers and servers send.
 */
const audioTypes: Record<string, readonly string[]> = {
  "audio/mpeg": ["audio/mp3", "audio/x-mp3", "audio/x-mpeg"],
  "audio/mp4": ["audio/m4a", "audio/x-m4a", "audio/x-m4b"],
  "audio/aac": ["audio/x-aac", "audio/aacp"],
  "audio/wav": ["audio/wave", "audio/x-wav", "audio/vnd.wave", "audio/x-pn-wav"],
  "audio/flac": ["audio/x-flac"],
  "audio/ogg": ["audio/opus", "audio/x-ogg", "application/ogg"],
  "audio/webm": [],
};

/**
 * The image types that browsers show. SVG is not accepted: stored files are served with
 * their type, and an SVG can contain scripts.
 */
const imageTypes: Record<string, readonly string[]> = {
  "image/jpeg": ["image/jpg", "image/pjpeg"],
  "image/png": ["image/x-png"],
  "image/webp": [],
  "image/avif": [],
  "image/gif": [],
};

const usualNames: Record<FileKind, ReadonlyMap<string, string>> = {
  audio: byEachName(audioTypes),
  image: byEachName(imageTypes),
};

function byEachName(types: Record<string, readonly string[]>) {
  return new Map(
    Object.entries(types).flatMap(([type, aliases]) =>
      [type, ...aliases].map((name) => [name, type] as const),
    ),
  );
}

/** The normalised name of a content type, or null if the kind does not accept it. */
export function mediaType(
  kind: FileKind,
  contentType: string | null | undefined,
): string | null {
  const essence = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  return usualNames[kind].get(essence) ?? null;
}

/** Limits for stored files, in bytes. Null means no limit. */
export type UploadPolicy = {
  maxFileBytes: number;
  maxImageBytes: number;
  quotaBytes: Record<Role, number | null>;
};

const MIB = 1024 * 1024;

export const defaultUploadPolicy: UploadPolicy = {
  maxFileBytes: 200 * MIB,
  maxImageBytes: 10 * MIB,
  quotaBytes: { guest: 0, vip: 10_240 * MIB, admin: null },
};

/** The host's options for stored files, in bytes. Each has a default. */
export type UploadOptions = {
  maxFileBytes?: number;
  maxImageBytes?: number;
  quotaBytes?: Partial<UploadPolicy["quotaBytes"]>;
};

/** Adds the defaults. Throws a `RangeError` if an option is not a valid number of bytes. */
export function uploadPolicyOf(options: UploadOptions): UploadPolicy {
  const { maxFileBytes, maxImageBytes, quotaBytes } = defaultUploadPolicy;
  const quotaOf = (role: Role) => {
    const quota = options.quotaBytes?.[role];
    return quota === null
      ? null
      : (bytes(`quotaBytes.${role}`, quota) ?? quotaBytes[role]);
  };
  return {
    maxFileBytes: bytes("maxFileBytes", options.maxFileBytes) ?? maxFileBytes,
    maxImageBytes: bytes("maxImageBytes", options.maxImageBytes) ?? maxImageBytes,
    quotaBytes: {
      guest: quotaOf("guest"),
      vip: quotaOf("vip"),
      admin: quotaOf("admin"),
    },
  };
}

function bytes(option: string, value: number | undefined) {
  if (value === undefined || (Number.isFinite(value) && value >= 0)) return value;
  throw new RangeError(
    `The option ${option} must be a finite number of bytes, zero or more, not ${value}.`,
  );
}

/** A file's metadata in the storage. The size is in bytes. */
export type StoredFile = { contentType?: string | null; size: number };

/** The name of the argument for a file of this kind. */
export function fileField(kind: FileKind) {
  return kind === "audio" ? "fileId" : "image.fileId";
}

/** The maximum size of a file of this kind, in bytes. */
export function maxBytesOf(kind: FileKind, policy = defaultUploadPolicy) {
  return kind === "audio" ? policy.maxFileBytes : policy.maxImageBytes;
}

/** Checks a stored file's content type. Throws `UNSUPPORTED_MEDIA_TYPE`. */
export function checkFileType({ contentType }: StoredFile, kind: FileKind) {
  if (mediaType(kind, contentType) !== null) return;
  throw libraryError(
    "UNSUPPORTED_MEDIA_TYPE",
    `${contentType || "A file without a content type"} is not an accepted ${kind} type.`,
    { field: fileField(kind) },
  );
}

/** Checks a stored file's size. Throws `PAYLOAD_TOO_LARGE` if it exceeds `maxBytes`. */
export function checkFileSize({ size }: StoredFile, kind: FileKind, maxBytes: number) {
  if (size <= maxBytes) return;
  throw libraryError(
    "PAYLOAD_TOO_LARGE",
    `The file has ${size} bytes; at most ${maxBytes} are accepted.`,
    { field: fileField(kind) },
  );
}

/** Throws `QUOTA_EXCEEDED` if the file would exceed the quota. */
export function checkQuota(
  used: number,
  { size }: StoredFile,
  kind: FileKind,
  quotaBytes: number | null,
) {
  if (quotaBytes === null || used + size <= quotaBytes) return;
  throw libraryError(
    "QUOTA_EXCEEDED",
    `The file's ${size} bytes do not fit: ${used} of ${quotaBytes} are in use.`,
    { field: fileField(kind) },
  );
}

/** Throws `QUOTA_EXCEEDED` if nothing is left of the quota. */
export function checkQuotaIsLeft(used: number, quotaBytes: number | null) {
  if (quotaBytes === null || used < quotaBytes) return;
  throw libraryError("QUOTA_EXCEEDED", `All of the ${quotaBytes} bytes are in use.`);
}

const HOUR_MS = 60 * 60 * 1000;
const DEFAULT_GRACE_HOURS = 24;
const MAX_GRACE_HOURS = 366 * 24;

/**
 * How long to keep an upload that no track uses, in ms. The minimum is an hour, because an
 * upload URL is valid that long. Throws `INVALID_ARGUMENT`.
 *
 * @param hours The value of `UPLOAD_GRACE_HOURS`.
 */
export function uploadGraceMs(hours: string | undefined): number {
  const text = hours?.trim() || String(DEFAULT_GRACE_HOURS);
  const count = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (count >= 1 && count <= MAX_GRACE_HOURS) return count * HOUR_MS;
  throw libraryError(
    "INVALID_ARGUMENT",
    `UPLOAD_GRACE_HOURS must be a number of hours from 1 to ${MAX_GRACE_HOURS}.`,
    { field: "UPLOAD_GRACE_HOURS" },
  );
}
