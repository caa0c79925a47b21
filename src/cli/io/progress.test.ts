import { expect, test } from "vitest";
import { Progress } from "./progress.js";
import { Terminal } from "./terminal.js";

/** A progress whose clock only moves when it is told to. */
function progressOf(total?: number) {
  const lines: string[] = [];
  let ms = 0;
  const stream = { write: (text: string) => lines.push(text) };
  const terminal = new Terminal({ stdout: stream, stderr: stream });
  return {
    lines,
    progress: new Progress(terminal, "tracks", total, () => ms),
    pass: (seconds: number) => void (ms += seconds * 1000),
  };
}

test("shows the percentage, the rate and the time left, once a second", () => {
  const { lines, progress, pass } = progressOf(100_000);
  pass(2);
  progress.advance(1000);
  progress.advance(1000);
  pass(2);
  progress.advance(48_000);
  pass(200);
  progress.advance(50_000);
  progress.finish();
  expect(lines).toEqual([
    "tracks: 1,000 of 100,000 rows, 1%, 500 rows/s, 3 min 18 s left\n",
    "tracks: 50,000 of 100,000 rows, 50%, 12,500 rows/s, 4 s left\n",
    "tracks: 100,000 of 100,000 rows, 100%, 490 rows/s, 0 s left\n",
    "tracks: 100,000 of 100,000 rows, 490 rows/s\n",
  ]);
});

test("shows hours when there are hours left", () => {
  const { lines, progress, pass } = progressOf(10_000);
  pass(3600);
  progress.advance(4000);
  expect(lines).toEqual([
    "tracks: 4,000 of 10,000 rows, 40%, 1 rows/s, 1 h 30 min left\n",
  ]);
});

test("shows the rate alone when nobody knows the total, or there is nothing to do", () => {
  const unknown = progressOf();
  unknown.pass(2);
  unknown.progress.advance(10);
  expect(unknown.lines).toEqual(["tracks: 10 rows, 5 rows/s\n"]);
  const empty = progressOf(0);
  empty.progress.finish();
  expect(empty.lines).toEqual(["tracks: 0 of 0 rows, 0 rows/s\n"]);
});
