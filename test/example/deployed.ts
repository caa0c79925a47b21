import { ConvexHttpClient } from "convex/browser";
import type { JWTPayload } from "jose";
import { fileURLToPath } from "node:url";
import {
  convexCli,
  spawnLocalDeployment,
  startLocalIssuer,
} from "../../example/local/index.js";
import { testWebhookSecret } from "../../src/testing/clerk.js";

export const repository = fileURLToPath(new URL("../..", import.meta.url));
export const adminClerkId = "user_admin";

export type DeployOptions = {
  /** Variables of the deployment, as `convex env set` sets them, before the push. */
  env?: Record<string, string>;
  /** Variables of the process that it runs in. */
  processEnv?: Record<string, string>;
};

/** The example, pushed by the real CLI to a deployment in a process of its own. */
export async function deployExample(options?: DeployOptions) {
  return await deployApp(repository, options);
}

/** An app, with the variables of the example and others, pushed as `deployExample` does. */
export async function deployApp(
  directory: string,
  { env, processEnv = {} }: DeployOptions = {},
) {
  const issuer = await startLocalIssuer();
  const deployment = await spawnLocalDeployment({ env: processEnv });
  const printed: string[] = [];
  const cli = async (...args: string[]) => {
    const result = await convexCli(args, { ...deployment, cwd: directory });
    printed.push(result.stdout, result.stderr);
    if (result.exitCode !== 0) throw new Error(result.stdout + result.stderr);
    return result.stdout.trim();
  };
  const asAdmin = async (path: string, body: object) => {
    const answer = await fetch(deployment.url + path, {
      method: "POST",
      headers: {
        authorization: `Convex ${deployment.adminKey}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as unknown;
  };
  /** Calls any function, internal ones too, as `convex run` does. */
  const run = async (path: string, args: object = {}) =>
    ((await asAdmin("/api/function", { path, args: [args] })) as { value: unknown })
      .value;
  /** As `convex env set` does, several at once. */
  const setEnv = async (variables: Record<string, string | null>) => {
    const changes = Object.entries(variables).map(([name, value]) => ({ name, value }));
    await asAdmin("/api/update_environment_variables", { changes });
  };
  await setEnv({
    CLERK_JWT_ISSUER_DOMAIN: issuer.url,
    CLERK_WEBHOOK_SECRET: testWebhookSecret,
    INITIAL_ADMIN_CLERK_USER_ID: adminClerkId,
    ...env,
  });
  await cli("deploy", "--codegen", "disable", "--typecheck", "disable");
  return {
    ...deployment,
    issuer,
    cli,
    /** What the CLI has printed so far. */
    printed,
    asAdmin,
    run,
    setEnv,
    /** Lets the deployment's clock go ahead. */
    advanceTime: (milliseconds: number) =>
      asAdmin("/api/local/time/advance", { milliseconds }),
    /** Runs a cron of the library now, and waits for it. */
    runCron: async (name: string) => {
      const job = { name, component: "musicLibrary" };
      const answer = await asAdmin("/api/local/crons/run", job);
      const { status } = answer as { status: string };
      if (status !== "success") throw new Error(JSON.stringify(answer));
    },
    /** A token that is good for an hour, from `aheadMs` on. */
    token: (subject: string, aheadMs = 0) =>
      issuer.token({ subject, expiresInSeconds: 3600 + aheadMs / 1000 }),
    /** A client with a token of the user, or signed out. */
    async client(subject?: string, claims: JWTPayload = {}) {
      const client = new ConvexHttpClient(deployment.url, { logger: false });
      if (subject !== undefined) client.setAuth(await issuer.token({ subject, claims }));
      return client;
    },
    async stop() {
      await deployment.stop();
      await issuer.close();
    },
  };
}

export type DeployedApp = Awaited<ReturnType<typeof deployApp>>;
export type Example = DeployedApp;
