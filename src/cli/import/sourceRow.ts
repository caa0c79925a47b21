import { columnsOf, type Mapping } from "../schema/mapping.js";
import { messageOf } from "../errors.js";
import type { TableName } from "../schema/tables.js";

/** What is wrong with a column of a row. */
export type Problem = { column: string; message: string };

export type ReadingOptions = {
  mapping: Mapping;
  /** Leaves out values that are not acceptable of fields that need not be there. */
  dropInvalid: boolean;
};

/** A row of a file, from which fields are taken one by one; problems are gathered. */
export class SourceRow {
  /** What must be put right before anything is imported. */
  readonly problems: Problem[] = [];
  /** What is left out. */
  readonly dropped: Problem[] = [];
  readonly #used = new Set<string>();
  readonly #leftOut: string[] = [];

  constructor(
    private readonly table: TableName,
    readonly values: Record<string, unknown>,
    private readonly options: ReadingOptions,
  ) {}

  /** A field that must be there. Its value is not to be used when there are problems. */
  required<T>(
    field: string,
    convert: (value: unknown) => T,
    check?: (value: T) => void,
  ): T {
    const { column, value } = this.#take(field);
    if (value === null) this.problems.push({ column, message: "is missing." });
    else return this.#converted(column, value, convert, check, this.problems)!;
    return undefined as T;
  }

  /** A field that may be missing, and is left out if that is wanted of a bad one. */
  optional<T>(field: string, convert: (value: unknown) => T, check?: (value: T) => void) {
    const { column, value } = this.#take(field);
    if (value === null) return undefined;
    const list = this.options.dropInvalid ? this.dropped : this.problems;
    return this.#converted(column, value, convert, check, list);
  }

  /** A field that may be missing, but must be right if it is there. */
  strict<T>(field: string, convert: (value: unknown) => T, check?: (value: T) => void) {
    const { column, value } = this.#take(field);
    if (value === null) return undefined;
    return this.#converted(column, value, convert, check, this.problems);
  }

  /** Notes a part of a column that no field is made of. */
  leaveOut(part: string) {
    this.#leftOut.push(part);
  }

  /** What no field was made of though it has a value, unless somebody chose to ignore it. */
  unknownColumns(): string[] {
    const ignored = this.options.mapping[this.table]?.ignore ?? [];
    return [...Object.keys(this.values), ...this.#leftOut].filter(
      (column) =>
        this.values[column] !== null &&
        !this.#used.has(column) &&
        !ignored.includes(column),
    );
  }

  #take(field: string): { column: string; value: unknown } {
    const { mapping } = this.options;
    const columns = columnsOf(mapping, this.table, field);
    const column = columns.find((name) => Object.hasOwn(this.values, name));
    if (column !== undefined) this.#used.add(column);
    const value = column === undefined ? null : this.values[column];
    return {
      column: column ?? columns[0] ?? field,
      value: value ?? mapping[this.table]?.defaults?.[field] ?? null,
    };
  }

  #converted<T>(
    column: string,
    value: unknown,
    convert: (value: unknown) => T,
    check: ((value: T) => void) | undefined,
    problems: Problem[],
  ): T | undefined {
    try {
      const converted = convert(value);
      check?.(converted);
      return converted;
    } catch (error) {
      problems.push({ column, message: refusalText(error) });
      return undefined;
    }
  }
}

/** The message of a refusal; an error of the library carries it in its data. */
function refusalText(error: unknown): string {
  const { data } = error as { data?: { message?: string } };
  return data?.message ?? messageOf(error);
}
