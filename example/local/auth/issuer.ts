import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from "jose";
import { listen } from "../http/listen.js";

export type TokenOptions = {
  subject: string;
  audience?: string | string[];
  expiresInSeconds?: number;
  /** More claims, such as `email`. They override the standard ones. */
  claims?: JWTPayload;
};

/** A minimal identity provider on this machine. */
export type LocalIssuer = {
  /** The `domain` to use in `auth.config.ts`. */
  url: string;
  token(options: TokenOptions): Promise<string>;
  close(): Promise<void>;
};

/**
 * Starts an identity provider for demos and tests. It has its own key pair, publishes the
 * public key as OpenID Connect requires, and signs any token on request.
 */
export async function startLocalIssuer(
  options: { port?: number } = {},
): Promise<LocalIssuer> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const keyId = crypto.randomUUID();
  const key = { ...(await exportJWK(publicKey)), kid: keyId, alg: "RS256", use: "sig" };
  let url = "";
  const documents: Record<string, () => object> = {
    "/.well-known/openid-configuration": () => discovery(url),
    "/.well-known/jwks.json": () => ({ keys: [key] }),
  };
  const server = createServer((request, response) => {
    const document = documents[request.url ?? ""]?.();
    response.writeHead(document ? 200 : 404, {
      "content-type": "application/json",
      "access-control-allow-origin": "*",
    });
    response.end(JSON.stringify(document ?? { error: "not found" }));
  });
  const listening = await listen(server, options.port ?? 0);
  url = listening.url;
  return {
    url,
    close: listening.close,
    token: ({ subject, audience = "convex", expiresInSeconds = 3600, claims = {} }) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({
        iss: url,
        sub: subject,
        aud: audience,
        iat: now,
        exp: now + expiresInSeconds,
        ...claims,
      })
        .setProtectedHeader({ alg: "RS256", kid: keyId, typ: "JWT" })
        .sign(privateKey);
    },
  };
}

function discovery(issuer: string) {
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}
