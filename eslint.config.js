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
  {
    // The CLI reads this file where no environment is generated yet.
    files: ["example/convex/auth.config.ts"],
    rules: { "@convex-dev/no-process-env": "off" },
  },
);
