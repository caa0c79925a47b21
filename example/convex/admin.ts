import { library } from "./library";

// The same as in clerk.ts, for the admins who are signed in to the web page.
export const { sync, cleanup, stop, status, candidates } = library.api.clerk;
