import { library } from "./library";

export const { create, addTracks, addCollaborator } = library.api.playlists;
