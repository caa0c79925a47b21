import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { run } from "../../example/local/index.js";
import { repository } from "./deployed.js";

test("the demo plays its whole story once and exits with 0", async () => {
  const args = ["--import", "tsx", "example/demo/main.ts", "--once"];
  const { exitCode, stdout, stderr } = await run(process.execPath, args, {
    cwd: repository,
  });
  expect(stderr).toBe("");
  expect(stdout).toContain("All 10 steps held.");
  expect(stdout).not.toContain("✗");
  expect(exitCode).toBe(0);
});

test("the demo serves the page, until it is stopped", async () => {
  const args = ["--import", "tsx", "example/demo/main.ts"];
  const demo = spawn(process.execPath, args, { cwd: repository });
  const exited = once(demo, "exit");
  let url: string | undefined;
  for await (const line of createInterface({ input: demo.stdout })) {
    url = /^The page +(\S+)$/.exec(line)?.[1] ?? url;
    if (line.includes("admin key")) break;
  }
  const page = await fetch(url!);
  expect(await page.text()).toContain('<div id="root">');
  demo.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
});
