import { createServer } from "node:http";
import { listen, type LocalIssuer } from "../../example/local/index.js";

const SECRET_KEY = "sk_live_for_tests_only";
const LONG_AGO = 1_700_000_000; // in s

/**
 * As much of a Clerk instance as Clerk's SDK asks for on the server: the local issuer
 * signs its tokens, as Clerk's Frontend API would, and a small Backend API tells the keys
 * and fills the JWT template.
 */
export async function startClerkInstance(issuer: LocalIssuer) {
  const answer = async (line: string): Promise<object | null> => {
    if (line === "GET /v1/jwks") {
      const keys = await fetch(`${issuer.url}/.well-known/jwks.json`);
      return (await keys.json()) as object;
    }
    const [, subject] =
      line.match(/^POST \/v1\/sessions\/sess_(\w+)\/tokens\/convex$/) ?? [];
    return subject ? { object: "token", jwt: await issuer.token({ subject }) } : null;
  };
  const server = createServer((request, response) => {
    const isAuthorized = request.headers.authorization === `Bearer ${SECRET_KEY}`;
    void answer(isAuthorized ? `${request.method} ${request.url}` : "").then((body) => {
      response.writeHead(body ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(body ?? { errors: [] }));
    });
  });
  const { url, close } = await listen(server, 0);
  return {
    close,
    variables: {
      NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: `pk_live_${btoa(`${new URL(issuer.url).host}$`)}`,
      CLERK_SECRET_KEY: SECRET_KEY,
      CLERK_API_URL: url,
    },
    /** The cookies of a session, by default of an instance with the Convex integration. */
    async cookies(subject: string, { audience = "convex" as string | undefined } = {}) {
      const session = await issuer.token({
        subject,
        claims: { aud: audience, sid: `sess_${subject}`, sts: "active", v: 2 },
      });
      return `__session=${session}; __client_uat=${LONG_AGO}`;
    },
  };
}

export type ClerkInstance = Awaited<ReturnType<typeof startClerkInstance>>;
