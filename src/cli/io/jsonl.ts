import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import { CommandError } from "../errors.js";

/** The number of rows, the size and the checksum of a file. */
export type FileFacts = { rows: number; bytes: number; sha256: string };

/**
 * Writes JSONL to a file. The file's name ends in `.partial` until it is complete. Each
 * write waits for the disk.
 */
export class JsonlWriter {
  readonly #hash = createHash("sha256");
  #rows = 0;
  #bytes = 0;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  /** Creates the file. Only the user can read it, because rows may hold personal data. */
  static async create(path: string): Promise<JsonlWriter> {
    return new JsonlWriter(path, await open(`${path}.partial`, "w", 0o600));
  }

  /** Writes rows that are JSON already and hold no line feeds. */
  async write(rows: string[]): Promise<void> {
    if (rows.length === 0) return;
    const data = Buffer.from(`${rows.join("\n")}\n`);
    await this.file.appendFile(data);
    this.#hash.update(data);
    this.#rows += rows.length;
    this.#bytes += data.length;
  }

  async finish(): Promise<FileFacts> {
    await this.file.sync();
    await this.file.close();
    await rename(`${this.path}.partial`, this.path);
    return { rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  /** Closes the file, which keeps its partial name. */
  async abandon(): Promise<void> {
    await this.file.close();
  }
}

/** Writes a text to a file. The file only gets its name once it is complete. */
export async function writeTextFile(path: string, text: string): Promise<void> {
  const file = await open(`${path}.partial`, "w", 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(`${path}.partial`, path);
}

const MAX_LINE_BYTES = 32 * 1024 * 1024;
const LINE_FEED = 10;

/**
 * Reads the lines of a file, chunk by chunk. Only a line feed ends a line. `node:readline`
 * would also split a line at U+2028, which JSON does not escape.
 */
export class JsonlReader {
  readonly #hash = createHash("sha256");
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #pieces: Buffer[] = [];
  #rows = 0;
  #bytes = 0;

  constructor(private readonly path: string) {}

  async *lines(): AsyncGenerator<string, void, void> {
    for await (const chunk of createReadStream(this.path) as AsyncIterable<Buffer>) {
      this.#hash.update(chunk);
      this.#bytes += chunk.length;
      let start = 0;
      for (let end; (end = chunk.indexOf(LINE_FEED, start)) >= 0; start = end + 1) {
        yield this.#line(chunk.subarray(start, end));
      }
      if (start < chunk.length) this.#keep(chunk.subarray(start));
    }
    if (this.#pieces.length > 0) yield this.#line(Buffer.alloc(0));
  }

  /** Returns the facts about the file. Call it after all lines have been read. */
  facts(): FileFacts {
    return { rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  #line(end: Buffer): string {
    const line = Buffer.concat([...this.#pieces, end]);
    this.#pieces = [];
    this.#rows += 1;
    try {
      return this.#decoder.decode(line);
    } catch {
      throw new CommandError(`${this.path}:${this.#rows}: the line is not UTF-8 text.`);
    }
  }

  #keep(piece: Buffer) {
    this.#pieces.push(piece);
    const length = this.#pieces.reduce((sum, { length }) => sum + length, 0);
    if (length <= MAX_LINE_BYTES) return;
    throw new CommandError(`${this.path}:${this.#rows + 1}: the line is too long.`);
  }
}
