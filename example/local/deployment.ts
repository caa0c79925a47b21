import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { Authenticator } from "./auth/admin.js";
import { TokenVerifier } from "./auth/tokens.js";
import { CronRunner } from "./crons/runner.js";
import { Deploys } from "./deploy.js";
import { Background } from "./engine/background.js";
import { Engine } from "./engine/engine.js";
import { TransactionLog } from "./engine/metrics.js";
import { Environment, type EnvChange } from "./environment.js";
import { Functions } from "./functions.js";
import { serve } from "./http/adapter.js";
import { cloudHandler } from "./http/cloud.js";
import { listen } from "./http/listen.js";
import { siteHandler } from "./http/site.js";
import type { AnalyzedPush } from "./push/analysis.js";
import { evaluateAuthConfig } from "./push/auth-config.js";
import type { AuthProvider } from "./push/types.js";
import type { DeploymentAddress } from "./ready.js";
import { Storage } from "./storage.js";
import { CommitClock, encodeTimestamp } from "./sync/clock.js";
import { SyncHub } from "./sync/hub.js";
import { SystemFunctions } from "./system.js";

export type LocalDeploymentOptions = {
  /** The port of the API for the CLI and the clients. Default 0, a free port. */
  port?: number;
  /** The port of the HTTP actions. Default 0, a free port. */
  sitePort?: number;
  /** The admin key. Random by default. */
  adminKey?: string;
  /** Gets the lines that functions log, and errors. */
  log?: (line: string) => void;
};

export type LocalDeployment = DeploymentAddress & { close(): Promise<void> };

// The engine replaces the global timer for functions once it has started.
const { setTimeout: startTimer } = globalThis;

let isRunning = false;

/**
 * Starts a Convex deployment in this process, for development only. It keeps its data in
 * memory and listens on the loopback interface.
 *
 * @throws Error if this process already runs one: the engine's state is on `globalThis`.
 */
export async function startLocalDeployment(
  options: LocalDeploymentOptions = {},
): Promise<LocalDeployment> {
  if (isRunning) throw new Error("This process already runs a local deployment.");
  isRunning = true;
  const { port = 0, sitePort = 0, log = () => undefined } = options;
  const adminKey = options.adminKey ?? `local|${randomBytes(24).toString("hex")}`;
  const cloudServer = createServer();
  const siteServer = createServer();
  try {
    const cloud = await listen(cloudServer, port);
    const site = await listen(siteServer, sitePort).catch(async (error: unknown) => {
      await cloud.close();
      throw error;
    });
    const parts = assemble({ cloud: cloud.url, site: site.url }, adminKey, log);
    cloudServer.on(
      "request",
      serve(() => cloud.url, parts.cloudHandler, log),
    );
    siteServer.on(
      "request",
      serve(() => site.url, parts.siteHandler, log),
    );
    parts.hub.attach(cloudServer);
    return {
      url: cloud.url,
      siteUrl: site.url,
      adminKey,
      close: async () => {
        parts.stop();
        await Promise.all([cloud.close(), site.close()]);
        isRunning = false;
      },
    };
  } catch (error) {
    isRunning = false;
    throw error;
  }
}

function assemble(
  urls: { cloud: string; site: string },
  adminKey: string,
  log: (line: string) => void,
) {
  let engine: Engine | null = null;
  const currentEngine = () => engine;
  const logFor = (component: string, line: string) =>
    log(component === "" ? line : `${component}/${line}`);

  const environment = new Environment(urls);
  const tokens = new TokenVerifier();
  const authenticator = new Authenticator(adminKey, tokens);
  const transactions = new TransactionLog();
  const background = new Background();
  const clock = new CommitClock();
  const storage = new Storage(currentEngine, () => urls.cloud);
  const system = new SystemFunctions(environment, currentEngine, () => urls.cloud);
  const functions = new Functions(currentEngine, system);
  const hub = new SyncHub({ authenticator, functions, clock });
  const crons = new CronRunner(currentEngine, startTimer);

  const startEmpty = (push: AnalyzedPush) => {
    engine?.retire();
    storage.clear();
    engine = new Engine(push, {
      env: (component, name) => environment.read(component, name),
      log: logFor,
      transactions,
      background,
      wrote: (key) => hub.noteWrite(key),
      storageUrl: (component, id) => storage.fileUrl(component, id),
      uploadUrl: (component) => storage.uploadUrl(component),
    });
  };

  const activate = (push: AnalyzedPush) => {
    if (!engine?.tryUpdate(push)) startEmpty(push);
    tokens.setProviders(push.response.appAuth);
    crons.restart();
    hub.refreshAll();
  };

  const deploys = new Deploys({
    environment,
    activate,
    current: () => engine?.push ?? null,
    schemaOf: (path) => engine?.schemaOf(path) ?? null,
  });

  const updateEnvironment = (changes: EnvChange[]) => {
    let providers: AuthProvider[] = [];
    environment.update(changes, (env) => {
      const modules = engine?.push.appModules ?? [];
      providers = evaluateAuthConfig(modules, (name) => env[name]);
    });
    tokens.setProviders(providers);
    hub.refreshAll();
  };

  return {
    hub,
    cloudHandler: cloudHandler({
      authenticator,
      deploys,
      functions,
      storage,
      crons,
      transactions,
      background: {
        hold: () => {
          background.hold();
          startEmpty(engine!.push);
          hub.refreshAll();
        },
        run: (crash) => engine!.runBackground(crash),
      },
      updateEnvironment,
      urls: () => ({ convexCloudUrl: urls.cloud, convexSiteUrl: urls.site }),
      timestamp: () => encodeTimestamp(clock.latest),
    }),
    siteHandler: siteHandler(currentEngine, authenticator),
    stop: () => {
      crons.stop();
      hub.close();
      engine?.retire();
    },
  };
}
