import type { Announcements, UniqueIdentifier } from "@dnd-kit/core";
import type { PlaylistItem } from "convex-music-library";

export const instructions =
  "Press space to pick the track up, the arrow keys to move it, space to put it down, and Escape to leave it where it was.";

/**
 * What a screen reader says while a track is moved.
 *
 * @param isFresh Kept from render to render: whether a track has just been picked up.
 */
export function announcementsFor(
  items: PlaylistItem[],
  isFresh: { current: boolean },
): Announcements {
  const indexOf = (id: UniqueIdentifier) =>
    items.findIndex(({ itemId }) => itemId === id);
  const title = (id: UniqueIdentifier) => items[indexOf(id)]?.track.title ?? "The track";
  const place = (id: UniqueIdentifier) => `${indexOf(id) + 1} of ${items.length}`;
  return {
    onDragStart: () => {
      isFresh.current = true;
      return undefined;
    },
    onDragOver: ({ active, over }) => {
      if (over === null) return undefined;
      // Said when it is over its own place, as only then can it be moved.
      const isPickedUp = isFresh.current ? "is picked up," : "is";
      isFresh.current = false;
      return `${title(active.id)} ${isPickedUp} at place ${place(over.id)}.`;
    },
    onDragEnd: ({ active, over }) =>
      over
        ? `${title(active.id)} is put down at place ${place(over.id)}.`
        : `${title(active.id)} is where it was.`,
    onDragCancel: ({ active }) => `${title(active.id)} is where it was.`,
  };
}
