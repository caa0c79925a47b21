type Option = { type: "string" | "boolean"; value?: string; text: string };

/** What a command does, and its options in the order in which they are told. */
type Description = {
  usage: string;
  text: string;
  options: Record<string, Option>;
};

const mapping: Option = {
  type: "string",
  value: "file.json",
  text: "other names of tables and columns: see docs/migration.md",
};
const url: Option = {
  type: "string",
  value: "url",
  text: "the deployment; by default CONVEX_SELF_HOSTED_URL, CONVEX_URL, or the one that the key names",
};
const module: Option = {
  type: "string",
  value: "path",
  text: "where library.internal.migrations is mounted: migrations by default",
};
const dir: Option = { type: "string", value: "dir", text: "the folder of the export" };
const dropInvalid: Option = {
  type: "boolean",
  text: "leave out values that are not acceptable, where a field may be missing, and list them",
};

const descriptions = {
  export: {
    usage: "export --out dir [--owners] · export --from-convex --out dir",
    text:
      "Writes tracks, playlists and their items to JSONL files, with a manifest.\n" +
      "From PostgreSQL all in one snapshot, any number of rows; the database's URL is best\n" +
      "given as DATABASE_URL, because arguments can be read in lists of processes.\n" +
      "--from-convex writes the same from a deployment, for a way back.",
    options: {
      out: { type: "string", value: "dir", text: "the folder to write to" },
      "database-url": {
        type: "string",
        value: "url",
        text: "the database, in place of DATABASE_URL",
      },
      schema: {
        type: "string",
        value: "name",
        text: "the schema of the tables: public by default",
      },
      owners: {
        type: "boolean",
        text: "also the addresses of those who have playlists, from the table profiles",
      },
      mapping,
      force: { type: "boolean", text: "replace a finished export" },
      "from-convex": {
        type: "boolean",
        text: "export from a deployment; the key as for import",
      },
      url,
      module,
    },
  },
  import: {
    usage: "import --dir dir [--dry-run]",
    text:
      "Checks every row of an export, then brings it into a deployment, in batches. Run\n" +
      "again, it finds what is there and goes on. The deployment's key comes from\n" +
      "CONVEX_DEPLOY_KEY or CONVEX_SELF_HOSTED_ADMIN_KEY, never from an argument.",
    options: {
      dir,
      "dry-run": { type: "boolean", text: "check everything, write nothing" },
      "drop-invalid": dropInvalid,
      mapping,
      url,
      module,
    },
  },
  verify: {
    usage: "verify --dir dir",
    text:
      "Compares an export with a deployment: fields, counts and the order of every\n" +
      "playlist. With the options that the import was given.",
    options: { dir, "drop-invalid": dropInvalid, mapping, url, module },
  },
} satisfies Record<string, Description>;

export type CommandName = keyof typeof descriptions;

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(descriptions, name);
}

/** The options of a command as `parseArgs` takes them. */
export function options(name: CommandName) {
  const all: Record<string, Option> = descriptions[name].options;
  const types = Object.entries(all).map(([option, { type }]) => [option, { type }]);
  return {
    ...(Object.fromEntries(types) as Record<string, { type: "string" | "boolean" }>),
    help: { type: "boolean" as const, short: "h" },
  };
}

/** What a command is for, or all of them. */
export function help(name?: CommandName): string {
  if (name === undefined) {
    const lines = Object.values(descriptions).map(({ usage }) => `  ${usage}\n`);
    return `convex-music-library <command>\n\n${lines.join("")}\n<command> --help tells more.\n`;
  }
  const { usage, text, options } = descriptions[name];
  const all: Record<string, Option> = options;
  const names = Object.entries(all).map(
    ([option, { value }]) => `--${option}${value === undefined ? "" : ` <${value}>`}`,
  );
  const width = Math.max(...names.map(({ length }) => length));
  const lines = Object.values(all).map(
    (option, index) => `  ${names[index]!.padEnd(width)}  ${option.text}\n`,
  );
  return `convex-music-library ${usage}\n\n${text}\n\n${lines.join("")}`;
}
