import { randomBytes } from "node:crypto";
import {
  convexCli,
  type LocalAccounts,
  spawnLocalDeployment,
  startLocalAccounts,
  startLocalIssuer,
} from "../local/index.js";

export type Stage = {
  /** The deployment's functions and files. */
  url: string;
  /** The deployment's HTTP actions. */
  siteUrl: string;
  adminKey: string;
  /** Who can sign in. */
  accounts: LocalAccounts;
  /** A signed token of an account. */
  token: (accountId: string) => Promise<string>;
  /** Runs a function as the host does, with the Convex CLI. */
  run: (functionName: string, args: object) => Promise<void>;
  stop: () => Promise<void>;
};

export type StageOptions = {
  /** How long what stands in for Clerk's Backend API takes to answer, in ms. */
  answerDelayMs?: number;
  /** Further variables of the deployment. */
  env?: Record<string, string>;
  /** Variables of the process that it runs in. */
  processEnv?: Record<string, string>;
};

/**
 * Starts all that the page needs, on this machine and with no account elsewhere: a
 * deployment with the example on it, an issuer of tokens, and an account service that
 * tells the deployment of its users as Clerk does.
 */
export async function startStage({
  answerDelayMs = 0,
  env = {},
  processEnv = {},
}: StageOptions = {}): Promise<Stage> {
  const issuer = await startLocalIssuer();
  const deployment = await spawnLocalDeployment({ env: processEnv });
  const webhookSecret = `whsec_${randomBytes(24).toString("base64")}`;
  const secretKey = `sk_test_${randomBytes(20).toString("hex")}`;
  const accounts = await startLocalAccounts({
    issuer,
    webhook: {
      url: `${deployment.siteUrl}/clerk-users-webhook`,
      secret: webhookSecret,
    },
    secretKey,
    answerDelayMs,
  });
  const stop = async () => {
    await Promise.all([accounts.close(), issuer.close(), deployment.stop()]);
  };
  try {
    await setEnvironment(deployment, {
      CLERK_JWT_ISSUER_DOMAIN: issuer.url,
      CLERK_WEBHOOK_SECRET: webhookSecret,
      CLERK_SECRET_KEY: secretKey,
      CLERK_API_URL: accounts.url,
      ...env,
    });
    const push = ["deploy", "--codegen", "disable", "--typecheck", "disable"];
    await cli(deployment, push);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: deployment.url,
    siteUrl: deployment.siteUrl,
    adminKey: deployment.adminKey,
    accounts,
    token: (accountId) => issuer.token({ subject: accountId }),
    run: (functionName, args) =>
      cli(deployment, ["run", functionName, JSON.stringify(args)]),
    stop,
  };
}

type Target = { url: string; adminKey: string };

// As `convex env set` does, but all at once and with no secret in a process's arguments.
async function setEnvironment(target: Target, variables: Record<string, string>) {
  const changes = Object.entries(variables).map(([name, value]) => ({ name, value }));
  const answer = await fetch(`${target.url}/api/update_environment_variables`, {
    method: "POST",
    headers: {
      authorization: `Convex ${target.adminKey}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ changes }),
  });
  if (!answer.ok) throw new Error(`Setting the environment: ${await answer.text()}`);
}

async function cli(target: Target, args: string[]) {
  const { exitCode, stdout, stderr } = await convexCli(args, target);
  if (exitCode !== 0) throw new Error(`convex ${args[0]} failed:\n${stdout}${stderr}`);
}
