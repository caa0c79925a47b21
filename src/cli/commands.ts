import { parseArgs, type ParseArgsConfig } from "node:util";
import { CommandError, messageOf, redacted, UsageError } from "./errors.js";
import { exportFromConvex } from "./export/convex.js";
import { Deployment, type DeployedTable, targetOf } from "./io/deployment.js";
import { help, type CommandName, isCommand, options } from "./help.js";
import { readManifest } from "./io/manifest.js";
import { readMapping } from "./schema/mapping.js";
import { exportFromPostgres } from "./export/postgres.js";
import { count, type Screen } from "./io/progress.js";
import type { Source } from "./import/tableFile.js";
import { send, type Tally } from "./import/batches.js";
import { textTable } from "./io/textTable.js";
import { type Findings, type List, validate } from "./import/validation.js";
import { verify } from "./verify/comparison.js";

/** What a command is run with. */
export type Surroundings = {
  env: Record<string, string | undefined>;
  stdout: { write(text: string): unknown };
  stderr: Screen;
};

type Values = Record<string, string | boolean | undefined>;

/** Runs a command and returns its exit code: 0, 1 when it failed, 2 when it can't be understood. */
export async function run(args: string[], surroundings: Surroundings): Promise<number> {
  const { env, stderr } = surroundings;
  try {
    return await dispatch(args, surroundings);
  } catch (error) {
    const secrets = [
      env.CONVEX_DEPLOY_KEY,
      env.CONVEX_SELF_HOSTED_ADMIN_KEY,
      ...databaseSecrets(args, env),
    ];
    stderr.write(`${redacted(messageOf(error), secrets)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function dispatch(args: string[], surroundings: Surroundings): Promise<number> {
  const [name = "--help", ...rest] = args;
  const { stdout } = surroundings;
  if (name === "--help" || name === "-h" || name === "help") {
    stdout.write(help());
    return 0;
  }
  if (!isCommand(name)) {
    throw new UsageError(`There is no command "${name}"; see --help.`);
  }
  const values = parsed(name, rest);
  if (values.help) {
    stdout.write(help(name));
    return 0;
  }
  await commands[name](values, surroundings);
  return 0;
}

type Command = (values: Values, surroundings: Surroundings) => Promise<void>;

const commands: Record<CommandName, Command> = {
  export: runExport,
  import: runImport,
  verify: runVerify,
};

async function runExport(values: Values, surroundings: Surroundings) {
  const { env, stdout, stderr } = surroundings;
  const folder = needed(values.out, "--out");
  const force = values.force === true;
  if (values["from-convex"]) {
    const deployment = deploymentOf(values, env);
    await exportFromConvex({ deployment, folder, force, screen: stderr });
  } else {
    const databaseUrl = text(values["database-url"]) ?? env.DATABASE_URL;
    if (!databaseUrl) throw new UsageError("Set DATABASE_URL, or give --database-url.");
    if (!/^postgres(ql)?:\/\//.test(databaseUrl)) {
      throw new UsageError("The URL of the database must begin with postgres://.");
    }
    await exportFromPostgres({
      ...{ databaseUrl, folder, force, screen: stderr },
      schema: text(values.schema) ?? "public",
      mapping: await readMapping(text(values.mapping)),
      owners: values.owners === true,
    });
  }
  const { tables } = await readManifest(folder);
  const rows = Object.entries(tables).map(([table, facts]) => [
    table,
    count(facts.rows),
    count(facts.bytes),
  ]);
  stdout.write(`${textTable(["table", "rows", "bytes"], rows)}\n`);
}

async function runImport(values: Values, surroundings: Surroundings) {
  const { env, stdout, stderr } = surroundings;
  const isDryRun = values["dry-run"] === true;
  const source = await sourceOf(values);
  const deployment = isDryRun ? null : deploymentOf(values, env);
  const findings = await checked(source, surroundings, "Nothing was imported");
  if (deployment === null) {
    await findings.orphans.finish();
    stdout.write(dryRunReport(source, findings));
    return;
  }
  const tallies = await send({ source, findings, deployment, screen: stderr });
  stdout.write(importReport(tallies));
  if (findings.orphans.count > 0) {
    stdout.write(
      `${count(findings.orphans.count)} items have no playlist or no track: see orphans.jsonl.\n`,
    );
  }
  for (const [table, tally] of tallies) {
    if (sumOf(tally) === tally.rows) continue;
    throw new CommandError(
      `${table}: ${tally.rows} rows, but what became of ${sumOf(tally)} is known.`,
    );
  }
}

async function runVerify(values: Values, surroundings: Surroundings) {
  const { env, stdout, stderr } = surroundings;
  const source = await sourceOf(values);
  const deployment = deploymentOf(values, env);
  const findings = await checked(source, surroundings, "Nothing was compared");
  await findings.orphans.finish();
  const verdict = await verify({ source, findings, deployment, screen: stderr });
  const { tracks, playlists, items, own, differences } = verdict;
  stdout.write(
    `Compared ${count(tracks)} tracks, ${count(playlists)} playlists and ${count(items)} items; ` +
      `${count(own)} rows of the deployment were made there.\n`,
  );
  if (differences.count === 0) {
    stdout.write("No difference.\n");
    return;
  }
  throw new CommandError(
    `${differences.shown.join("\n")}\n${differences.count} differences: see differences.txt.`,
  );
}

/** Reads and checks all rows, and says what is to be known of them. Throws on problems. */
async function checked(
  source: Source,
  { stdout }: Surroundings,
  consequence: string,
): Promise<Findings> {
  const findings = await validate(source);
  const { problems, dropped, unknownColumns, ownersUnknown } = findings;
  for (const [column, rows] of unknownColumns) {
    stdout.write(`Not imported: the column ${column}, of ${count(rows)} rows.\n`);
  }
  if (ownersUnknown > 0) {
    stdout.write(
      `Without an owner: ${count(ownersUnknown)} playlists whose owner's address is not known.\n`,
    );
  }
  if (dropped.count > 0) {
    stdout.write(`Left out: ${listed(dropped, "values", "dropped.txt")}`);
  }
  if (problems.count === 0) return findings;
  await findings.orphans.finish();
  throw new CommandError(
    `${consequence}: ${listed(problems, "problems", "problems.txt")}`.trimEnd(),
  );
}

function listed({ count: total, shown }: List, what: string, file: string): string {
  const lines = shown.map((line) => `  ${line}\n`).join("");
  return `${count(total)} ${what}, all in ${file}.\n${lines}`;
}

function dryRunReport({ manifest }: Source, { orphans }: Findings): string {
  const rows = Object.entries(manifest.tables).map(([table, facts]) => [
    table,
    count(facts.rows),
    count(table === "playlist_tracks" ? orphans.count : 0),
  ]);
  return `${textTable(["table", "rows", "orphans"], rows)}\nA dry run: nothing was written.\n`;
}

function importReport(tallies: Map<DeployedTable, Tally>): string {
  const head = ["table", "rows", "created", "updated", "unchanged", "orphans"] as const;
  const body = [...tallies].map(([table, tally]) => [
    table,
    ...head.slice(1).map((name) => count(tally[name as keyof Tally])),
  ]);
  return `${textTable([...head], body)}\n`;
}

function sumOf({ created, updated, unchanged, orphans }: Tally) {
  return created + updated + unchanged + orphans;
}

async function sourceOf(values: Values): Promise<Source> {
  const folder = needed(values.dir, "--dir");
  const mapping = await readMapping(text(values.mapping));
  const dropInvalid = values["drop-invalid"] === true;
  return { folder, manifest: await readManifest(folder), mapping, dropInvalid };
}

function deploymentOf(values: Values, env: Surroundings["env"]): Deployment {
  const module = text(values.module) ?? "migrations";
  return new Deployment(targetOf(text(values.url), env), module);
}

function parsed(name: CommandName, args: string[]): Values {
  try {
    const config: ParseArgsConfig = { args, options: options(name), strict: true };
    return parseArgs(config).values as Values;
  } catch (error) {
    const [reason] = messageOf(error).split(". ");
    throw new UsageError(`${reason}; see ${name} --help.`);
  }
}

function needed(value: Values[string], option: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new UsageError(`${option} is missing; see --help.`);
}

function text(value: Values[string]): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The URL of the database, and the password in it, as they are and decoded. */
function databaseSecrets(args: string[], env: Surroundings["env"]): string[] {
  const urls = [env.DATABASE_URL, ...args].filter((part) => part?.includes("://"));
  return urls.flatMap((url) => {
    const password = /:\/\/[^:/@]*:([^@]*)@/.exec(url!)?.[1];
    return password ? [url!, password, decoded(password)] : [];
  });
}

function decoded(part: string) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
