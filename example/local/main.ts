import { parseArgs } from "node:util";
import { startLocalDeployment } from "./deployment.js";
import { describeError } from "./errors.js";
import { READY_PREFIX } from "./ready.js";

const USAGE = `Runs a Convex deployment on this machine, for development.

Usage: tsx example/local/main.ts [options]

  --port <number>       port of the API for the CLI and the clients (default 3210)
  --site-port <number>  port of the HTTP actions (default 3211)
  --admin-key <key>     the admin key for the CLI (default: a random key)
  --help                print this help

Port 0 chooses a free port.`;

const DEFAULT_PORT = 3210;
const DEFAULT_SITE_PORT = 3211;

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: "string" },
      "site-port": { type: "string" },
      "admin-key": { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const print = console.log;
  const deployment = await startLocalDeployment({
    port: portFrom(values.port, DEFAULT_PORT),
    sitePort: portFrom(values["site-port"], DEFAULT_SITE_PORT),
    ...(values["admin-key"] !== undefined && { adminKey: values["admin-key"] }),
    log: (line) => print(line),
  });
  const { url, siteUrl, adminKey } = deployment;
  print("Local Convex deployment. For development only: data is kept in memory and");
  print("is lost when this process ends. It listens on the loopback interface only.");
  print(`  CONVEX_SELF_HOSTED_URL=${url}`);
  print(`  CONVEX_SELF_HOSTED_ADMIN_KEY=${adminKey}`);
  print(`  HTTP actions at ${siteUrl}`);
  print(READY_PREFIX + JSON.stringify({ url, siteUrl, adminKey }));
  // A promise that a function did not await must not end the whole deployment.
  process.on("unhandledRejection", (error) =>
    print(`Unhandled: ${describeError(error)}`),
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void deployment.close().then(() => process.exit(0)));
  }
}

function portFrom(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65536) return port;
  throw new Error(`Not a port: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
