/** Marks the line that tells a parent process, as JSON, where the deployment listens. */
export const READY_PREFIX = "LOCAL_DEPLOYMENT_READY ";

/** Where a deployment listens, and the key that the CLI must show. */
export type DeploymentAddress = { url: string; siteUrl: string; adminKey: string };
