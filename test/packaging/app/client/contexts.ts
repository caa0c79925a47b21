import type { Track, User } from "convex-music-library";
import type { ActionCtx, MutationCtx, QueryCtx } from "../convex/_generated/server";
import { library } from "../convex/library";
import { isExactly } from "./types";

/* The ctx-first methods, in the three kinds of functions that a host writes. */

const track = { title: "Rising", artist: "Ada", isLoop: true };

export async function inQuery(ctx: QueryCtx, id: string) {
  isExactly<User | null>()(await library.users.current(ctx));
  isExactly<User>()(await library.users.require(ctx, "vip"));
  isExactly<Track[]>()(await library.tracks.list(ctx));
  isExactly<Track | null>()(await library.tracks.get(ctx, { id }));
  isExactly<Track[]>()(await library.system.tracks.list(ctx, { limit: 5 }));
  // @ts-expect-error Queries do not write.
  await library.tracks.create(ctx, track);
  // @ts-expect-error Queries do not write.
  await library.users.ensureCurrent(ctx);
  // @ts-expect-error Not even on behalf of the host.
  await library.system.playlists.remove(ctx, { id });
}

export async function inMutation(ctx: MutationCtx, id: string) {
  isExactly<User | null>()(await library.users.current(ctx));
  isExactly<User>()(await library.users.require(ctx));
  isExactly<Track | null>()(await library.tracks.get(ctx, { id }));
  isExactly<string>()(await library.tracks.create(ctx, track));
  isExactly<null>()(await library.system.playlists.remove(ctx, { id }));
  // @ts-expect-error The arguments are checked.
  await library.tracks.get(ctx, { identifier: id });
}

export async function inAction(ctx: ActionCtx, id: string) {
  isExactly<User>()(await library.users.require(ctx, "admin"));
  isExactly<Track | null>()(await library.tracks.get(ctx, { id }));
  isExactly<string>()(await library.tracks.create(ctx, track));
  isExactly<string>()(await library.storage.generateUploadUrl(ctx));
}
