import { refuse } from "./errors.js";
import { checkFileUrl, checkImageUrl, checkSeconds, checkText } from "./input.js";

type TrackFields = {
  title: string;
  artist: string;
  record?: string;
  src?: string;
  image?: { src?: string; fileId?: string; alt: string };
  durationSeconds?: number;
};

/** Checks the given fields of a track. Throws `INVALID_ARGUMENT` with the field's name. */
export function checkTrack(fields: Partial<TrackFields>) {
  const { title, artist, record, src, image, durationSeconds } = fields;
  if (title !== undefined) checkText("title", title, "title");
  if (artist !== undefined) checkText("artist", artist, "artist");
  if (record !== undefined) checkText("record", record, "record");
  if (src !== undefined) checkFileUrl("src", src);
  if (image !== undefined) checkImage(image);
  if (durationSeconds !== undefined) checkSeconds("durationSeconds", durationSeconds);
}

function checkImage({ src, fileId, alt }: NonNullable<TrackFields["image"]>) {
  if (src === undefined && fileId === undefined) {
    throw refuse("INVALID_ARGUMENT", "image needs a src or a fileId.", {
      field: "image",
    });
  }
  if (src !== undefined) checkImageUrl("image.src", src);
  checkText("image.alt", alt, "alt", { blank: true });
}

/** A track's duration as playlists add it up, in ms. */
export function durationMsOf({ durationSeconds }: { durationSeconds?: number }): number {
  return Math.round((durationSeconds ?? 0) * 1000);
}

/** The text under which a track is found: an index searches a single field. */
export function searchTextOf({
  title,
  artist,
  record,
}: Pick<TrackFields, "title" | "artist" | "record">) {
  return [title, artist, record].filter((text) => text !== undefined).join("\n");
}

/**
 * The changes of an update as a patch: absent fields stay absent, null becomes
 * an explicit `undefined`, which removes the field.
 */
export function clearedFields<T extends Record<string, unknown>>(changes: T) {
  return Object.fromEntries(
    Object.entries(changes)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [field, value ?? undefined]),
  ) as { [Field in keyof T]?: Exclude<T[Field], null> };
}
