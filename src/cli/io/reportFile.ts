import { rm } from "node:fs/promises";
import { join } from "node:path";
import { JsonlWriter } from "./jsonl.js";

const LINES_AT_ONCE = 1000;

/** A list that may get long: in a file, which is there only if the list has entries. */
export class ListFile {
  #count = 0;
  #pending: string[] = [];
  #writer: JsonlWriter | null = null;

  private constructor(private readonly path: string) {}

  /** Removes the list that an earlier run left. */
  static async create(folder: string, name: string): Promise<ListFile> {
    const path = join(folder, name);
    await rm(path, { force: true });
    return new ListFile(path);
  }

  get count() {
    return this.#count;
  }

  async add(line: string): Promise<void> {
    this.#count += 1;
    this.#pending.push(line);
    if (this.#pending.length === LINES_AT_ONCE) await this.#flush();
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
