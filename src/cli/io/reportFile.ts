import { rm } from "node:fs/promises";
import { join } from "node:path";
import { JsonlWriter } from "./jsonl.js";
import { escapeUnsafe } from "./terminal.js";

/** How many lines are kept for the terminal. */
const MAX_PREVIEW_LINES = 20;
const LINES_PER_WRITE = 1000;

/** A list that may get long. It is written to a file, which only exists if there are lines. */
export class ReportFile {
  /** The first lines of the list. */
  readonly preview: string[] = [];
  #count = 0;
  #pending: string[] = [];
  #writer: JsonlWriter | null = null;

  private constructor(readonly path: string) {}

  /** Starts a list, and removes the one that an earlier run left. */
  static async create(folder: string, name: string): Promise<ReportFile> {
    const path = join(folder, name);
    await rm(path, { force: true });
    return new ReportFile(path);
  }

  /** The number of lines. */
  get count() {
    return this.#count;
  }

  /** Adds a line. It is escaped, because the file is likely to be shown in a terminal. */
  async add(text: string): Promise<void> {
    const line = escapeUnsafe(text);
    this.#count += 1;
    if (this.preview.length < MAX_PREVIEW_LINES) this.preview.push(line);
    this.#pending.push(line);
    if (this.#pending.length === LINES_PER_WRITE) await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#flush();
    await this.#writer?.finish();
    this.#writer = null;
  }

  async #flush() {
    if (this.#pending.length === 0) return;
    this.#writer ??= await JsonlWriter.create(this.path);
    await this.#writer.write(this.#pending);
    this.#pending = [];
  }
}
