import { library } from "./library";

export const { sync, cleanup, status } = library.internal.clerk;
