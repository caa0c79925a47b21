import { generateKeyPair, SignJWT, decodeProtectedHeader, type JWTPayload } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startLocalIssuer } from "../auth/issuer.js";
import { api } from "./fixture/convex/_generated/api.js";
import { Fixture, until } from "./harness.js";

let fixture: Fixture;

beforeAll(async () => {
  fixture = await Fixture.deployed();
});

afterAll(() => fixture.stop());

async function whoami(token: string): Promise<unknown> {
  const client = fixture.http();
  client.setAuth(token);
  return client.query(api.users.whoami, {});
}

function claimsFor(subject: string): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: fixture.issuer.url,
    sub: subject,
    aud: "convex",
    iat: now,
    exp: now + 600,
  };
}

function unsigned(claims: object): string {
  const encode = (part: object) =>
    Buffer.from(JSON.stringify(part)).toString("base64url");
  return `${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.`;
}

describe("a token of an OpenID Connect issuer", () => {
  test("gives the identity with the standard claims by their own names", async () => {
    const token = await fixture.issuer.token({
      subject: "user_1",
      claims: {
        email: "a@example.com",
        email_verified: true,
        given_name: "Ada",
        picture: "https://example.com/a.png",
        updated_at: 1710784199,
        org: { id: "o1" },
        fva: [1, 2],
      },
    });
    expect(await whoami(token)).toEqual({
      subject: "user_1",
      issuer: fixture.issuer.url,
      tokenIdentifier: `${fixture.issuer.url}|user_1`,
      email: "a@example.com",
      emailVerified: true,
      givenName: "Ada",
      pictureUrl: "https://example.com/a.png",
      updatedAt: "2024-03-18T17:49:59+00:00",
      org: { id: "o1" },
    });
  });

  test("is refused when its signature is forged", async () => {
    const genuine = await fixture.issuer.token({ subject: "user_1" });
    const { privateKey } = await generateKeyPair("RS256");
    const header = { ...decodeProtectedHeader(genuine), alg: "RS256" };
    const forged = await new SignJWT(claimsFor("admin"))
      .setProtectedHeader(header)
      .sign(privateKey);
    await expect(whoami(forged)).rejects.toThrow("Could not verify OIDC token");
  });

  test("is refused when its claims were changed", async () => {
    const [header, , signature] = (
      await fixture.issuer.token({ subject: "user_1" })
    ).split(".");
    const claims = Buffer.from(JSON.stringify(claimsFor("admin"))).toString("base64url");
    await expect(whoami(`${header}.${claims}.${signature}`)).rejects.toThrow(
      "signature verification failed",
    );
  });

  test("is refused when it has expired", async () => {
    const token = await fixture.issuer.token({ subject: "u", expiresInSeconds: -60 });
    await expect(whoami(token)).rejects.toThrow("expired");
  });

  test("is refused when it is for another audience, or for several", async () => {
    const other = await fixture.issuer.token({ subject: "u", audience: "elsewhere" });
    await expect(whoami(other)).rejects.toThrow("No auth provider found");
    const several = await fixture.issuer.token({
      subject: "u",
      audience: ["convex", "elsewhere"],
    });
    await expect(whoami(several)).rejects.toThrow("more than one audience");
  });

  test("is refused when the app does not name its issuer", async () => {
    const stranger = await startLocalIssuer();
    const token = await stranger.token({ subject: "user_1" });
    await expect(whoami(token)).rejects.toThrow("No auth provider found");
    await stranger.close();
  });

  test("is refused without a signature", async () => {
    await expect(whoami(unsigned(claimsFor("admin")))).rejects.toThrow(
      "Could not verify OIDC token",
    );
  });

  test("is refused when it is signed with a shared secret", async () => {
    const { kid } = decodeProtectedHeader(await fixture.issuer.token({ subject: "u" }));
    const token = await new SignJWT(claimsFor("admin"))
      .setProtectedHeader({ alg: "HS256", kid })
      .sign(new TextEncoder().encode("a secret that anyone could choose"));
    await expect(whoami(token)).rejects.toThrow("Could not verify OIDC token");
  });

  test("is refused when it is not a token", async () => {
    await expect(whoami("nonsense")).rejects.toThrow("Could not parse JWT payload");
  });
});

describe("a token of a provider with keys of its own", () => {
  test("gives the identity with all claims by their given names", async () => {
    const token = await fixture.custom.token({
      sub: "user_2",
      email: "b@example.com",
      org: { id: "o2", role: "owner" },
    });
    expect(await whoami(token)).toEqual({
      subject: "user_2",
      issuer: "https://custom.example.com",
      tokenIdentifier: "https://custom.example.com|user_2",
      email: "b@example.com",
      "org.id": "o2",
      "org.role": "owner",
    });
  });

  test("is refused when its signature is forged", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    const forged = await new SignJWT({ iss: "https://custom.example.com", sub: "admin" })
      .setProtectedHeader({ alg: "ES256", kid: "custom" })
      .setExpirationTime("1h")
      .sign(privateKey);
    await expect(whoami(forged)).rejects.toThrow("Could not validate token");
  });
});

describe("an issuer that auth.config.ts reads from the environment", () => {
  test("is replaced without a push when the variable changes", async () => {
    const successor = await startLocalIssuer();
    const before = await fixture.issuer.token({ subject: "user_1" });
    const after = await successor.token({ subject: "user_1" });
    await fixture.setEnv({ ISSUER_URL: successor.url });
    expect(await whoami(after)).toMatchObject({ issuer: successor.url });
    await expect(whoami(before)).rejects.toThrow("No auth provider found");
    await fixture.setEnv({ ISSUER_URL: fixture.issuer.url });
    expect(await whoami(before)).toMatchObject({ issuer: fixture.issuer.url });
    await successor.close();
  });

  test("cannot be unset", async () => {
    await expect(fixture.setEnv({ ISSUER_URL: null })).rejects.toThrow(
      "Environment variable ISSUER_URL is used in auth config file",
    );
  });
});

describe("identity", () => {
  test("is absent without a token", async () => {
    expect(await fixture.http().query(api.users.whoami, {})).toBeNull();
  });

  test("does not reach into components", async () => {
    const client = fixture.http();
    client.setAuth(await fixture.issuer.token({ subject: "user_1" }));
    expect(await client.query(api.notes.whoamiInComponent, {})).toBeNull();
  });

  test("reaches HTTP actions", async () => {
    const token = await fixture.issuer.token({ subject: "user_3" });
    const url = `${fixture.deployment.siteUrl}/hello`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect(await response.json()).toMatchObject({ subject: "user_3" });
    const unknown = await fetch(url, { headers: { authorization: "Bearer nonsense" } });
    expect(await unknown.json()).toMatchObject({ subject: null });
  });

  test("of a live query changes when the client signs in and out", async () => {
    const client = fixture.live();
    const seen: (string | null)[] = [];
    client.onUpdate(api.users.whoami, {}, (identity) =>
      seen.push((identity as { subject: string } | null)?.subject ?? null),
    );
    await until(() => seen.length === 1);
    const changes: boolean[] = [];
    const token = await fixture.issuer.token({ subject: "user_4" });
    let fetches = 0;
    client.setAuth(
      async () => {
        fetches += 1;
        return token;
      },
      (isAuthenticated) => changes.push(isAuthenticated),
    );
    await until(() => seen.at(-1) === "user_4");
    await until(() => changes.length > 0);
    expect(changes).toEqual([true]);
    // Once signed in, the client asks for a fresh token, which clearAuth() does not stop.
    await until(() => fetches === 2);
    client.client.clearAuth();
    await until(() => seen.at(-1) === null);
  });

  test("stays absent when a live client brings a forged token", async () => {
    const client = fixture.live();
    const changes: boolean[] = [];
    client.setAuth(
      async () => unsigned(claimsFor("admin")),
      (isAuthenticated) => changes.push(isAuthenticated),
    );
    await until(() => changes.length > 0);
    expect(changes).toEqual([false]);
    expect(await client.query(api.users.whoami, {})).toBeNull();
  });
});
