import type { Terminal } from "./io/terminal.js";

/** The values of the options of a command line. */
export type OptionValues = Record<string, string | boolean | undefined>;

/** What a command runs with. */
export type Context = {
  values: OptionValues;
  env: Record<string, string | undefined>;
  terminal: Terminal;
};
