import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { convexCli } from "../../example/local/index.js";
import { isCommand, options } from "../../src/cli/help.js";
import { repository } from "../packaging/repository.js";
import type { Block } from "./markdown.js";

/** One command of a block, as words, and the folder that it is entered in. */
export type Command = { line: string; words: string[]; folder: string };

/** The commands of a block in order; comments and variables before a command are left out. */
export function commandsOf({ code }: Block): Command[] {
  let folder = "";
  return code
    .replaceAll("\\\n", " ")
    .split("\n")
    .flatMap((line) => withoutComment(line).split(" && "))
    .map((part) => wordsOf(part.trim()))
    .filter((words) => words.length > 0)
    .map((words) => {
      const command = { line: words.join(" "), words, folder };
      if (words[0] === "cd") folder = words[1]!;
      return command;
    });
}

function withoutComment(line: string) {
  return line.replace(/(^|\s)#\s.*$/, "");
}

/** Words as a shell splits them; quotes are the only thing that it does with them here. */
function wordsOf(text: string): string[] {
  const words = text.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  const plain = words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
  const first = plain.findIndex((word) => !/^[A-Z][A-Z0-9_]*=/.test(word));
  return first === -1 ? [] : plain.slice(first);
}

/** What is wrong with a command, or null when it would be understood. */
export async function problemOf(command: Command): Promise<string | null> {
  const [program, ...args] = command.words;
  const check = programs[program!];
  if (check === undefined) return `There is no program ${program} here.`;
  return await check(args, command.folder);
}

type Check = (args: string[], folder: string) => Promise<string | null> | string | null;

const programs: Record<string, Check> = {
  cd: ([folder]) => missing(folder!),
  bash: ([file]) => missing(file!),
  export: (settings) =>
    settings.every((setting) => /^[A-Z_]+=/.test(setting)) ? null : "Not a variable.",
  npm: checkNpm,
  npx: ([name, ...args]) => packages[name!]?.(args) ?? `There is no command ${name}.`,
};

const packages: Record<string, (args: string[]) => Promise<string | null>> = {
  convex: checkConvex,
  "convex-music-library": async (args) => checkLibrary(args),
  tsx: async ([file]) => missing(file!),
};

function missing(path: string) {
  return existsSync(join(repository, path)) ? null : `There is no ${path}.`;
}

function checkNpm([verb, name]: string[], folder: string) {
  if (verb === "install" || verb === "ci") return null;
  const script = verb === "run" ? name! : verb!;
  const manifest = readFileSync(join(repository, folder, "package.json"), "utf8");
  const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> };
  return script in scripts ? null : `There is no script ${script}.`;
}

/** The package's own command knows its options. */
function checkLibrary([name = "", ...args]: string[]) {
  if (!isCommand(name)) return `There is no command ${name}.`;
  try {
    parseArgs({ args, options: options(name) });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

// Every command is asked once, in a process of its own.
const helps = new Map<string, ReturnType<typeof convexCli>>();

/** The help of the real Convex CLI has to know the command and its options. */
async function checkConvex(args: string[]) {
  const names = args.slice(0, args[0] === "env" ? 2 : 1);
  const command = names.join(" ");
  const target = { url: "http://127.0.0.1:1", adminKey: "none" };
  if (!helps.has(command)) helps.set(command, convexCli([...names, "--help"], target));
  const { exitCode, stdout } = await helps.get(command)!;
  if (exitCode !== 0 || !stdout.includes(`Usage: convex ${command}`)) {
    return `There is no command convex ${command}.`;
  }
  const unknown = args.find((arg) => arg.startsWith("-") && !hasOption(stdout, arg));
  if (unknown !== undefined) return `convex ${command} has no option ${unknown}.`;
  const operands = args.slice(names.length).filter((arg) => !arg.startsWith("-"));
  if (command === "run") return await checkRun(operands);
  if (command === "env set") return checkVariable(operands[0]!);
  return null;
}

function hasOption(help: string, option: string) {
  return new RegExp(`^ +(?:-\\w, )?${option}\\b`, "m").test(help);
}

function checkVariable(name: string) {
  const config = readFileSync(
    join(repository, "example/convex/convex.config.ts"),
    "utf8",
  );
  return config.includes(`    ${name}: v.`)
    ? null
    : `The example has no variable ${name}.`;
}

type ArgsShape = {
  type: string;
  value: Record<string, { optional: boolean; fieldType: { type: string } }>;
};

/** A function that is run has to be mounted by the example, and to take the arguments. */
async function checkRun([name = "", text = "{}"]: string[]) {
  const [module, exported] = name.split(":");
  const path = `../../example/convex/${module}.ts`;
  const functions = (await import(path)) as Record<string, { exportArgs(): string }>;
  const mounted = functions[exported!];
  if (mounted === undefined) return `The example mounts no ${name}.`;
  const { value: fields } = JSON.parse(mounted.exportArgs()) as ArgsShape;
  const args = JSON.parse(text) as Record<string, unknown>;
  const unknown = Object.keys(args).find((arg) => !(arg in fields));
  if (unknown !== undefined) return `${name} takes no ${unknown}.`;
  const wrong = Object.entries(fields).find(
    ([arg, field]) => !(arg in args ? fits(args[arg], field) : field.optional),
  );
  return wrong === undefined ? null : `${name} needs another ${wrong[0]}.`;
}

function fits(value: unknown, { fieldType }: { fieldType: { type: string } }) {
  const simple = ["string", "boolean", "number", "object"].includes(fieldType.type);
  return !simple || typeof value === fieldType.type;
}
