import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from "jose";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { startLocalIssuer, type LocalIssuer } from "../auth/issuer.js";
import type { TransactionEntry } from "../engine/metrics.js";
import {
  convexCli,
  spawnLocalDeployment,
  type CliResult,
  type SpawnedDeployment,
} from "../spawn.js";

const FIXTURE = fileURLToPath(new URL("./fixture", import.meta.url));
const NODE_MODULES = fileURLToPath(new URL("../../../node_modules", import.meta.url));

/** A copy of the fixture, which a test can change. */
export async function copyFixture(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "local-deployment-"));
  await cp(FIXTURE, dir, { recursive: true });
  await symlink(NODE_MODULES, join(dir, "node_modules"));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** A provider of custom tokens, whose keys are in the app's own configuration. */
export type CustomProvider = {
  jwks: string;
  token(claims: JWTPayload): Promise<string>;
};

async function createCustomProvider(): Promise<CustomProvider> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const key = { ...(await exportJWK(publicKey)), kid: "custom", alg: "ES256" };
  return {
    jwks: `data:application/json,${encodeURIComponent(JSON.stringify({ keys: [key] }))}`,
    token: (claims) =>
      new SignJWT({ iss: "https://custom.example.com", ...claims })
        .setProtectedHeader({ alg: "ES256", kid: "custom" })
        .setExpirationTime("1h")
        .sign(privateKey),
  };
}

/** A running deployment with a project, and clients for it. */
export class Fixture {
  readonly #closers: (() => unknown)[] = [];

  private constructor(
    readonly deployment: SpawnedDeployment,
    readonly issuer: LocalIssuer,
    readonly custom: CustomProvider,
    readonly dir: string,
  ) {}

  /** Starts a deployment and pushes the fixture to it with the real CLI. */
  static async deployed(): Promise<Fixture> {
    const fixture = await Fixture.empty();
    await fixture.setEnv(fixture.variables());
    const pushed = await fixture.cli("deploy", "--typecheck", "disable");
    if (pushed.exitCode !== 0) throw new Error(pushed.stderr);
    return fixture;
  }

  /** Starts a deployment and pushes nothing. */
  static async empty(): Promise<Fixture> {
    const [deployment, issuer, custom, copy] = await Promise.all([
      spawnLocalDeployment(),
      startLocalIssuer(),
      createCustomProvider(),
      copyFixture(),
    ]);
    const fixture = new Fixture(deployment, issuer, custom, copy.dir);
    fixture.#closers.push(deployment.stop, issuer.close, copy.remove);
    return fixture;
  }

  /** The environment variables that the fixture requires. */
  variables(): Record<string, string> {
    return {
      ISSUER_URL: this.issuer.url,
      CUSTOM_JWKS: this.custom.jwks,
      NOTES_PREFIX: "note: ",
    };
  }

  async setEnv(variables: Record<string, string | null>): Promise<void> {
    const changes = Object.entries(variables).map(([name, value]) => ({ name, value }));
    await this.admin("POST", "/api/update_environment_variables", { changes });
  }

  cli(...args: string[]): Promise<CliResult> {
    return convexCli(args, { ...this.deployment, cwd: this.dir });
  }

  /** Calls an endpoint as the admin. */
  async admin<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(this.deployment.url + path, {
      method,
      headers: { authorization: `Convex ${this.deployment.adminKey}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as T;
  }

  transactions(): Promise<TransactionEntry[]> {
    return this.admin("GET", "/api/local/transactions");
  }

  http(): ConvexHttpClient {
    return new ConvexHttpClient(this.deployment.url, { logger: false });
  }

  /** A client with a live connection, which is closed when the fixture stops. */
  live(webSocket: typeof WebSocket = WebSocket): ConvexClient {
    const client = new ConvexClient(this.deployment.url, {
      webSocketConstructor: webSocket as unknown as typeof globalThis.WebSocket,
      unsavedChangesWarning: false,
      logger: false,
    });
    this.onStop(() => client.close());
    return client;
  }

  onStop(close: () => unknown): void {
    this.#closers.unshift(close);
  }

  async stop(): Promise<void> {
    for (const close of this.#closers) await close();
  }
}

/** Waits until `find` returns a truthy value, and returns that. */
export async function until<T>(
  find: () => T | Promise<T>,
  timeoutMs = 20_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await find();
    if (found) return found;
    if (Date.now() > deadline) throw new Error("The condition was not met in time");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
