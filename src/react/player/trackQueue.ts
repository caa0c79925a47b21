import type { Track } from "../../shared/tracks.js";

/** A track in the queue. The key is unique, because a track may be queued several times. */
export type QueueEntry = { key: string; track: Track };

/** The tracks to play, in order. `index` is the 0-based index of the current entry, or null. */
export type TrackQueue = { entries: readonly QueueEntry[]; index: number | null };

export type QueueChange =
  /** Replaces all entries. The entry at `index` becomes current; `index` is clamped to the queue. */
  | { type: "replace"; entries: readonly QueueEntry[]; index: number }
  /** Adds an entry at the end. */
  | { type: "append"; entry: QueueEntry }
  /** Inserts an entry after the current one and makes it current. */
  | { type: "cutIn"; entry: QueueEntry }
  | { type: "goTo"; index: number }
  /** Goes to the next entry, or to the first if none is current. Does nothing at the end. */
  | { type: "next" }
  /** Goes to the entry before. Does nothing at the start. */
  | { type: "previous" }
  /** If the removed entry was current, the next one becomes current; if there is none, the queue ends. */
  | { type: "remove"; index: number }
  /** Replaces queued tracks with newer versions, matched by id. */
  | { type: "refresh"; tracks: readonly Track[] };

export const emptyQueue: TrackQueue = { entries: [], index: null };

/** The queue after a change; the same object when nothing changes. */
export function changeQueue(queue: TrackQueue, change: QueueChange): TrackQueue {
  const { entries, index } = queue;
  switch (change.type) {
    case "replace": {
      const last = change.entries.length - 1;
      if (last < 0) return emptyQueue;
      // NaN counts as 0.
      const start = Math.trunc(Math.min(Math.max(change.index || 0, 0), last));
      return { entries: change.entries, index: start };
    }
    case "append":
      return { entries: [...entries, change.entry], index };
    case "cutIn": {
      const place = (index ?? entries.length - 1) + 1;
      const [before, after] = [entries.slice(0, place), entries.slice(place)];
      return { entries: [...before, change.entry, ...after], index: place };
    }
    case "goTo":
      return goTo(queue, change.index);
    case "next":
      return goTo(queue, (index ?? -1) + 1);
    case "previous":
      return goTo(queue, (index ?? 0) - 1);
    case "remove":
      return remove(queue, change.index);
    case "refresh":
      return refresh(queue, change.tracks);
  }
}

/** The current entry, or null. */
export function currentEntry({ entries, index }: TrackQueue): QueueEntry | null {
  return index === null ? null : entries[index]!;
}

/** The index of a track: its first place at or after the current entry, else its first place, else -1. */
export function placeOfTrack({ entries, index }: TrackQueue, trackId: string): number {
  const isIt = ({ track }: QueueEntry) => track._id === trackId;
  const ahead = entries.findIndex((entry, at) => at >= (index ?? 0) && isIt(entry));
  return ahead === -1 ? entries.findIndex(isIt) : ahead;
}

function goTo(queue: TrackQueue, index: number): TrackQueue {
  const isThere = queue.entries[index] !== undefined && index !== queue.index;
  return isThere ? { ...queue, index } : queue;
}

function remove(queue: TrackQueue, place: number): TrackQueue {
  if (queue.entries[place] === undefined) return queue;
  const entries = queue.entries.filter((_, at) => at !== place);
  const { index } = queue;
  if (index === null || place > index) return { entries, index };
  if (place < index) return { entries, index: index - 1 };
  return { entries, index: index < entries.length ? index : null };
}

function refresh(queue: TrackQueue, tracks: readonly Track[]): TrackQueue {
  const byId = new Map(tracks.map((track) => [track._id, track]));
  const isStale = ({ track }: QueueEntry) => (byId.get(track._id) ?? track) !== track;
  if (!queue.entries.some(isStale)) return queue;
  const entries = queue.entries.map((entry) =>
    isStale(entry) ? { ...entry, track: byId.get(entry.track._id)! } : entry,
  );
  return { ...queue, entries };
}
