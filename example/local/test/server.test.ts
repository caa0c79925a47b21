import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { convexCli, spawnLocalDeployment, type SpawnedDeployment } from "../spawn.js";

let deployment: SpawnedDeployment;

beforeAll(async () => {
  deployment = await spawnLocalDeployment({ adminKey: "chosen" });
});

afterAll(() => deployment.stop());

describe("a local deployment", () => {
  test("says that it is for development and keeps data in memory", () => {
    const banner = deployment.output.join("\n");
    expect(banner).toContain("For development only");
    expect(banner).toContain("kept in memory");
  });

  test("listens on the loopback interface only", async () => {
    const addresses = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address?.family === "IPv4" && !address.internal)
      .map((address) => address!.address);
    const { port } = new URL(deployment.url);
    expect(new URL(deployment.url).hostname).toBe("127.0.0.1");
    for (const address of addresses) {
      await expect(fetch(`http://${address}:${port}/`)).rejects.toThrow("fetch failed");
    }
  });

  test("uses the given admin key", async () => {
    expect(deployment.adminKey).toBe("chosen");
    const ask = (key: string) =>
      fetch(`${deployment.url}/api/v1/get_canonical_urls`, {
        headers: { authorization: `Convex ${key}` },
      });
    expect((await ask("chosen")).status).toBe(200);
    expect((await ask("other")).status).toBe(403);
  });

  test("checks the admin key before it reads a body", async () => {
    const push = (authorization: string) =>
      fetch(`${deployment.url}/api/deploy2/start_push`, {
        method: "POST",
        headers: { authorization, "content-encoding": "br" },
        body: "not brotli",
      });
    expect((await push("Convex other")).status).toBe(403);
    expect((await push("")).status).toBe(403);
    expect((await push("Convex chosen")).status).toBe(400);
  });

  test("refuses a port that is taken", async () => {
    const port = Number(new URL(deployment.url).port);
    await expect(spawnLocalDeployment({ port })).rejects.toThrow("EADDRINUSE");
  });

  test("allows pages of other origins to call it", async () => {
    const response = await fetch(`${deployment.url}/api/query`, {
      method: "OPTIONS",
      headers: {
        origin: "http://localhost:5173",
        "access-control-request-headers": "content-type, convex-client",
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe(
      "http://localhost:5173",
    );
    expect(response.headers.get("access-control-allow-headers")).toContain(
      "convex-client",
    );
  });

  test("survives a client that violates the protocol", async () => {
    const socket = new WebSocket(`${deployment.url.replace("http", "ws")}/api/1.0/sync`);
    await once(socket, "open");
    socket.send("{");
    const [message] = (await once(socket, "message")) as [Buffer];
    expect(JSON.parse(message.toString())).toMatchObject({ type: "FatalError" });
    expect((await fetch(`${deployment.url}/version`)).status).toBe(200);
  });

  test("is the one that the CLI uses, whatever .env.local says", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "local-deployment-"));
    await writeFile(join(cwd, "package.json"), '{"dependencies":{"convex":"*"}}');
    await writeFile(join(cwd, ".env.local"), "CONVEX_DEPLOYMENT=dev:someone-elses-1\n");
    const set = await convexCli(["env", "set", "A", "b"], { ...deployment, cwd });
    expect(set).toMatchObject({ exitCode: 0 });
    const get = await convexCli(["env", "get", "A"], { ...deployment, cwd });
    expect(get.stdout).toBe("b\n");
    await rm(cwd, { recursive: true });
  });
});
