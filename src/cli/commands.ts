import { readFile } from "node:fs/promises";
import { parseArgs, type ParseArgsConfig } from "node:util";
import type { Context, OptionValues } from "./context.js";
import { CommandError, messageOf, redacted, UsageError } from "./errors.js";
import { runExport } from "./export/command.js";
import {
  type CommandName,
  commandNames,
  help,
  interruptedText,
  isCommand,
  options,
} from "./help.js";
import { runImport } from "./import/command.js";
import { type Streams, Terminal } from "./io/terminal.js";
import { suggestionFor } from "./suggestion.js";
import { runVerify } from "./verify/command.js";

/** The parts of a process that a command uses. */
export type Process = Streams & { env: Context["env"] };

const commands: Record<CommandName, (context: Context) => Promise<void>> = {
  export: runExport,
  import: runImport,
  verify: runVerify,
};

/**
 * Runs a command line and returns the exit code: 0, 1 if the command failed, or 2 if the
 * command line is not valid.
 */
export async function run(args: string[], process: Process): Promise<number> {
  const json = args.includes("--json");
  const terminal = new Terminal(process, { json, quiet: args.includes("--quiet") });
  try {
    await dispatch(args, process.env, terminal);
    terminal.addResults({ ok: true });
    terminal.printResults();
    return 0;
  } catch (error) {
    const secrets = secretsOf(args, process.env);
    const message = redacted(messageOf(error), secrets).split("\n");
    const details = error instanceof CommandError ? error.details : [];
    terminal.printError(...message, ...details.map((line) => redacted(line, secrets)));
    terminal.addResults({ ok: false, error: message.join("\n") });
    terminal.printResults();
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Returns what to print when a signal ends the process. */
export function interruptionMessage([name = ""]: string[]): string {
  return isCommand(name) ? interruptedText(name) : "Stopped.";
}

async function dispatch(args: string[], env: Context["env"], terminal: Terminal) {
  const [name = "--help", ...rest] = args;
  if (["--help", "-h", "help"].includes(name)) return terminal.print(...help());
  if (["--version", "-v"].includes(name)) return await printVersion(terminal);
  if (!isCommand(name)) {
    throw new UsageError(
      `There is no command "${name}".${didYouMean(name, commandNames)} See --help.`,
    );
  }
  const values = parsedOptions(name, rest);
  if (values.help) return terminal.print(...help(name));
  terminal.addResults({ command: name });
  await commands[name]({ values, env, terminal });
}

async function printVersion(terminal: Terminal) {
  // The folder of this module is as deep in dist/ as it is in src/.
  const path = new URL("../../package.json", import.meta.url);
  const { version } = JSON.parse(await readFile(path, "utf8")) as { version: string };
  terminal.print(version);
  terminal.addResults({ version });
}

function parsedOptions(name: CommandName, args: string[]): OptionValues {
  const known = options(name);
  try {
    const config: ParseArgsConfig = { args, options: known, strict: true };
    return parseArgs(config).values as OptionValues;
  } catch (error) {
    const [reason] = messageOf(error).split(". ");
    const unknown = /^Unknown option '(--[^']*)'/.exec(reason!)?.[1];
    const names = Object.keys(known).map((option) => `--${option}`);
    const suggestion = unknown === undefined ? "" : didYouMean(unknown, names);
    const sentence = reason!.endsWith(".") ? reason : `${reason}.`;
    throw new UsageError(`${sentence}${suggestion} See ${name} --help.`);
  }
}

function didYouMean(typed: string, words: readonly string[]): string {
  const suggestion = suggestionFor(typed, words);
  return suggestion === null ? "" : ` Did you mean "${suggestion}"?`;
}

/** The keys, the URLs of databases, and the passwords in them, as they are and decoded. */
function secretsOf(args: string[], env: Context["env"]): (string | undefined)[] {
  const urls = [env.DATABASE_URL, ...args].filter((part) => part?.includes("://"));
  const passwords = urls.flatMap((url) => {
    const password = /:\/\/[^:/@]*:([^@]*)@/.exec(url!)?.[1];
    return password ? [url, password, decoded(password)] : [];
  });
  return [env.CONVEX_DEPLOY_KEY, env.CONVEX_SELF_HOSTED_ADMIN_KEY, ...passwords];
}

function decoded(part: string) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
