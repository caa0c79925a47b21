import convex from "@convex-dev/eslint-plugin";
import js from "@eslint/js";
import tseslint from "typescript-eslint";

const convexRules = {
  "@convex-dev/no-old-registered-function-syntax": "error",
  "@convex-dev/require-args-validator": "error",
  "@convex-dev/explicit-table-ids": "error",
  "@convex-dev/no-filter-in-query": "error",
  "@convex-dev/no-collect-in-query": "error",
  "@convex-dev/no-top-of-hour-crons": "error",
  "@convex-dev/no-schema-import-cycle": "error",
  "@convex-dev/no-duplicate-indexes": "error",
  "@convex-dev/no-process-env": "error",
};

// Imports point inwards: everybody uses `shared`, which uses nobody.
const inwards = {
  shared: ["component", "client", "react", "cli", "testing"],
  component: ["client", "react", "cli", "testing"],
  client: ["react", "cli", "testing"],
  react: ["client", "cli", "testing"],
  cli: ["client", "component", "react", "testing"],
};

// The areas of the component's model, from the inside out: an area uses those that its
// line names, so there are no circles between them.
const areas = {
  work: [],
  users: ["work"],
  tracks: ["work"],
  storage: ["tracks", "work"],
  playlists: ["tracks", "users", "work"],
  lifecycle: ["playlists", "storage", "tracks", "users", "work"],
  clerk: ["lifecycle", "users", "work"],
  migrations: ["playlists", "tracks", "users", "work"],
  fileMigration: ["storage", "tracks", "work"],
};

const publicFiles = "(access|users|tracks|playlists|storage|clerk|migrations|http|crons)";

function importsOfArea(area) {
  const others = Object.keys(areas).filter(
    (other) => other !== area && !areas[area].includes(other),
  );
  return [
    {
      regex: `^\\.\\./(${others.join("|")})/`,
      message: `model/${area} does not use this area: see the list in eslint.config.js.`,
    },
    {
      regex: `^(\\.\\./)+${publicFiles}\\.js$`,
      message: "Functions use the model, never the other way.",
    },
  ];
}

// Each table is written by one module, so that nothing that goes with a write is missed.
const writers = {
  "work/runs.ts": ["runs"],
  "users/users.ts": ["users", "deletedUsers"],
  "users/counters.ts": ["counters"],
  "tracks/tracks.ts": ["tracks"],
  "storage/files.ts": ["files"],
  "storage/usage.ts": ["storageUsage"],
  "storage/uploads.ts": ["uploadWatermark"],
  "playlists/playlists.ts": ["playlists"],
  "playlists/items.ts": ["playlistTracks"],
  "playlists/collaborators.ts": ["playlistCollaborators"],
  "playlists/trackItems.ts": ["removedTracks"],
  "clerk/deliveries.ts": ["webhookDeliveries"],
  "clerk/candidates.ts": ["cleanupCandidates"],
  "fileMigration/copies.ts": ["fileCopies"],
};

const databaseWrites =
  "CallExpression[callee.object.property.name='db'][callee.property.name=/^(insert|patch|replace|delete)$/]";

function onlyWrites(tables) {
  return [
    "error",
    {
      selector:
        tables.length === 0
          ? databaseWrites
          : `${databaseWrites}:not([arguments.0.value=/^(${tables.join("|")})$/])`,
      message: "Another module writes this table: see the list in eslint.config.js.",
    },
  ];
}

export default tseslint.config(
  {
    ignores: [
      "**/dist/",
      "coverage/",
      "artifacts/",
      "**/_generated/",
      "**/.next/",
      "**/next-env.d.ts",
    ],
  },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      // An interface gives the type of a validator a name that editors show.
      "@typescript-eslint/no-empty-object-type": [
        "error",
        { allowInterfaces: "with-single-extends" },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ["src/component/**/*.ts", "example/convex/**/*.ts"],
    plugins: { "@convex-dev": convex },
    rules: convexRules,
  },
  ...Object.entries(inwards).map(([floor, others]) => ({
    files: [`src/${floor}/**/*.ts`],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { regex: `/(${others.join("|")})/`, message: "Imports point inwards." },
          ],
        },
      ],
    },
  })),
  ...Object.keys(areas).map((area) => ({
    files: [`src/component/model/${area}/**/*.ts`],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: `/(${inwards.component.join("|")})/`,
              message: "Imports point inwards.",
            },
            ...importsOfArea(area),
          ],
        },
      ],
    },
  })),
  {
    files: ["src/component/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-syntax": onlyWrites([]),
      "no-restricted-properties": [
        "error",
        { object: "ctx", property: "auth", message: "The caller is an argument." },
      ],
    },
  },
  ...Object.entries(writers).map(([file, tables]) => ({
    files: [`src/component/model/${file}`],
    rules: { "no-restricted-syntax": onlyWrites(tables) },
  })),
  {
    files: ["test/**/*.{ts,tsx}", "example/**/*.{ts,tsx}", "scripts/**/*.ts"],
    ignores: ["example/local/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "(^|/)local/(?!(indexes/)?index\\.js$)",
              message: "Import from example/local/index.js, its public face.",
            },
          ],
        },
      ],
    },
  },
  {
    // The CLI reads this file where no environment is generated yet.
    files: ["example/convex/auth.config.ts"],
    rules: { "@convex-dev/no-process-env": "off" },
  },
);
