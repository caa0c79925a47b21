import { expect, test } from "vitest";
import { run } from "../../example/local/spawn.js";
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
