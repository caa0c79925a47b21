import { defineConfig } from "tsup";

// One output file a module: the Convex CLI pushes every file it finds beside
// convex.config.js, so a bundle or a shared chunk would be pushed as well.
export default defineConfig({
  entry: ["src/**/*.ts", "!src/**/*.test.ts", "!src/test.ts", "!src/testing/**"],
  format: "esm",
  bundle: false,
  splitting: false,
  sourcemap: true,
  clean: true,
  dts: false, // tsc emits the declarations, one a module
  silent: true,
  target: "es2022",
  platform: "neutral",
  outDir: "dist",
});
