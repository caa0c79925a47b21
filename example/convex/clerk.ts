import { library } from "./library";

export const { sync, cleanup, stop, status, candidates } = library.internal.clerk;
