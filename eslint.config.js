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
  {
    // The CLI reads this file where no environment is generated yet.
    files: ["example/convex/auth.config.ts"],
    rules: { "@convex-dev/no-process-env": "off" },
  },
);
