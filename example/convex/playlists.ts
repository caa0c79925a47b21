import { library } from "./library";

export const { list, mine, paginate, get, getWithTracks, listTracks } =
  library.api.playlists;
export const { create, update, remove, duplicate, clear } = library.api.playlists;
export const { addTrack, addTracks, removeTrack, removeItem, removeItems } =
  library.api.playlists;
export const { moveItem, moveItems, applyEdits, containing, recount } =
  library.api.playlists;
export const { share, unshare, getShared } = library.api.playlists;
export const { addCollaborator, removeCollaborator, collaborators } =
  library.api.playlists;
