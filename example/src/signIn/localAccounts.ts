/** An account of the local account service. */
export type LocalAccount = {
  id: string;
  name: string;
  email: string;
  /** The role that the demo gave it. */
  offeredAs?: string;
};

type SignedIn = { session: string; account: LocalAccount };

/** What the account service answered when it refused. */
export class LocalAccountError extends Error {}

/** The key under which the browser keeps who is signed in. */
export const SESSION_KEY = "localSession";

/** The local account service, which stands in for Clerk on this machine. */
export const localAccounts = {
  offered: () => call<LocalAccount[]>("GET", "/accounts"),
  signUp: (fields: { name: string; email: string }) =>
    call<SignedIn>("POST", "/sign-up", { body: fields }),
  signIn: (accountId: string) =>
    call<SignedIn>("POST", "/sign-in", { body: { accountId } }),
  signOut: (session: string) => call<void>("POST", "/sign-out", { session }),
  account: (session: string) => call<LocalAccount>("GET", "/account", { session }),
  rename: (session: string, name: string) =>
    call<LocalAccount>("PATCH", "/account", { session, body: { name } }),
  remove: (session: string) => call<void>("DELETE", "/account", { session }),
  token: async (session: string) =>
    (await call<{ token: string }>("POST", "/token", { session })).token,
};

async function call<Result>(
  method: string,
  path: string,
  { session, body }: { session?: string; body?: object } = {},
): Promise<Result> {
  const response = await fetch(import.meta.env.VITE_ACCOUNTS_URL + path, {
    method,
    headers: {
      ...(session !== undefined && { authorization: `Bearer ${session}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer: unknown = response.status === 204 ? undefined : await response.json();
  if (response.ok) return answer as Result;
  throw new LocalAccountError((answer as { message: string }).message);
}
