import type { PlaylistItem, Track, User } from "convex-music-library";
import {
  isPendingItem,
  PlaybackError,
  type TrackPlayer,
  type Upload,
  UploadError,
  useCurrentUser,
  usePlaybackSeconds,
  usePlaylist,
  useTrackPlayer,
  useUpload,
} from "convex-music-library/react";
import type { ReactNode } from "react";
import { isExactly } from "../client/types";
import { api } from "../convex/_generated/api";

/* Every hook, with the functions that this app has mounted. */

export function UserName() {
  const current = useCurrentUser(api.users);
  isExactly<User | null>()(current.user);
  if (current.status === "error") isExactly<Error>()(current.error);
  if (current.status === "signedIn") isExactly<User>()(current.user);
  // @ts-expect-error Other functions are not taken for those of users.
  useCurrentUser(api.tracks);
  return <p>{current.user?.name ?? current.status}</p>;
}

export function Items({ playlistId, track }: { playlistId: string; track: Track }) {
  const { items, add, move, remove } = usePlaylist(api.playlists, playlistId, {
    initialNumItems: 10,
  });
  isExactly<PlaylistItem[]>()(items);
  isExactly<Promise<string>>()(null as never as ReturnType<typeof add>);
  // @ts-expect-error Other functions are not taken for those of playlists.
  usePlaylist(api.tracks, playlistId, { initialNumItems: 10 });
  const moveToFront = (itemId: string): ReactNode => (
    <button onClick={() => void move(itemId, null)}>To the front</button>
  );
  return (
    <ul>
      {items.map((item) => (
        <li key={item.itemId} aria-busy={isPendingItem(item)}>
          {item.track.title} {moveToFront(item.itemId)}
          <button onClick={() => void remove(item.itemId)}>Remove</button>
        </li>
      ))}
      <button onClick={() => void add(track)}>Add</button>
    </ul>
  );
}

export function UploadButton({ file }: { file: File }) {
  const { generateUploadUrl } = api.storage;
  const { upload, abort, retry, ...sending } = useUpload({ generateUploadUrl });
  isExactly<Promise<string>>()(null as never as ReturnType<typeof upload>);
  isExactly<Upload["state"]>()(sending.state);
  isExactly<number>()(sending.progress.loadedBytes);
  isExactly<Error | null>()(sending.error);
  useUpload({ generateUploadUrl, kind: "image", maxBytes: 1024 });
  // @ts-expect-error What is uploaded is audio or an image.
  useUpload({ generateUploadUrl, kind: "video" });
  // @ts-expect-error A URL for uploads comes from a mutation.
  useUpload({ generateUploadUrl: api.storage.getUrl });
  if (sending.error instanceof UploadError) return <p>{sending.error.status}</p>;
  return (
    <form onReset={abort}>
      <button onClick={() => void upload(file)}>{sending.state}</button>
      <button onClick={() => void retry()}>Try again</button>
    </form>
  );
}

export function Player({ tracks }: { tracks: Track[] }) {
  const player = useTrackPlayer({ followTime: false, preloadNext: true });
  isExactly<Track | null>()(player.track);
  isExactly<HTMLAudioElement | null>()(player.audio);
  isExactly<PlaybackError | null>()(player.error);
  return (
    <section>
      <button onClick={() => player.playQueue(tracks, 1)}>Play all</button>
      <button onClick={player.toggle}>{player.state}</button>
      <button onClick={player.next}>Next</button>
      <Seconds player={player} />
      {player.queue.map(({ key, track }) => (
        <button key={key} onClick={() => player.removeFromQueue(key)}>
          {track.title}
        </button>
      ))}
    </section>
  );
}

function Seconds({ player }: { player: TrackPlayer }) {
  const seconds = usePlaybackSeconds(player);
  isExactly<number>()(seconds);
  return (
    <input type="range" value={seconds} max={player.durationSeconds ?? 0} readOnly />
  );
}
