import { expect, test } from "vitest";
import { Terminal } from "./terminal.js";

function terminalOf(options: { quiet?: boolean; json?: boolean; isTTY?: boolean } = {}) {
  const written = { stdout: "", stderr: "" };
  const streams = {
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { isTTY: options.isTTY, write: (text: string) => (written.stderr += text) },
  };
  return { terminal: new Terminal(streams, options), written };
}

const hostile = "\u001b]0;owned\u0007 \u009b2J \r\n \u202etxt.exe\u2028";
const escaped = "\\u001b]0;owned\\u0007 \\u009b2J \\u000d\\u000a \\u202etxt.exe\\u2028";

test("control characters are escaped on both streams", () => {
  const { terminal, written } = terminalOf();
  terminal.print(hostile, "Café 🎧");
  terminal.printError(hostile);
  terminal.showProgress(hostile, { isLast: true });
  expect(written.stdout).toBe(`${escaped}\nCafé 🎧\n`);
  expect(written.stderr).toBe(`${escaped}\n${escaped}\n`);
});

test("in a terminal, progress replaces its own line, and still escapes its text", () => {
  const { terminal, written } = terminalOf({ isTTY: true });
  terminal.showProgress(hostile, { isLast: false });
  terminal.showProgress("done", { isLast: true });
  expect(written.stderr).toBe(`\r\u001b[K${escaped}\r\u001b[Kdone\n`);
});

test("JSON is printed alone on standard output, escaped but with the same values", () => {
  const { terminal, written } = terminalOf({ json: true });
  terminal.print("a table");
  terminal.addResults({ folder: hostile });
  terminal.addResults({ ok: true });
  terminal.printResults();
  expect(written.stdout).not.toMatch(/[^\n\P{Cc}]|\u202e|\u2028/u);
  expect(JSON.parse(written.stdout)).toEqual({ folder: hostile, ok: true });
});

test("quiet output has errors and nothing else", () => {
  const { terminal, written } = terminalOf({ quiet: true });
  terminal.print("a table");
  terminal.showProgress("half", { isLast: false });
  terminal.addResults({ ok: true });
  terminal.printResults();
  terminal.printError("It failed.");
  expect(written).toEqual({ stdout: "", stderr: "It failed.\n" });
});
