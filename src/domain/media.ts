import { refuse } from "./errors.js";
import type { Role } from "./permissions.js";

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

/** The image types that browsers show, likewise. */
const imageTypes: Record<string, readonly string[]> = {
  "image/jpeg": ["image/jpg", "image/pjpeg"],
  "image/png": ["image/x-png"],
  "image/webp": [],
  "image/avif": [],
  "image/gif": [],
};

/** What a file is for: the sound of a track, or its picture. */
export type MediaKind = "audio" | "image";

const canonicalTypes: Record<MediaKind, ReadonlyMap<string, string>> = {
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
  kind: MediaKind,
  contentType: string | undefined,
): string | null {
  const essence = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  return canonicalTypes[kind].get(essence) ?? null;
}

/** How much may be stored: bytes, null for no limit. */
export type UploadPolicy = {
  maxFileBytes: number;
  quotaBytes: Record<Role, number | null>;
};

const MIB = 1024 * 1024;

export const defaultUploadPolicy: UploadPolicy = {
  maxFileBytes: 200 * MIB,
  quotaBytes: { guest: 0, vip: 10_240 * MIB, admin: null },
};

/** The largest file of each kind, for a host that chooses nothing. */
export const defaultMaxBytes: Record<MediaKind, number> = {
  audio: defaultUploadPolicy.maxFileBytes,
  image: 10 * MIB,
};

/** What the storage itself says of a file, sizes in bytes. */
export type StoredFile = { contentType?: string; size: number };

/** Throws unless the stored file is audio of an accepted type and size. */
export function checkAudioFile(file: StoredFile, policy: UploadPolicy) {
  checkMediaFile("audio", file, policy.maxFileBytes);
}

/** The argument that takes a file of a kind. */
const fileFields: Record<MediaKind, string> = {
  audio: "fileId",
  image: "image.fileId",
};

/** Throws `UNSUPPORTED_MEDIA_TYPE` or `PAYLOAD_TOO_LARGE` for what is not accepted. */
export function checkMediaFile(kind: MediaKind, file: StoredFile, maxBytes: number) {
  const field = fileFields[kind];
  if (mediaType(kind, file.contentType) === null) {
    throw refuse(
      "UNSUPPORTED_MEDIA_TYPE",
      `${file.contentType || "A file without a content type"} is not an accepted ${kind} type.`,
      { field },
    );
  }
  if (file.size > maxBytes) {
    throw refuse(
      "PAYLOAD_TOO_LARGE",
      `The file has ${file.size} bytes; at most ${maxBytes} are accepted.`,
      { field },
    );
  }
}

/** Throws when storing `added` more bytes would exceed the quota. */
export function checkQuota(used: number, added: number, quotaBytes: number | null) {
  if (quotaBytes === null || used + added <= quotaBytes) return;
  throw refuse(
    "QUOTA_EXCEEDED",
    `The file's ${added} bytes do not fit: ${used} of ${quotaBytes} are in use.`,
    { field: "fileId" },
  );
}
