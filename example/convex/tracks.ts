import { library } from "./library";

export const { list, paginate, search, random, get, create, update, remove } =
  library.api.tracks;
