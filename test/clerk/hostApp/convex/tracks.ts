import { library } from "./library";

export const { create, get } = library.api.tracks;
