import { libraryError } from "./errors.js";
import type { Role } from "./permissions.js";

/** What a stored file is to a track: its sound, or its cover. */
export type FileKind = "audio" | "image";

/**
 * The audio types that browsers play, by the name they are normalised to, with
 * the other names under which browsers and servers send them.
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
 * The image types that browsers show. SVG is none of them: a stored file is served
 * under its type, and an SVG can carry scripts.
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

/** The usual name of a type, or null when browsers do not play or show it as this kind. */
export function mediaType(
  kind: FileKind,
  contentType: string | null | undefined,
): string | null {
  const essence = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  return usualNames[kind].get(essence) ?? null;
}

/** How much may be stored: bytes, null for no limit. */
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

/** A host's choices of how much may be stored; what it leaves out has a default. */
export type UploadOptions = {
  maxFileBytes?: number;
  maxImageBytes?: number;
  quotaBytes?: Partial<UploadPolicy["quotaBytes"]>;
};

/** A host's choices, completed. Throws a `RangeError` for what is no number of bytes. */
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

/** What the storage itself says of a file, sizes in bytes. */
export type StoredFile = { contentType?: string | null; size: number };

/** The argument in which a file of a kind is named. */
export function fileField(kind: FileKind) {
  return kind === "audio" ? "fileId" : "image.fileId";
}

/** How large a file of a kind may be, in bytes. */
export function maxBytesOf(kind: FileKind, policy = defaultUploadPolicy) {
  return kind === "audio" ? policy.maxFileBytes : policy.maxImageBytes;
}

/** Throws `UNSUPPORTED_MEDIA_TYPE` unless the stored file is of an accepted type. */
export function checkFileType({ contentType }: StoredFile, kind: FileKind) {
  if (mediaType(kind, contentType) !== null) return;
  throw libraryError(
    "UNSUPPORTED_MEDIA_TYPE",
    `${contentType || "A file without a content type"} is not an accepted ${kind} type.`,
    { field: fileField(kind) },
  );
}

/** Throws `PAYLOAD_TOO_LARGE` when the stored file is larger than its kind may be. */
export function checkFileSize({ size }: StoredFile, kind: FileKind, maxBytes: number) {
  if (size <= maxBytes) return;
  throw libraryError(
    "PAYLOAD_TOO_LARGE",
    `The file has ${size} bytes; at most ${maxBytes} are accepted.`,
    { field: fileField(kind) },
  );
}

/** Throws `QUOTA_EXCEEDED` when storing the file would exceed the quota. */
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

/** Throws `QUOTA_EXCEEDED` when no file fits any more. */
export function checkQuotaIsLeft(used: number, quotaBytes: number | null) {
  if (quotaBytes === null || used < quotaBytes) return;
  throw libraryError("QUOTA_EXCEEDED", `All of the ${quotaBytes} bytes are in use.`);
}

const HOUR_MS = 60 * 60 * 1000;
const DEFAULT_GRACE_HOURS = 24;
const MAX_GRACE_HOURS = 366 * 24;

/**
 * For how long an upload that no track uses is kept, in ms. An hour is the least:
 * so long a URL takes an upload. Throws `INVALID_ARGUMENT`.
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
