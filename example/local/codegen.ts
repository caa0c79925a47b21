import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { startLocalDeployment, type LocalDeployment } from "./deployment.js";
import { convexCli, run, type CliResult } from "./spawn.js";

/** Regenerates the code of the component and of the example with the Convex CLI. */
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const AUTH_CONFIG = fileURLToPath(new URL("../convex/auth.config.ts", import.meta.url));

type Step = { name: string; run(): Promise<CliResult> };

async function main() {
  const deployment = await startLocalDeployment();
  try {
    await setPlaceholders(deployment);
    for (const step of steps(deployment)) await perform(step);
  } finally {
    await deployment.close();
  }
}

function steps(deployment: LocalDeployment): Step[] {
  const cli = (...args: string[]) => convexCli(args, { ...deployment, cwd: ROOT });
  return [
    {
      name: "Generating the component's code",
      run: () => cli("codegen", "--component-dir", "./src/component"),
    },
    // The example imports the built package, as its users do.
    {
      name: "Building the package",
      run: () => run("npm", ["run", "build"], { cwd: ROOT }),
    },
    { name: "Generating the example's code", run: () => cli("codegen") },
  ];
}

async function perform(step: Step) {
  console.log(step.name);
  const { exitCode, stdout, stderr } = await step.run();
  if (exitCode === 0) return;
  throw new Error(`${step.name} failed:\n${stdout}${stderr}`);
}

/** Sets the variables that `auth.config.ts` reads, although nobody signs in here. */
async function setPlaceholders({ url, adminKey }: LocalDeployment) {
  const source = await readFile(AUTH_CONFIG, "utf8");
  const names = [...source.matchAll(/process\.env\.(\w+)/g)].map(([, name]) => name!);
  const changes = names.map((name) => ({ name, value: "https://issuer.invalid" }));
  const response = await fetch(`${url}/api/update_environment_variables`, {
    method: "POST",
    headers: { authorization: `Convex ${adminKey}` },
    body: JSON.stringify({ changes }),
  });
  if (!response.ok) throw new Error(await response.text());
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
