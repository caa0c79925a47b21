/** Where progress is shown: standard error, so that output can be piped. */
export type Screen = { isTTY?: boolean; write(text: string): unknown };

const EVERY_MS = 1000;

/** Shows how far a piece of work is, at most once a second. */
export class Progress {
  readonly #startedAt = performance.now();
  #done = 0;
  #shownAt = performance.now();

  constructor(
    private readonly screen: Screen,
    private readonly label: string,
    private readonly total?: number,
  ) {}

  advance(rows: number) {
    this.#done += rows;
    const now = performance.now();
    if (now - this.#shownAt < EVERY_MS) return;
    this.#shownAt = now;
    this.#show(this.screen.isTTY ? "\r\u001b[K" : "", this.screen.isTTY ? "" : "\n");
  }

  /** Shows the last line, with the rate. */
  finish() {
    this.#show(this.screen.isTTY ? "\r\u001b[K" : "", "\n");
  }

  #show(before: string, after: string) {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const rate = Math.round(this.#done / Math.max(seconds, 0.001));
    const of = this.total === undefined ? "" : ` of ${count(this.total)}`;
    const text = `${this.label}: ${count(this.#done)}${of} rows, ${count(rate)} rows/s`;
    this.screen.write(`${before}${text}${after}`);
  }
}

export function count(value: number): string {
  return value.toLocaleString("en-US");
}
