import { checkText, textLimits } from "./input.js";

/** The most tracks or edits of one call. */
export const MOST_EDITS = 500;

/** The most users who may edit one playlist beside its owner. */
export const MOST_COLLABORATORS = 100;

/** Checks the given fields of a playlist. Throws `INVALID_ARGUMENT` with the field's name. */
export function checkPlaylist(fields: { title?: string; description?: string }) {
  const { title, description } = fields;
  if (title !== undefined) checkText("title", title, "title");
  if (description !== undefined) {
    checkText("description", description, "description", { blank: true });
  }
}

/** The title of a copy, for which none was given. */
export function titleOfCopy(title: string): string {
  return `${[...title].slice(0, 250).join("")} (copy)`.slice(0, textLimits.title);
}

/** 192 random bits for a share link, safe in a URL. */
export function newShareToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}
