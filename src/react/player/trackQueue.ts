import type { Track } from "../../shared/tracks.js";

/** A track's place in the queue. The key tells it from other places of the same track. */
export type QueueEntry = { key: string; track: Track };

/** What is going to be played in order, and which entry's turn it is; null: of none. */
export type TrackQueue = { entries: readonly QueueEntry[]; index: number | null };

export type QueueChange =
  /** Takes the place of all entries; the one at the index, or the nearest, is current. */
  | { type: "replace"; entries: readonly QueueEntry[]; index: number }
  /** Comes last. */
  | { type: "append"; entry: QueueEntry }
  /** Comes behind the current entry, and is current. */
  | { type: "cutIn"; entry: QueueEntry }
  | { type: "goTo"; index: number }
  /** At the end, changes nothing; when none is current, goes to the first. */
  | { type: "next" }
  /** At the front, changes nothing. */
  | { type: "previous" }
  /** If it was current, the one behind it is, and if there is none, none. */
  | { type: "remove"; index: number }
  /** Takes what has changed of its tracks, each by its id. */
  | { type: "refresh"; tracks: readonly Track[] };

export const emptyQueue: TrackQueue = { entries: [], index: null };

/** The queue after a change; the same object when nothing changes. */
export function changeQueue(queue: TrackQueue, change: QueueChange): TrackQueue {
  const { entries, index } = queue;
  switch (change.type) {
    case "replace": {
      const last = change.entries.length - 1;
      if (last < 0) return emptyQueue;
      // What is not a number counts as 0.
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

/** The entry whose turn it is. */
export function currentEntry({ entries, index }: TrackQueue): QueueEntry | null {
  return index === null ? null : entries[index]!;
}

/** Where a track is in the queue: its nearest place from the current one on, else its first. */
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
