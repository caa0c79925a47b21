#!/usr/bin/env node
import { interruptionMessage, run } from "./commands.js";
import { Terminal } from "./io/terminal.js";

/** Exit codes of a process that a signal ended: 128 and the signal's number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 };

const args = process.argv.slice(2);

for (const [signal, exitCode] of Object.entries(SIGNALS)) {
  process.once(signal, () => {
    new Terminal(process).printError("", interruptionMessage(args));
    process.exit(exitCode);
  });
}

process.exitCode = await run(args, process);
