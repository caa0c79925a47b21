import {
  authenticatesInTheApp,
  callsPublicFunctions,
  isAsPublicAsCalled,
  keepsAuthToTheApp,
  paginatesWithHelpers,
  readsVariablesInHandlers,
} from "./boundary.js";
import type { Sources } from "./sources.js";
import {
  exportsEntryPoints,
  hasADefinition,
  hasFunctions,
  isWrittenAsObjects,
  usesItsOwnBuilders,
} from "./structure.js";
import {
  declaresNullForNothing,
  hasClearTypes,
  readsThroughIndexes,
  validatesArguments,
  validatesResults,
} from "./validators.js";

/** The directory's criteria, in its order; then rules of its guide to authors. */
export const criteria = {
  "has convex.config.ts with defineComponent()": hasADefinition,
  "exports the required entry points, and ./test": exportsEntryPoints,
  "has component functions": hasFunctions,
  "imports builders from its own ./_generated/server": usesItsOwnBuilders,
  "writes functions as objects": isWrittenAsObjects,
  "validates the arguments of all functions": validatesArguments,
  "declares v.null() where nothing is returned": declaresNullForNothing,
  "does not use ctx.auth": keepsAuthToTheApp,
  "is public where the app calls it, and internal where it calls itself":
    isAsPublicAsCalled,
  "reads through withIndex(), not filter()": readsThroughIndexes,
  "has clear types, and validators for them": hasClearTypes,
  "authenticates on the app's side, or by its callback": authenticatesInTheApp,
  "has wrappers that call its public functions": callsPublicFunctions,
  "validates the results of all functions": validatesResults,
  "reads variables of the environment in handlers": readsVariablesInHandlers,
  "has pages without .paginate() of the database": paginatesWithHelpers,
} satisfies Record<string, (sources: Sources) => string[]>;

export type Criterion = keyof typeof criteria;
