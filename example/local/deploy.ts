import { analyzePush, type AnalyzedPush } from "./push/analysis.js";
import { diffPush, NO_CHANGES, type FinishPushDiff } from "./push/diff.js";
import type { SchemaJson, StartPushRequest, StartPushResponse } from "./push/types.js";
import type { Environment } from "./environment.js";
import { messageOf, RequestError } from "./errors.js";

/** The parts of the deployment that a push changes. */
export type DeployTarget = {
  environment: Environment;
  current(): AnalyzedPush | null;
  schemaOf(componentPath: string): SchemaJson | null;
  /** Makes a push the current one. */
  activate(push: AnalyzedPush): void;
};

type FinishPushRequest = { startPush: StartPushResponse; dryRun: boolean };

const MAX_STARTED_PUSHES = 8;

/**
 * The push protocol of the CLI. `start_push` analyses the push. `finish_push` gets that
 * analysis back and activates the push.
 */
export class Deploys {
  /** Analysed pushes that are not finished yet, by the fingerprint of their analysis. */
  readonly #started = new Map<string, AnalyzedPush>();

  constructor(private readonly target: DeployTarget) {}

  /** An empty list of hashes makes the CLI always send every file. */
  configHashes(): object {
    return {
      config: { functions: "convex/" },
      moduleHashes: [],
      udfServerVersion: null,
      nodeVersion: null,
    };
  }

  startPush(request: StartPushRequest): StartPushResponse {
    const push = this.#analyze(request);
    if (request.forCodegen !== true) {
      this.#started.set(fingerprint(push.response), push);
      const [oldest] = this.#started.keys();
      if (this.#started.size > MAX_STARTED_PUSHES) this.#started.delete(oldest!);
    }
    return push.response;
  }

  evaluatePush(request: StartPushRequest): Pick<StartPushResponse, "schemaChange"> {
    return { schemaChange: this.#analyze(request).response.schemaChange };
  }

  /** The CLI uses this to warn about large tables, which does not apply here. */
  evaluateSchema(): object {
    return { componentSchemaEvaluations: {}, newComponentDefinitions: [] };
  }

  /** A change of schema deletes all data, so there is nothing to wait for. */
  waitForSchema(): object {
    return { type: "complete" };
  }

  finishPush({ startPush, dryRun }: FinishPushRequest): FinishPushDiff {
    if (dryRun) return NO_CHANGES;
    const key = fingerprint(startPush);
    const push = this.#started.get(key);
    if (!push) {
      throw new RequestError("RaceDetected", "This push was not started here.");
    }
    const variables = JSON.stringify(this.target.environment.all());
    if (JSON.stringify(push.response.environmentVariables) !== variables) {
      throw new RequestError(
        "RaceDetected",
        "Environment variables have changed during push",
      );
    }
    const app = push.response.analysis[""]!;
    this.target.environment.declare(app.definition.envVars ?? []);
    const diff = diffPush(this.target.current()?.response ?? null, push.response);
    this.target.activate(push);
    this.#started.delete(key);
    return diff;
  }

  #analyze(request: StartPushRequest): AnalyzedPush {
    const { environment } = this.target;
    try {
      return analyzePush(request, {
        environment: environment.all(),
        systemEnvironment: environment.builtIn(),
        currentSchema: (path) => this.target.schemaOf(path),
      });
    } catch (error) {
      const code = error instanceof RequestError ? error.code : "InvalidPush";
      throw new RequestError(code, `Hit an error while pushing:\n${messageOf(error)}`);
    }
  }
}

/** Identifies an analysis that the CLI sends back. Each push has a seed of its own. */
function fingerprint(response: StartPushResponse): string {
  return response.analysis[""]!.udfConfig.importPhaseRngSeed.$bytes;
}
