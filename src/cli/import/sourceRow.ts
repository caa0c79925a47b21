import { messageOf } from "../errors.js";
import { columnsOf, type Mapping } from "../schema/mapping.js";
import type { TableName } from "../schema/tables.js";

/** A column of a row whose value cannot be imported, and the reason. */
export type Problem = { column: string; message: string };

export type ReadingOptions = {
  mapping: Mapping;
  /** Leaves out invalid values of optional fields, instead of reporting a problem. */
  dropInvalid: boolean;
};

/** A row of a file. It collects the problems that occur while its fields are read. */
export class SourceRow {
  /** What must be fixed before anything is imported. */
  readonly problems: Problem[] = [];
  /** What is left out because of `dropInvalid`. */
  readonly dropped: Problem[] = [];
  readonly #used = new Set<string>();
  readonly #unusedParts: string[] = [];

  constructor(
    private readonly table: TableName,
    readonly values: Record<string, unknown>,
    private readonly options: ReadingOptions,
  ) {}

  /** Reads a required field. Do not use the result if the row has problems. */
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

  /** Reads an optional field. `dropInvalid` leaves out an invalid value. */
  optional<T>(field: string, convert: (value: unknown) => T, check?: (value: T) => void) {
    const { column, value } = this.#take(field);
    if (value === null) return undefined;
    const list = this.options.dropInvalid ? this.dropped : this.problems;
    return this.#converted(column, value, convert, check, list);
  }

  /** Reads an optional field whose value must be valid, even with `dropInvalid`. */
  strict<T>(field: string, convert: (value: unknown) => T, check?: (value: T) => void) {
    const { column, value } = this.#take(field);
    if (value === null) return undefined;
    return this.#converted(column, value, convert, check, this.problems);
  }

  /** Returns the column that a field comes from, and whether a mapping names it. */
  columnOf(field: string): { column: string | undefined; isMapped: boolean } {
    const { mapping } = this.options;
    const columns = columnsOf(mapping, this.table, field);
    return {
      column: columns.find((name) => Object.hasOwn(this.values, name)),
      isMapped: mapping[this.table]?.columns?.[field] !== undefined,
    };
  }

  /** Notes a part of a column that no field uses. */
  addUnusedPart(part: string) {
    this.#unusedParts.push(part);
  }

  /** Returns the columns with a value that no field uses and the mapping does not ignore. */
  unknownColumns(): string[] {
    const ignored = this.options.mapping[this.table]?.ignore ?? [];
    return [...Object.keys(this.values), ...this.#unusedParts].filter(
      (column) =>
        this.values[column] !== null &&
        !this.#used.has(column) &&
        !ignored.includes(column),
    );
  }

  #take(field: string): { column: string; value: unknown } {
    const { mapping } = this.options;
    const { column } = this.columnOf(field);
    if (column !== undefined) this.#used.add(column);
    const value = column === undefined ? null : this.values[column];
    return {
      column: column ?? columnsOf(mapping, this.table, field)[0] ?? field,
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
      problems.push({ column, message: refusalMessage(error) });
      return undefined;
    }
  }
}

/** The message of an error. Errors of the library have it in their data. */
function refusalMessage(error: unknown): string {
  const { data } = error as { data?: { message?: string } };
  return data?.message ?? messageOf(error);
}
