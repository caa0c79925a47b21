type Option = { type: "string" | "boolean"; value?: string; text: string };

type Description = {
  /** One line for the list of commands. */
  summary: string;
  usage: string;
  text: string[];
  example: string[];
  /** What to do when the command was interrupted. */
  interrupted: string;
  /** The options, in the order of the help. */
  options: Record<string, Option>;
};

const NAME = "convex-music-library";

const mapping: Option = {
  type: "string",
  value: "file.json",
  text: "the names of your tables and columns. See docs/migration.md",
};
const url: Option = {
  type: "string",
  value: "url",
  text: "the deployment. Default: CONVEX_SELF_HOSTED_URL, CONVEX_URL, or from the key",
};
const module: Option = {
  type: "string",
  value: "path",
  text: "where library.internal.migrations is mounted. Default: migrations",
};
const dir: Option = { type: "string", value: "dir", text: "the folder of the export" };
const dropInvalid: Option = {
  type: "boolean",
  text: "leave out invalid values of optional fields, and list them",
};
const common: Record<string, Option> = {
  json: { type: "boolean", text: "print the result as one JSON object" },
  quiet: { type: "boolean", text: "print errors only" },
};

const key = [
  "The key of the deployment comes from the environment variable CONVEX_DEPLOY_KEY, or",
  "CONVEX_SELF_HOSTED_ADMIN_KEY.",
];

const descriptions = {
  export: {
    summary: "copy tracks, playlists and items from PostgreSQL or Convex to files",
    usage: "export --out dir [--from postgres|convex]",
    text: [
      "Writes tracks, playlists and their items to JSONL files, with a manifest.",
      "",
      "From PostgreSQL, it reads one snapshot, with any number of rows. Give the URL of the",
      "database as DATABASE_URL: other users of the machine can read arguments.",
      "",
      "From Convex, it writes files of the same format, to go back or to move on.",
      ...key,
    ],
    example: [
      "DATABASE_URL=postgres://… npx convex-music-library export --out export --owners",
      "npx convex-music-library export --from convex --out back",
    ],
    interrupted:
      "Stopped. The export is not complete. Run the same command again to start over.",
    options: {
      out: { type: "string", value: "dir", text: "the folder to write to" },
      from: {
        type: "string",
        value: "source",
        text: "postgres (the default) or convex",
      },
      "database-url": {
        type: "string",
        value: "url",
        text: "the database, instead of DATABASE_URL",
      },
      schema: {
        type: "string",
        value: "name",
        text: "the schema of the tables. Default: public",
      },
      owners: {
        type: "boolean",
        text: "also export the email addresses of playlist owners, from profiles",
      },
      mapping,
      force: { type: "boolean", text: "replace a finished export" },
      url,
      module,
      ...common,
    },
  },
  import: {
    summary: "copy an export into a deployment",
    usage: "import --dir dir [--dry-run]",
    text: [
      "Checks every row of an export, then sends all of them to a deployment, in batches.",
      "If one row is invalid, nothing is sent. If the import stops, run it again: it finds",
      "the rows that are there.",
      "",
      ...key,
    ],
    example: [
      "npx convex-music-library import --dir export --dry-run",
      "npx convex-music-library import --dir export",
    ],
    interrupted:
      "Stopped. The rows that were sent are kept. Run the same command again to continue.",
    options: {
      dir,
      "dry-run": { type: "boolean", text: "check everything, send nothing" },
      "drop-invalid": dropInvalid,
      mapping,
      url,
      module,
      ...common,
    },
  },
  verify: {
    summary: "compare an export with a deployment",
    usage: "verify --dir dir",
    text: [
      "Compares the fields of tracks and playlists, the number of items, and the order of",
      "every playlist. Give it the options that you gave to import.",
      "",
      ...key,
    ],
    example: ["npx convex-music-library verify --dir export"],
    interrupted: "Stopped. Run the same command again to start over.",
    options: { dir, "drop-invalid": dropInvalid, mapping, url, module, ...common },
  },
} satisfies Record<string, Description>;

export type CommandName = keyof typeof descriptions;

export const commandNames = Object.keys(descriptions) as CommandName[];

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(descriptions, name);
}

/** Returns the options of a command, in the form that `parseArgs` takes. */
export function options(name: CommandName) {
  const all: Record<string, Option> = descriptions[name].options;
  const types = Object.entries(all).map(([option, { type }]) => [option, { type }]);
  return {
    ...(Object.fromEntries(types) as Record<string, { type: "string" | "boolean" }>),
    help: { type: "boolean" as const, short: "h" },
  };
}

/** Returns what to print when a command was interrupted. */
export function interruptedText(name: CommandName): string {
  return descriptions[name].interrupted;
}

/** Returns the lines of the help of a command, or of the list of commands. */
export function help(name?: CommandName): string[] {
  return name === undefined ? commandList() : commandHelp(descriptions[name]);
}

function commandList(): string[] {
  const width = Math.max(...commandNames.map(({ length }) => length));
  const { example } = descriptions.import;
  return [
    `Usage: ${NAME} <command> [options]`,
    "",
    "Moves a music library from PostgreSQL to Convex, and back.",
    "",
    ...commandNames.map(
      (name) => `  ${name.padEnd(width)}  ${descriptions[name].summary}`,
    ),
    "",
    "Example:",
    ...[descriptions.export.example[0]!, ...example].map((line) => `  ${line}`),
    "",
    `Run "${NAME} <command> --help" for the options of a command, and --version for the`,
    "version.",
  ];
}

function commandHelp({ usage, text, example, options }: Description): string[] {
  const entries = Object.entries(options).map(([option, { value, text }]) => ({
    name: `--${option}${value === undefined ? "" : ` <${value}>`}`,
    text,
  }));
  const width = Math.max(...entries.map(({ name }) => name.length));
  return [
    `Usage: ${NAME} ${usage}`,
    "",
    ...text,
    "",
    "Options:",
    ...entries.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`),
    "",
    example.length === 1 ? "Example:" : "Examples:",
    ...example.map((line) => `  ${line}`),
  ];
}
