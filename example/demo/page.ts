import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import type { Stage } from "./stage.js";

const PREFERRED_PORT = 5173;

/** Serves the page as `vite` does, for a stage; the account service lets it call. */
export async function servePage(stage: Stage): Promise<{ url: string }> {
  // Read by the page's config, in which a variable of the process comes first.
  process.env.VITE_CONVEX_URL = stage.url;
  process.env.VITE_ACCOUNTS_URL = stage.accounts.url;
  process.env.VITE_CLERK_PUBLISHABLE_KEY = "";
  const server = await createServer({
    configFile: fileURLToPath(new URL("../vite.config.ts", import.meta.url)),
    server: { host: "127.0.0.1", port: PREFERRED_PORT },
    logLevel: "warn",
  });
  await server.listen();
  const { port } = server.httpServer!.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  stage.accounts.allowPage(url);
  return { url };
}
