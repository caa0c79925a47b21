import { library } from "./library";

export const { list, paginate, search, get, create, update, remove } = library.api.tracks;
