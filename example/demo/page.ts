import { createServer as createHttpServer } from "node:http";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { listen, type Listening } from "../local/index.js";
import type { Stage } from "./stage.js";

const PREFERRED_PORT = 5173;

/** Serves the page as `vite` does, for a stage; the account service lets it call. */
export async function servePage(stage: Stage): Promise<Listening> {
  // Read by the page's config, in which a variable of the process comes first.
  process.env.VITE_CONVEX_URL = stage.url;
  process.env.VITE_ACCOUNTS_URL = stage.accounts.url;
  process.env.VITE_CLERK_PUBLISHABLE_KEY = "";
  const server = createHttpServer();
  const vite = await createServer({
    configFile: fileURLToPath(new URL("../vite.config.ts", import.meta.url)),
    // With a server of its own it would end the process before the stage has stopped.
    server: { middlewareMode: true, ws: { server } },
    logLevel: "warn",
  });
  server.on("request", vite.middlewares);
  const listening = await listen(server, PREFERRED_PORT).catch(() => listen(server, 0));
  stage.accounts.allowPage(listening.url);
  return listening;
}
