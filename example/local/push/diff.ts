import { componentsOf } from "./analysis.js";
import type { AuthProvider, EvaluatedDefinition, StartPushResponse } from "./types.js";

type ListDiff = { added: string[]; removed: string[] };

type ComponentDiff = {
  diffType: { type: "create" | "modify" | "unmount" };
  moduleDiff: ListDiff;
  udfConfigDiff: null;
  cronDiff: { added: string[]; updated: string[]; deleted: string[] };
  indexDiff: object;
  schemaDiff: null;
};

/** The changes that a push made, which the CLI prints. */
export type FinishPushDiff = {
  authDiff: ListDiff;
  definitionDiffs: Record<string, object>;
  componentDiffs: Record<string, ComponentDiff>;
};

/** The answer to a dry run. */
export const NO_CHANGES: FinishPushDiff = {
  authDiff: { added: [], removed: [] },
  definitionDiffs: {},
  componentDiffs: {},
};

/** Compares a push with the previous one. */
export function diffPush(
  previous: StartPushResponse | null,
  next: StartPushResponse,
): FinishPushDiff {
  const before = installedDefinitions(previous);
  const after = installedDefinitions(next);
  const paths = new Set([...before.keys(), ...after.keys()]);
  const changes = [...paths].map((path): [string, ComponentDiff] => [
    path,
    diffComponent(
      before.get(path),
      after.get(path),
      next.schemaChange.indexDiffs[path] ?? NO_INDEX_CHANGES,
    ),
  ]);
  return {
    authDiff: diffLists(providerNames(previous?.appAuth), providerNames(next.appAuth)),
    definitionDiffs: {},
    componentDiffs: Object.fromEntries(changes),
  };
}

const NO_INDEX_CHANGES = { added_indexes: [], removed_indexes: [] };

function installedDefinitions(push: StartPushResponse | null) {
  const components = push ? componentsOf(push.app) : [];
  return new Map(
    components.map(({ componentPath, definitionPath }) => [
      componentPath,
      push!.analysis[definitionPath]!,
    ]),
  );
}

function diffComponent(
  before: EvaluatedDefinition | undefined,
  after: EvaluatedDefinition | undefined,
  indexDiff: object,
): ComponentDiff {
  const crons = (definition: EvaluatedDefinition | undefined) =>
    definition?.functions["crons.js"]?.cronSpecs ?? {};
  const [oldCrons, newCrons] = [crons(before), crons(after)];
  const cronNames = diffLists(Object.keys(oldCrons), Object.keys(newCrons));
  const type = !after ? "unmount" : before ? "modify" : "create";
  return {
    diffType: { type },
    moduleDiff: diffLists(
      Object.keys(before?.functions ?? {}),
      Object.keys(after?.functions ?? {}),
    ),
    udfConfigDiff: null,
    cronDiff: {
      added: cronNames.added,
      deleted: cronNames.removed,
      updated: Object.keys(newCrons).filter(
        (name) =>
          name in oldCrons &&
          JSON.stringify(oldCrons[name]) !== JSON.stringify(newCrons[name]),
      ),
    },
    indexDiff,
    schemaDiff: null,
  };
}

function providerNames(providers: AuthProvider[] = []): string[] {
  return providers.map((provider) => JSON.stringify(provider));
}

function diffLists(before: string[], after: string[]): ListDiff {
  return {
    added: after.filter((item) => !before.includes(item)),
    removed: before.filter((item) => !after.includes(item)),
  };
}
