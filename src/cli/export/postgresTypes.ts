/** The ids of the types of PostgreSQL that have their own form in JSON. */
const TYPES = {
  bool: 16,
  int2: 21,
  int4: 23,
  float4: 700,
  float8: 701,
  json: 114,
  jsonb: 3802,
  timestamp: 1114,
  timestamptz: 1184,
} as const;

const numbers: number[] = [TYPES.int2, TYPES.int4, TYPES.float4, TYPES.float8];
const documents: number[] = [TYPES.json, TYPES.jsonb];
const times: number[] = [TYPES.timestamp, TYPES.timestamptz];

/** The types whose text in PostgreSQL is the value itself, without a syntax of its own. */
const textTypes = [
  ...["text", "varchar", "bpchar", "name", "citext", "uuid", "int8", "numeric"],
  ...["date", "time", "timetz", "interval", "bit", "varbit"],
];
const jsonTypes = Object.keys(TYPES);

/** A type as the catalog of PostgreSQL describes it. */
export type PostgresType = {
  name: string;
  isEnum: boolean;
  /** The type of the elements, if this is an array. */
  element: { id: number; name: string; isEnum: boolean } | null;
};

/** Tells whether `jsonOf` has a rule for the type. Other types become text. */
export function isSupported({ name, isEnum, element }: PostgresType): boolean {
  if (element !== null) return isSupported({ ...element, element: null });
  return isEnum || textTypes.includes(name) || jsonTypes.includes(name);
}

/**
 * Converts a value to JSON without losing anything. The text is what PostgreSQL writes in
 * the time zone UTC. bigint and numeric stay text, because a number in JavaScript cannot
 * hold all of them. So do NaN and infinity, which JSON does not have.
 *
 * @param type The id of the value's type.
 * @param elementType For an array, the id of the type of its elements.
 */
export function jsonOf(text: string | null, type: number, elementType?: number): string {
  if (text === null) return "null";
  if (elementType !== undefined) return arrayJsonOf(text, elementType);
  if (type === TYPES.bool) return text === "t" ? "true" : "false";
  if (numbers.includes(type)) return isJsonNumber(text) ? text : JSON.stringify(text);
  // JSON may have line ends between its tokens. Inside of texts they are escaped.
  if (documents.includes(type)) return text.replace(/[\r\n]/g, " ");
  if (times.includes(type)) return JSON.stringify(isoTime(text));
  return JSON.stringify(text);
}

/** A bracket, a comma, an element in quotes, or one without. */
const ARRAY_TOKEN = /[{},]|"((?:[^"\\]|\\.)*)"|[^{},"]+/gs;

/** Converts an array such as `{a,"b, c",NULL}` or `{{1,2},{3,4}}`. */
function arrayJsonOf(text: string, elementType: number): string {
  // Arrays that do not begin at 1 have their bounds in front: `[0:1]={a,b}`.
  const literal = text.replace(/^[^{]*=/, "");
  return literal.replace(ARRAY_TOKEN, (token, quoted: string | undefined) => {
    if (token === "{") return "[";
    if (token === "}") return "]";
    if (token === ",") return ",";
    if (token === "NULL") return "null";
    return jsonOf(quoted === undefined ? token : unescaped(quoted), elementType);
  });
}

function unescaped(text: string) {
  return text.replace(/\\(.)/gs, "$1");
}

function isJsonNumber(text: string) {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text);
}

/** Converts `2024-03-31 01:30:00.5+00` to ISO 8601. A time without a zone is UTC. */
function isoTime(text: string): string {
  const parts = /^(\d+-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?:\+00)?$/.exec(text);
  // ISO 8601 has no infinity, and no years before Christ in this form.
  return parts === null ? text : `${parts[1]}T${parts[2]}Z`;
}
