import { CommandError } from "../errors.js";
import { counted } from "../io/counts.js";
import type { ReportFile } from "../io/reportFile.js";
import type { Terminal } from "../io/terminal.js";
import type { ImportSource } from "./tableFile.js";
import { validate, type Validation } from "./validation.js";

/**
 * Reads and checks all rows, and reports what will not be imported. Throws `CommandError`
 * with the problems, if there are any.
 *
 * @param consequence What the problems prevented, such as "Nothing was imported".
 */
export async function validateAndReport(
  source: ImportSource,
  terminal: Terminal,
  consequence: string,
): Promise<Validation> {
  const validation = await validate(source);
  const { problems, dropped, unknownColumns, unknownOwners } = validation;
  for (const [column, rows] of unknownColumns) {
    terminal.print(
      `Not imported: the column ${column}, which has a value in ${counted(rows, "row")}.`,
    );
  }
  if (unknownOwners > 0) {
    terminal.print(
      `Without an owner: ${counted(unknownOwners, "playlist")}, because the email address is not known.`,
    );
  }
  if (dropped.count > 0) {
    terminal.print(`Left out: ${summaryOf(dropped, "value")}`, ...previewOf(dropped));
  }
  terminal.addResults({
    unknownColumns: Object.fromEntries(unknownColumns),
    unknownOwners,
    dropped: resultOf(dropped),
    problems: resultOf(problems),
  });
  if (problems.count === 0) return validation;
  await validation.orphans.finish();
  throw new CommandError(
    `${consequence}: ${summaryOf(problems, "problem")}`,
    previewOf(problems),
  );
}

/** Returns the length of a report and its file, which only exists if it has lines. */
export function resultOf({ count, path }: ReportFile) {
  return { count, file: count === 0 ? null : path };
}

function summaryOf({ count, path }: ReportFile, noun: string): string {
  return `${counted(count, noun)}, all in ${path}.`;
}

function previewOf({ preview }: ReportFile): string[] {
  return preview.map((line) => `  ${line}`);
}
