import type { Context, OptionValues } from "./context.js";
import { UsageError } from "./errors.js";
import type { ImportSource } from "./import/tableFile.js";
import { Deployment } from "./io/deployment.js";
import { targetOf } from "./io/deploymentTarget.js";
import { readManifest } from "./io/manifest.js";
import { readMapping } from "./schema/mapping.js";

/** Returns the value of an option, if it was given. */
export function textOf(values: OptionValues, option: string): string | undefined {
  const value = values[option];
  return typeof value === "string" ? value : undefined;
}

/** Returns the value of an option. Throws `UsageError` if it is missing. */
export function requireText(values: OptionValues, option: string): string {
  const value = textOf(values, option);
  if (value) return value;
  throw new UsageError(`--${option} is missing. See --help.`);
}

/** Returns the deployment that `--url` or the environment names. Throws `UsageError`. */
export function deploymentOf({ values, env }: Context): Deployment {
  const module = textOf(values, "module") ?? "migrations";
  return new Deployment(targetOf(textOf(values, "url"), env), module);
}

/** Returns the export in `--dir`. Throws `UsageError` and `CommandError`. */
export async function importSourceOf({ values }: Context): Promise<ImportSource> {
  const folder = requireText(values, "dir");
  const mapping = await readMapping(textOf(values, "mapping"));
  const dropInvalid = values["drop-invalid"] === true;
  return { folder, manifest: await readManifest(folder), mapping, dropInvalid };
}
