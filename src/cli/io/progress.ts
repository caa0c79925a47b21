import { formatCount } from "./counts.js";
import type { Terminal } from "./terminal.js";

const INTERVAL_MS = 1000;

/** Shows how many rows of a table are done, at most once a second. */
export class Progress {
  readonly #startedAt: number;
  #done = 0;
  #shownAt: number;

  /**
   * @param total The number of rows, if it is known.
   * @param now A clock in ms.
   */
  constructor(
    private readonly terminal: Terminal,
    private readonly label: string,
    private readonly total?: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#startedAt = this.#shownAt = now();
  }

  advance(rows: number) {
    this.#done += rows;
    if (this.now() - this.#shownAt < INTERVAL_MS) return;
    this.#shownAt = this.now();
    this.#show({ isLast: false });
  }

  /** Shows the last line, with the average rate. */
  finish() {
    this.#show({ isLast: true });
  }

  #show({ isLast }: { isLast: boolean }) {
    const { label, total } = this;
    const seconds = (this.now() - this.#startedAt) / 1000;
    const rate = this.#done / Math.max(seconds, 0.001);
    const parts = [
      `${label}: ${formatCount(this.#done)}${total === undefined ? "" : ` of ${formatCount(total)}`} rows`,
    ];
    const isCounting = !isLast && total !== undefined && total > 0;
    if (isCounting) parts.push(`${Math.floor((100 * this.#done) / total)}%`);
    parts.push(`${formatCount(Math.round(rate))} rows/s`);
    if (isCounting && rate > 0) {
      parts.push(`${formatSeconds((total - this.#done) / rate)} left`);
    }
    this.terminal.showProgress(parts.join(", "), { isLast });
  }
}

/** Writes a time span, as `2 h 5 min`, `2 min 5 s` or `5 s`. */
function formatSeconds(value: number): string {
  const seconds = Math.ceil(value);
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
