import { spawn } from "node:child_process";

/*
 * What `npm run dev` runs beside the push: the page, and a build of src/ at every change,
 * which the push then takes. All of it ends together.
 */

const commands = [
  "tsup --watch src --no-clean",
  "tsc -p tsconfig.build.json --watch --preserveWatchOutput",
  "vite example --config example/vite.config.ts",
];

const children = commands.map((command) =>
  spawn(command, { shell: true, stdio: "inherit" }),
);

function stop() {
  for (const child of children) child.kill();
}

for (const child of children) {
  child.once("exit", (code) => {
    process.exitCode ||= code ?? 0;
    stop();
  });
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
