import { UsageError } from "../errors.js";

/** The address of a deployment, and a key that may call its internal functions. */
export type DeploymentTarget = { url: string; adminKey: string };

type Environment = Record<string, string | undefined>;

/**
 * Finds the deployment. The key only comes from the environment, because other users of
 * the machine can read arguments. Throws `UsageError`.
 */
export function targetOf(url: string | undefined, env: Environment): DeploymentTarget {
  const deployKey = env.CONVEX_DEPLOY_KEY || undefined;
  const selfHostedKey = env.CONVEX_SELF_HOSTED_ADMIN_KEY || undefined;
  const adminKey = selfHostedKey ?? deployKey;
  if (adminKey === undefined) {
    throw new UsageError("Set CONVEX_DEPLOY_KEY or CONVEX_SELF_HOSTED_ADMIN_KEY.");
  }
  if (selfHostedKey !== undefined && deployKey !== undefined) {
    throw new UsageError(
      "Set either CONVEX_DEPLOY_KEY or CONVEX_SELF_HOSTED_ADMIN_KEY, not both.",
    );
  }
  const known =
    selfHostedKey === undefined
      ? env.CONVEX_URL || urlOfDeployKey(adminKey)
      : env.CONVEX_SELF_HOSTED_URL || env.CONVEX_URL;
  return { url: checkedUrl(url ?? known), adminKey };
}

/** A key such as `prod:happy-animal-123|…` names its deployment. A project key does not. */
function urlOfDeployKey(key: string): string | undefined {
  const name = /^(?:\w+:)?([a-z]+-[a-z]+-\d+)\|/.exec(key)?.[1];
  return name && `https://${name}.convex.cloud`;
}

function checkedUrl(text: string | undefined): string {
  if (!text) throw new UsageError("Name the deployment with --url or CONVEX_URL.");
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(url?.hostname ?? "");
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal)) {
    return url.origin;
  }
  throw new UsageError("The URL of the deployment must begin with https://.");
}
