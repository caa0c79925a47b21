type Stream = { isTTY?: boolean; write(text: string): unknown };

/** The standard streams of a process. */
export type Streams = { stdout: Stream; stderr: Stream };

/**
 * Control characters, which can move the cursor or hide text, the line separators, and
 * the characters that change the direction of a text.
 */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Writes unsafe characters as JSON does, so that they are visible and harmless. */
export function escapeUnsafe(text: string): string {
  return text.replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const CLEAR_LINE = "\r\u001b[K";

/**
 * The output of a command. Everything that is printed goes through here and is escaped
 * line by line, because messages quote what files and databases hold.
 */
export class Terminal {
  readonly #quiet: boolean;
  readonly #json: boolean;
  #results: Record<string, unknown> = {};

  /** @param options `quiet` prints errors only; `json` prints one JSON object instead. */
  constructor(
    private readonly streams: Streams,
    options: { quiet?: boolean; json?: boolean } = {},
  ) {
    this.#quiet = options.quiet ?? false;
    this.#json = options.json ?? false;
  }

  /** Prints lines for people on standard output. */
  print(...lines: string[]) {
    if (!this.#quiet && !this.#json) write(this.streams.stdout, lines);
  }

  /** Prints lines on standard error, even with `--quiet`. */
  printError(...lines: string[]) {
    write(this.streams.stderr, lines);
  }

  /** Adds fields to the JSON object. */
  addResults(results: Record<string, unknown>) {
    this.#results = { ...this.#results, ...results };
  }

  /** Prints the JSON object, if it was asked for. */
  printResults() {
    if (this.#json) write(this.streams.stdout, [JSON.stringify(this.#results)]);
  }

  /** Shows a line of progress on standard error. In a terminal it replaces the one before. */
  showProgress(line: string, { isLast }: { isLast: boolean }) {
    if (this.#quiet) return;
    const { stderr } = this.streams;
    const [start, end] = stderr.isTTY ? [CLEAR_LINE, isLast ? "\n" : ""] : ["", "\n"];
    stderr.write(`${start}${escapeUnsafe(line)}${end}`);
  }
}

function write(stream: Stream, lines: string[]) {
  stream.write(lines.map((line) => `${escapeUnsafe(line)}\n`).join(""));
}
