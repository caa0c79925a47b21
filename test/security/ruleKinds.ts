import { type Outcome, showing } from "./permissionTable.js";
import type { PlaylistTarget, TrackTarget, Who, World } from "./world.js";

/*
 * The forms that rules have: calls about nothing, about each track, about each playlist,
 * and lists of which each thing is shown or left out.
 */

export type Args = Record<string, unknown>;

/** A call, and the outcome that is right. `shows` tells of a result whether it shows it. */
export type Case = {
  title: string;
  args: Args;
  expected: Outcome;
  shows?: (result: unknown) => boolean;
};

export type Rule = (world: World, who: Who) => Case[];

export const anything = (result: unknown) => result !== null;
export const something = (result: unknown) => (result as unknown[]).length > 0;

/** A mutation, or a query, that is about nothing in particular. */
export function plain(
  args: Args,
  expected: (who: Who) => Outcome,
  shows: Case["shows"] = anything,
): Rule {
  return (_world, who) => [{ title: "", args, expected: expected(who), shows }];
}

export function aboutTracks(
  args: (track: TrackTarget, world: World, who: Who) => Args,
  expected: (who: Who, track: TrackTarget) => Outcome,
  shows: Case["shows"] = anything,
): Rule {
  return (world, who) =>
    world.tracks.map((track) => ({
      title: track.label,
      args: args(track, world, who),
      expected: expected(who, track),
      shows,
    }));
}

export function aboutPlaylists(
  args: (playlist: PlaylistTarget, world: World, who: Who) => Args,
  expected: (who: Who, playlist: PlaylistTarget) => Outcome,
  shows: Case["shows"] = anything,
): Rule {
  return (world, who) =>
    world.playlists.map((playlist) => ({
      title: playlist.label,
      args: args(playlist, world, who),
      expected: expected(who, playlist),
      shows,
    }));
}

/** A list, of which each thing is either shown or left out. */
export function listing<T extends { id: string; label: string }>(
  args: Args,
  targets: (world: World) => T[],
  isListed: (who: Who, target: T) => boolean,
): Rule {
  return (world, who) =>
    targets(world).map((target) => ({
      title: target.label,
      args,
      expected: showing(isListed(who, target)),
      shows: (result) => idsIn(result).includes(target.id),
    }));
}

/** The tracks of each playlist, as far as the playlist is shown at all. */
export function tracksInPlaylists(
  args: (playlist: PlaylistTarget) => Args,
  isShown: (who: Who, track: TrackTarget, playlist: PlaylistTarget) => boolean,
): Rule {
  return (world, who) =>
    world.playlists.flatMap((playlist) =>
      world.tracks.map((track) => ({
        title: `${track.label} in ${playlist.label}`,
        args: args(playlist),
        expected: showing(isShown(who, track, playlist)),
        shows: (result: unknown) => idsIn(result).includes(track.id),
      })),
    );
}

/** On a playlist of their own, or of the host's. */
export function onOwnPlaylist(
  args: (playlistId: string, track: TrackTarget) => Args,
  expected: (who: Who, track: TrackTarget) => Outcome,
): Rule {
  return (world, who) => {
    const owner = who === "system" ? "host" : who;
    const own = world.playlists.find((playlist) => playlist.owner === owner);
    if (own === undefined) return [];
    return world.tracks.map((track) => ({
      title: `${track.label}, on a playlist of their own`,
      args: args(own.id, track),
      expected: expected(who, track),
    }));
  };
}

type Shown = { _id?: string; track?: { _id: string } };

/** The ids of all that a result shows, whatever its form. */
function idsIn(result: unknown): (string | undefined)[] {
  if (result === null) return [];
  const { page, tracks } = result as { page?: Shown[]; tracks?: Shown[] };
  const rows = page ?? tracks ?? (result as Shown[]);
  return rows.map((row) => row.track?._id ?? row._id);
}
