import { libraryError } from "../../../shared/errors.js";
import { typeOfName } from "../../../shared/fileType.js";
import { mediaType } from "../../../shared/media.js";
import { retryAfterMs } from "../retryAfter.js";

/** From where files may be copied to the storage. */
export type SourcePolicy = {
  /** `media.example.com`, `.example.com` for its subdomains, `media.example.com:8443`. */
  allowedHosts: readonly string[];
  /** Whether a host may be one of a private network, or this very machine. */
  allowPrivateHosts: boolean;
};

/** Why a file could not be copied, in words for people, without a URL's query. */
export class FileSourceError extends Error {
  override readonly name = "FileSourceError";
  /** Whether the same request may succeed later. */
  readonly isTemporary: boolean;
  /** How long the server asks to wait, in ms: from a second to five minutes. */
  readonly retryAfterMs?: number;

  constructor(
    message: string,
    details: { isTemporary?: boolean; retryAfterMs?: number | undefined } = {},
  ) {
    super(message);
    this.isTemporary = details.isTemporary ?? false;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** Throws `INVALID_ARGUMENT`, with the option's name, unless there are hosts to copy from. */
export function checkAllowedHosts({ allowedHosts }: SourcePolicy) {
  if (allowedHosts.length === 0) {
    throw invalidHosts("names no host that files may be copied from.");
  }
  for (const entry of allowedHosts) {
    if (parseAllowedHost(entry) !== null) continue;
    throw invalidHosts(
      `has "${entry}", which is neither a host, as media.example.com, nor .example.com for its subdomains; either may have a port.`,
    );
  }
}

function invalidHosts(fault: string) {
  const field = "fileMigration.allowedHosts";
  return libraryError("INVALID_ARGUMENT", `The option ${field} ${fault}`, { field });
}

/**
 * The URL of a source that may be fetched, without its fragment. Throws a
 * `FileSourceError` when it is not https, carries credentials, or is of another host
 * than those allowed. To what address a host's name leads can't be seen from here.
 */
export function checkSourceUrl(source: string, policy: SourcePolicy): URL {
  const url = URL.canParse(source) ? new URL(source) : null;
  if (url?.protocol !== "https:") {
    throw new FileSourceError("Only https URLs are copied from.");
  }
  if (url.username !== "" || url.password !== "") {
    throw new FileSourceError("The URL carries a user name or a password.");
  }
  if (!isAllowed(url, policy.allowedHosts)) {
    throw new FileSourceError(`${url.host} is not one of the allowed hosts.`);
  }
  if (!policy.allowPrivateHosts && isPrivateHost(url.hostname)) {
    throw new FileSourceError(`${url.host} is a host of a private network.`);
  }
  url.hash = "";
  return url;
}

/** A source as it may be shown: a signed URL's secrets are in its query. */
export function withoutQuery(source: string): string {
  if (!URL.canParse(source)) return source.replace(/[?#].*$/s, "");
  const { origin, pathname } = new URL(source);
  return origin + pathname;
}

/** A text with the queries of all its URLs cut off. */
export function withoutQueries(text: string): string {
  return text.replace(/(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>)]*/gi, "$1");
}

type AllowedHost = { hostname: string; port: string; isSuffix: boolean };

/** An entry of the allowed hosts as URLs are compared with it, or null if it is none. */
function parseAllowedHost(entry: string): AllowedHost | null {
  const isSuffix = entry.startsWith(".");
  const authority = isSuffix ? entry.slice(1) : entry;
  const isAuthority = /^(\[[\da-f:.]+\]|[^\s/?#@\\:[\]%*]+)(:\d{1,5})?$/i.test(authority);
  if (!isAuthority || !URL.canParse(`https://${authority}`)) return null;
  const { hostname, port } = new URL(`https://${authority}`);
  if (isAddress(hostname)) return isSuffix ? null : { hostname, port, isSuffix };
  const labels = hostname.split(".");
  const areLabels = labels.every((label) => /^[a-z0-9_-]+$/.test(label));
  const isTopLevel = isSuffix && labels.length === 1;
  return areLabels && !isTopLevel ? { hostname, port, isSuffix } : null;
}

function isAllowed(url: URL, allowedHosts: readonly string[]): boolean {
  return allowedHosts.map(parseAllowedHost).some((allowed) => {
    if (allowed === null || allowed.port !== url.port) return false;
    return allowed.isSuffix
      ? url.hostname.endsWith(`.${allowed.hostname}`)
      : url.hostname === allowed.hostname;
  });
}

/** Tells whether a URL's host is an address in place of a name. */
function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || /^\d+(\.\d+){3}$/.test(hostname);
}

/**
 * Tells whether a URL's host is an address, or has a name, that no public server has.
 * The host is as `URL` normalises it: addresses in their usual form, names in lower case.
 */
export function isPrivateHost(hostname: string): boolean {
  if (hostname.startsWith("[")) return !isPublicIPv6(hostname.slice(1, -1));
  if (isAddress(hostname)) return !isPublicIPv4(hostname);
  const name = hostname.replace(/\.$/, "");
  const isSingleLabel = !name.includes(".");
  return isSingleLabel || /\.(localhost|local|internal|home\.arpa)$/.test(name);
}

/** The IPv4 ranges that are not of the public Internet, each with the bits that count. */
const specialIPv4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // of carriers
  ["127.0.0.0", 8], // this machine
  ["169.254.0.0", 16], // link-local, where clouds keep their metadata
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3], // multicast, reserved and broadcast
] as const;

function isPublicIPv4(address: string): boolean {
  const value = numberOfIPv4(address);
  return !specialIPv4.some(([range, bits]) => {
    const width = 2 ** (32 - bits);
    return Math.floor(value / width) === Math.floor(numberOfIPv4(range) / width);
  });
}

function numberOfIPv4(address: string): number {
  return address.split(".").reduce((value, part) => value * 256 + Number(part), 0);
}

/**
 * Public addresses are in 2000::/3. Left out of it are the ranges that embed an IPv4
 * address (2001::/32, 2002::/16), and the one of documentation (2001:db8::/32).
 */
function isPublicIPv6(address: string): boolean {
  const [first = "", second = ""] = address.split(":");
  const high = parseInt(first || "0", 16);
  const low = parseInt(second || "0", 16);
  if (high < 0x2000 || high > 0x3fff || high === 0x2002) return false;
  return !(high === 0x2001 && (low === 0 || low === 0x0db8));
}

/** What a server said of a file before it sent it. */
export type SourceFile = {
  /** Bytes. */
  size: number;
  /** An audio type by its usual name. */
  contentType: string;
  /** The checksum in base64, if the server knows one of the whole file. */
  sha256: string | null;
};

/** Tells whether a status sends the client to another URL. */
export function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/**
 * Reads the head of an answer. Throws a `FileSourceError` unless it announces a whole
 * audio file of an accepted size.
 *
 * @param names Paths under which the file is known, for a server that does not tell types.
 */
export function readSourceHead(
  { status, headers }: Pick<Response, "status" | "headers">,
  { maxFileBytes, names }: { maxFileBytes: number; names: readonly string[] },
): SourceFile {
  checkStatus(status, headers);
  return {
    contentType: audioTypeOf(headers.get("content-type"), names),
    size: sizeOf(headers, maxFileBytes),
    sha256: checksumOf(headers),
  };
}

function checkStatus(status: number, headers: Headers) {
  if (status === 200) return;
  const isTemporary = status >= 500 || status === 429 || status === 408;
  throw new FileSourceError(`The server answered ${status}${meaningOf(status)}.`, {
    isTemporary,
    retryAfterMs: isTemporary ? retryAfterMs(headers.get("retry-after")) : undefined,
  });
}

function meaningOf(status: number): string {
  if (status === 404 || status === 410) return ": there is no such file";
  if (status === 401 || status === 403) {
    return ": it does not give the file out, or a signed URL has expired";
  }
  if (status === 429) return ": too many requests";
  return status >= 500 ? ": it has a fault" : "";
}

function audioTypeOf(contentType: string | null, names: readonly string[]): string {
  const essence = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  const known = mediaType("audio", essence);
  if (known !== null) return known;
  if (!genericTypes.includes(essence)) {
    const named = /^[\w.+-]+\/[\w.+-]+$/.test(essence) ? essence : "another type";
    throw new FileSourceError(`The server sends ${named}, not an accepted audio type.`);
  }
  for (const name of names) {
    const type = mediaType("audio", typeOfName(name) ?? undefined);
    if (type !== null) return type;
  }
  throw new FileSourceError(
    "The server does not tell the file's type, and its name has no audio extension.",
  );
}

/** What servers send for files of which they know nothing. */
const genericTypes = ["", "application/octet-stream", "binary/octet-stream"];

function sizeOf(headers: Headers, maxFileBytes: number): number {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  if (encoding !== "" && encoding !== "identity") {
    throw new FileSourceError("The server sends the file compressed.");
  }
  const length = headers.get("content-length")?.trim() ?? "";
  if (!/^\d{1,15}$/.test(length)) {
    throw new FileSourceError("The server does not tell the file's size.");
  }
  const size = Number(length);
  if (size === 0) throw new FileSourceError("The file is empty.");
  if (size <= maxFileBytes) return size;
  throw new FileSourceError(
    `The file has ${size} bytes; at most ${maxFileBytes} are accepted.`,
  );
}

/** Of an object that was uploaded in parts, S3 has a checksum of checksums: of no use here. */
function checksumOf(headers: Headers): string | null {
  const isComposite = headers.get("x-amz-checksum-type")?.toUpperCase() === "COMPOSITE";
  return isComposite ? null : sha256Base64(headers.get("x-amz-checksum-sha256"));
}

/** A SHA-256 in base64, from base64 or hexadecimal; null when it is neither. */
export function sha256Base64(checksum: string | null | undefined): string | null {
  const text = checksum?.trim() ?? "";
  if (/^[A-Za-z0-9+/]{43}=$/.test(text)) return text;
  if (!/^[0-9a-f]{64}$/i.test(text)) return null;
  const bytes = text.match(/../g)!.map((pair) => parseInt(pair, 16));
  return btoa(String.fromCharCode(...bytes));
}
