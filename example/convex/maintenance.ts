import { library } from "./library";

// For `npx convex run`: they act on the app's own behalf.
export const { collect, recount } = library.internal.storage;
