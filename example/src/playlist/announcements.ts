import type { Announcements, UniqueIdentifier } from "@dnd-kit/core";
import type { PlaylistItem } from "convex-music-library";

export const instructions =
  "Press space to pick the track up, the arrow keys to move it, space to put it down, and Escape to leave it where it was.";

/** What a screen reader says while a track is moved. */
export function announcementsFor(items: PlaylistItem[]): Announcements {
  const indexOf = (id: UniqueIdentifier) =>
    items.findIndex(({ itemId }) => itemId === id);
  const title = (id: UniqueIdentifier) => items[indexOf(id)]?.track.title ?? "The track";
  const place = (id: UniqueIdentifier) => `${indexOf(id) + 1} of ${items.length}`;
  return {
    onDragStart: ({ active }) =>
      `${title(active.id)} is picked up, at place ${place(active.id)}.`,
    onDragOver: ({ active, over }) =>
      over ? `${title(active.id)} is at place ${place(over.id)}.` : undefined,
    onDragEnd: ({ active, over }) =>
      over
        ? `${title(active.id)} is put down at place ${place(over.id)}.`
        : `${title(active.id)} is where it was.`,
    onDragCancel: ({ active }) => `${title(active.id)} is where it was.`,
  };
}
