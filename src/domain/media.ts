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

const canonicalType = new Map(
  Object.entries(audioTypes).flatMap(([type, aliases]) =>
    [type, ...aliases].map((name) => [name, type] as const),
  ),
);

/** The usual name of an audio type, or null when it is not one that browsers play. */
export function audioType(contentType: string | undefined): string | null {
  const essence = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  return canonicalType.get(essence) ?? null;
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

/** What the storage itself says of a file, sizes in bytes. */
export type StoredFile = { contentType?: string; size: number };

/** Throws unless the stored file is audio of an accepted type and size. */
export function checkAudioFile(file: StoredFile, policy: UploadPolicy) {
  if (audioType(file.contentType) === null) {
    throw refuse(
      "UNSUPPORTED_MEDIA_TYPE",
      `${file.contentType ?? "A file without a content type"} is not an accepted audio type.`,
      { field: "fileId" },
    );
  }
  if (file.size > policy.maxFileBytes) {
    throw refuse(
      "PAYLOAD_TOO_LARGE",
      `The file has ${file.size} bytes; at most ${policy.maxFileBytes} are accepted.`,
      { field: "fileId" },
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
