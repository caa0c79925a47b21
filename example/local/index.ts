/**
 * The public face of the local deployment: everything that the demo, the tests and the
 * scripts use of it. `indexes/` has a face of its own, because it also runs in tests
 * where only web globals exist.
 */
export {
  startLocalAccounts,
  type LocalAccounts,
  type LocalAccountsOptions,
} from "./accounts/server.js";
export type { Account } from "./accounts/accounts.js";
export { startLocalIssuer, type LocalIssuer } from "./auth/issuer.js";
export { startLocalDeployment, type LocalDeployment } from "./deployment.js";
export type { Crash, Step } from "./engine/background.js";
export { listen, type Listening } from "./http/listen.js";
export {
  cliEnvironment,
  convexCli,
  run,
  spawnLocalDeployment,
  type CliResult,
  type SpawnedDeployment,
} from "./spawn.js";
