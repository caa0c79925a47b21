import { createContext, useCallback, useContext, useMemo, useState } from "react";
import { localAccounts, SESSION_KEY } from "./localAccounts";

export type LocalSession = {
  session: string | null;
  open: (session: string) => void;
  /** Signs out, here and at the account service. */
  close: () => Promise<void>;
  /** Deletes the account, and signs out. */
  remove: () => Promise<void>;
};

export const LocalSessionContext = createContext<LocalSession | null>(null);

/** Keeps the session in this browser, so that a reload doesn't end it. */
export function useStoredSession(): LocalSession {
  const [session, setSession] = useState(() => localStorage.getItem(SESSION_KEY));

  const open = useCallback((opened: string) => {
    localStorage.setItem(SESSION_KEY, opened);
    setSession(opened);
  }, []);
  const forget = useCallback(() => {
    localStorage.removeItem(SESSION_KEY);
    setSession(null);
  }, []);
  return useMemo(
    () => ({
      session,
      open,
      close: async () => {
        forget();
        if (session !== null) await localAccounts.signOut(session);
      },
      remove: async () => {
        if (session !== null) await localAccounts.remove(session);
        forget();
      },
    }),
    [session, open, forget],
  );
}

export function useLocalSession(): LocalSession {
  const session = useContext(LocalSessionContext);
  if (session === null) throw new Error("There is no local session here.");
  return session;
}

/** Signs whoever has a session in to Convex. */
export function useLocalAuth() {
  const { session } = useLocalSession();
  const fetchAccessToken = useCallback(
    async () =>
      session === null ? null : await localAccounts.token(session).catch(() => null),
    [session],
  );
  return { isLoading: false, isAuthenticated: session !== null, fetchAccessToken };
}
