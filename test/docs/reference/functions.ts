import { contract, internalContract } from "../../../src/shared/contract.js";
import * as clerk from "../../../src/shared/clerk.js";
import * as migrations from "../../../src/shared/migrations.js";
import type { Operation } from "../../../src/shared/operation.js";
import * as playlists from "../../../src/shared/playlists.js";
import * as storage from "../../../src/shared/storage.js";
import * as tracks from "../../../src/shared/tracks.js";
import * as users from "../../../src/shared/users.js";
import { parse, propertyComments, variablesOf } from "./comments.js";
import { exportedNames, fieldsOf, shape } from "./shapes.js";

export type MountedFunction = {
  area: string;
  name: string;
  operation: Operation;
  /** Under which of `library.api` and `library.internal` it is mounted. */
  mounts: ("api" | "internal")[];
  comment: string;
};

const mounted = { api: contract, internal: internalContract };

/** The files of the contract, with what they export. */
const files = { users, tracks, playlists, storage, clerk, migrations };

/** Every function that a host can mount, area by area, as the contract has them. */
export function mountedFunctions(): MountedFunction[] {
  const comments = commentsOfOperations();
  const functions = new Map<string, MountedFunction>();
  for (const mount of ["api", "internal"] as const) {
    for (const [area, operations] of Object.entries(mounted[mount])) {
      for (const [name, operation] of Object.entries<Operation>(operations)) {
        const known = functions.get(`${area}.${name}`);
        const comment = comments.get(operation) ?? "";
        if (known) known.mounts.push(mount);
        else
          functions.set(`${area}.${name}`, {
            area,
            name,
            operation,
            mounts: [mount],
            comment,
          });
      }
    }
  }
  const areas = Object.keys(mounted.api);
  return [...functions.values()].sort(
    (a, b) => areas.indexOf(a.area) - areas.indexOf(b.area),
  );
}

function commentsOfOperations(): Map<Operation, string> {
  const comments = new Map<Operation, string>();
  for (const [file, exported] of Object.entries(files)) {
    const variables = variablesOf(parse(`src/shared/${file}.ts`));
    for (const [name, value] of Object.entries(exported)) {
      for (const [property, comment] of propertyComments(variables, name)) {
        const operation = (value as Record<string, Operation>)[property];
        if (operation !== undefined) comments.set(operation, comment);
      }
    }
  }
  return comments;
}

/** A function's arguments and result, as a type of TypeScript. */
export function signatureOf({ operation }: MountedFunction): string {
  const args = fieldsOf(operation.args, exportedNames);
  return `type Signature = (args: ${args}) => ${shape(operation.returns, exportedNames)};`;
}
