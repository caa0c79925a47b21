import { type CurrentUser, useCurrentUser } from "convex-music-library/react";
import { createContext, useContext } from "react";
import { api } from "../../convex/_generated/api";

/** Who is here, live. One subscription for the whole page. */
export const SessionContext = createContext<CurrentUser>({
  status: "loading",
  user: null,
});

export function useSession(): CurrentUser {
  return useContext(SessionContext);
}

/** The session for the context; use it once. */
export function useLiveSession(): CurrentUser {
  return useCurrentUser(api.users);
}
