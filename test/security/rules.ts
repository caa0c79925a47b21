import {
  changingPlaylist,
  changingTrack,
  doing,
  editingItems,
  naming,
  type Outcome,
  readingAsAdmin,
  roleOf,
  sees,
  seesByLink,
  showing,
} from "./permissionTable.js";
import {
  aboutPlaylists,
  aboutTracks,
  type Args,
  listing,
  onOwnPlaylist,
  plain,
  type Rule,
  something,
  tracksInPlaylists,
} from "./ruleKinds.js";
import {
  members,
  type PlaylistTarget,
  type TrackTarget,
  type Who,
  type World,
} from "./world.js";

/*
 * For each mounted function how it is called, about what, and what the table says
 * should come of it.
 */

const paginationOpts = { numItems: 100, cursor: null };
const allTracks = ({ tracks }: World) => tracks;
const allPlaylists = ({ playlists }: World) => playlists;
const isMember = (who: Who) => (members as readonly Who[]).includes(who);
const byId = ({ id }: { id: string }) => ({ id });
const byPlaylistId = ({ id }: { id: string }) => ({ playlistId: id });
const selfOf = ({ userIds }: World, who: Who) =>
  (userIds as Record<string, string>)[who] ?? "nobody";

const forAdmins = (args: Args = {}) => plain(args, (who) => doing(who, "administer"));
const adminsSee = (args: Args = {}) => plain(args, readingAsAdmin, () => true);
const song = { title: "Other", artist: "Band", isLoop: false };

/** What is on a playlist is read as far as the playlist and the track are seen. */
const seesOn = (who: Who, track: TrackTarget, playlist: PlaylistTarget) =>
  sees(who, playlist) && sees(who, track);

/** A file is its owner's to use; others can't even tell that it is there. */
function attaching(who: Who, track: TrackTarget): Outcome {
  const refused = doing(who, "upload, create, change tracks");
  if (refused !== "done") return refused;
  const owner = who === "system" ? "host" : who;
  return track.owner === owner ? "done" : "NOT_FOUND";
}

/** One's own collaboration ends whoever may edit; those without a row have none. */
function leaving(who: Who, playlist: PlaylistTarget): Outcome {
  return isMember(who) ? editingItems(who, playlist) : changingPlaylist(who, playlist);
}

export const rules: Record<string, Rule[]> = {
  "users.current": [plain({}, (who) => showing(isMember(who)))],
  "users.ensureCurrent": [
    plain({}, (who) =>
      who === "system" ? "UNAUTHENTICATED" : doing(who, "create and change playlists"),
    ),
  ],
  "users.setRole": [
    (world, who) => {
      const args = { userId: world.userIds.another, role: "guest" };
      return [{ title: "", args, expected: doing(who, "administer") }];
    },
  ],
  "users.list": [adminsSee({ paginationOpts })],

  "tracks.list": [listing({}, allTracks, sees)],
  "tracks.paginate": [listing({ paginationOpts }, allTracks, sees)],
  "tracks.search": [
    listing({ query: "song" }, allTracks, sees),
    listing({ query: " " }, allTracks, sees),
  ],
  "tracks.random": [listing({ limit: 200 }, allTracks, sees)],
  "tracks.get": [aboutTracks(byId, (who, track) => showing(sees(who, track)))],
  "tracks.create": [
    plain(song, (who) => doing(who, "upload, create, change tracks")),
    aboutTracks(({ fileId }) => ({ ...song, fileId }), attaching),
  ],
  "tracks.update": [
    aboutTracks(({ id }) => ({ id, title: "Other" }), changingTrack),
    aboutTracks(({ id }) => ({ id, visibility: "public", fileId: null }), changingTrack),
  ],
  "tracks.remove": [aboutTracks(byId, changingTrack)],

  "playlists.list": [listing({}, allPlaylists, sees)],
  "playlists.mine": [
    listing(
      {},
      allPlaylists,
      (who, playlist) =>
        playlist.owner === who || (isMember(who) && playlist.isCollaborative),
    ),
  ],
  "playlists.paginate": [listing({ paginationOpts }, allPlaylists, sees)],
  "playlists.get": [
    aboutPlaylists(byId, (who, playlist) => showing(sees(who, playlist))),
    // The token is for those who may share.
    aboutPlaylists(
      byId,
      (who, playlist) => showing(changingPlaylist(who, playlist) === "done"),
      (result) => (result as { shareToken?: string } | null)?.shareToken !== undefined,
    ),
  ],
  "playlists.getWithTracks": [
    aboutPlaylists(byId, (who, playlist) => showing(sees(who, playlist))),
    tracksInPlaylists(byId, seesOn),
  ],
  "playlists.listTracks": [
    tracksInPlaylists(({ id }) => ({ playlistId: id, paginationOpts }), seesOn),
  ],
  "playlists.create": [
    plain({ title: "Mine" }, (who) => doing(who, "create and change playlists")),
    ({ userIds }, who) => {
      const args = { title: "Theirs", userId: userIds.another };
      return [{ title: "for another", args, expected: doing(who, "administer") }];
    },
  ],
  "playlists.update": [
    aboutPlaylists(({ id }) => ({ id, title: "Other" }), changingPlaylist),
    aboutPlaylists(({ id }) => ({ id, visibility: "public" }), changingPlaylist),
  ],
  "playlists.remove": [aboutPlaylists(byId, changingPlaylist)],
  "playlists.clear": [aboutPlaylists(byId, editingItems)],
  "playlists.duplicate": [aboutPlaylists(byId, naming)],
  "playlists.addTrack": [
    aboutPlaylists(
      ({ id }, { tracks }) => ({ playlistId: id, trackId: tracks[0]!.id }),
      editingItems,
    ),
    onOwnPlaylist((playlistId, { id }) => ({ playlistId, trackId: id }), naming),
  ],
  "playlists.addTracks": [
    aboutPlaylists(
      ({ id }, { tracks }) => ({ playlistId: id, trackIds: [tracks[0]!.id] }),
      editingItems,
    ),
    onOwnPlaylist((playlistId, { id }) => ({ playlistId, trackIds: [id] }), naming),
  ],
  "playlists.removeTrack": [
    aboutPlaylists(
      ({ id }, { tracks }) => ({ playlistId: id, trackId: tracks[0]!.id }),
      editingItems,
    ),
  ],
  "playlists.removeItem": [
    aboutPlaylists(({ itemIds: [itemId] }) => ({ itemId }), editingItems),
  ],
  "playlists.removeItems": [
    aboutPlaylists(
      ({ id, itemIds: [itemId] }) => ({ playlistId: id, itemIds: [itemId] }),
      editingItems,
    ),
  ],
  "playlists.moveItem": [
    aboutPlaylists(({ itemIds: [itemId] }) => ({ itemId, after: null }), editingItems),
  ],
  "playlists.moveItems": [
    aboutPlaylists(
      ({ id, itemIds: [itemId] }) => ({ playlistId: id, itemIds: [itemId], after: null }),
      editingItems,
    ),
  ],
  "playlists.applyEdits": [
    aboutPlaylists(
      ({ id, itemIds: [itemId] }) => ({
        playlistId: id,
        edits: [{ type: "remove", itemId }],
      }),
      editingItems,
    ),
    onOwnPlaylist(
      (playlistId, { id }) => ({ playlistId, edits: [{ type: "add", trackId: id }] }),
      naming,
    ),
  ],
  "playlists.recount": [aboutPlaylists(byId, (who) => doing(who, "administer"))],
  "playlists.containing": [
    // Every playlist holds every track: who sees neither is told of nothing.
    aboutTracks(
      ({ id }) => ({ trackId: id }),
      (who, track) => showing(isMember(who) && sees(who, track)),
      something,
    ),
  ],
  "playlists.share": [
    aboutPlaylists(byId, changingPlaylist),
    aboutPlaylists(({ id }) => ({ id, renew: true }), changingPlaylist),
  ],
  "playlists.unshare": [aboutPlaylists(byId, changingPlaylist)],
  "playlists.getShared": [
    tracksInPlaylists(
      ({ token }) => ({ token }),
      (who, track, { owner }) => seesByLink(who, track, owner),
    ),
    // The id is no token.
    aboutPlaylists(
      ({ id }) => ({ token: id }),
      () => "hidden",
    ),
  ],
  "playlists.addCollaborator": [
    aboutPlaylists(
      ({ id }, { userIds }) => ({ playlistId: id, userId: userIds.another }),
      changingPlaylist,
    ),
    // Nobody invites themselves.
    aboutPlaylists(
      ({ id }, world, who) => ({ playlistId: id, userId: selfOf(world, who) }),
      (who, playlist) => {
        const outcome = changingPlaylist(who, playlist);
        return outcome === "done" && !isMember(who) ? "NOT_FOUND" : outcome;
      },
    ),
  ],
  "playlists.removeCollaborator": [
    aboutPlaylists(
      ({ id }, { userIds }, who) => ({
        playlistId: id,
        userId: who === "vip" ? userIds.guest : userIds.vip,
      }),
      changingPlaylist,
    ),
    aboutPlaylists(
      ({ id }, world, who) => ({ playlistId: id, userId: selfOf(world, who) }),
      leaving,
    ),
  ],
  "playlists.collaborators": [
    aboutPlaylists(
      byPlaylistId,
      (who, playlist) =>
        showing(
          playlist.isCollaborative && roleOf(who) !== "anonymous" && sees(who, playlist),
        ),
      something,
    ),
  ],

  "storage.generateUploadUrl": [
    plain({}, (who) => doing(who, "upload, create, change tracks")),
  ],
  "storage.getUrl": [
    aboutTracks(
      ({ fileId }) => ({ storageId: fileId }),
      (who, track) => showing(sees(who, track)),
    ),
  ],
  "storage.usage": [
    plain({}, (who) => (roleOf(who) === "anonymous" ? "UNAUTHENTICATED" : "shown")),
  ],
  "storage.recount": [
    ({ userIds }, who) => {
      const args = { userId: userIds.another };
      return [{ title: "", args, expected: doing(who, "administer") }];
    },
  ],

  "clerk.sync": [forAdmins()],
  "clerk.cleanup": [forAdmins(), forAdmins({ dryRun: false, force: true })],
  "clerk.stop": [forAdmins()],
  "clerk.status": [adminsSee()],
  "clerk.candidates": [adminsSee({ runId: "none", paginationOpts })],

  "migrations.startFileMigration": [forAdmins()],
  "migrations.migrateTrackFile": [aboutTracks(byId, (who) => doing(who, "administer"))],
  "migrations.pauseFileMigration": [forAdmins()],
  "migrations.resumeFileMigration": [forAdmins()],
  "migrations.stopFileMigration": [forAdmins()],
  "migrations.fileMigration": [adminsSee()],
  "migrations.fileMigrationFailures": [adminsSee({ runId: "none", paginationOpts })],
  "migrations.removeSources": [forAdmins()],
};
