/** Precedes the address of the deployment, as JSON, in a line for the parent process. */
export const READY_PREFIX = "LOCAL_DEPLOYMENT_READY ";

/** The URLs of a deployment and its admin key. */
export type DeploymentAddress = { url: string; siteUrl: string; adminKey: string };
