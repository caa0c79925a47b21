import { describe, expect, test } from "vitest";
import {
  checkAllowedHosts,
  checkSourceUrl,
  FileSourceError,
  isPrivateHost,
  readSourceHead,
  sha256Base64,
  withoutQueries,
  withoutQuery,
} from "./fileSource.js";

function refusalOf(
  source: string,
  allowedHosts: string[],
  { allowPrivateHosts = false } = {},
): string | null {
  try {
    checkSourceUrl(source, { allowedHosts, allowPrivateHosts });
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(FileSourceError);
    expect((error as FileSourceError).isTemporary).toBe(false);
    return (error as FileSourceError).message;
  }
}

describe("a source may be fetched when", () => {
  test.each([
    ["https://media.example.com/a.mp3", ["media.example.com"]],
    ["https://MEDIA.example.com/a.mp3", ["media.EXAMPLE.com"]],
    ["https://media.example.com:443/a.mp3", ["media.example.com"]],
    ["https://media.example.com/a.mp3", ["media.example.com:443"]],
    ["https://media.example.com:8443/a.mp3", ["media.example.com:8443"]],
    ["https://a.media.example.com/a.mp3", [".example.com"]],
    ["https://a.example.com:8443/a.mp3", [".example.com:8443"]],
    ["https://bücher.example/a.mp3", ["xn--bcher-kva.example"]],
    ["https://xn--bcher-kva.example/a.mp3", ["bücher.example"]],
    ["https://93.184.216.34/a.mp3", ["93.184.216.34"]],
    ["https://[2606:2800:220:1::1]/a.mp3", ["[2606:2800:220:1:0:0:0:1]"]],
    ["https://my_bucket.s3.amazonaws.com/a?X-Amz-Signature=b", [".s3.amazonaws.com"]],
    ["https://other.example/a", ["media.example.com", "other.example"]],
  ])("%s, of %j", (source, allowedHosts) => {
    expect(refusalOf(source, allowedHosts)).toBeNull();
  });
});

describe("a source is refused when it is not one of the hosts", () => {
  test.each([
    ["https://example.com/a.mp3", ["media.example.com"]],
    ["https://media.example.com.evil.example/a.mp3", ["media.example.com"]],
    ["https://evilexample.com/a.mp3", [".example.com"]],
    ["https://example.com/a.mp3", [".example.com"]],
    ["https://media.example.com./a.mp3", ["media.example.com"]],
    ["https://media.example.com:8443/a.mp3", ["media.example.com"]],
    ["https://media.example.com/a.mp3", ["media.example.com:8443"]],
    ["https://a.example.com/a.mp3", [".example.com:8443"]],
    ["https://media.example.com/a.mp3", []],
    ["https://media.example.com/a.mp3", ["*", "https://media.example.com"]],
    ["https://evil.example\\@media.example.com/a.mp3", ["media.example.com"]],
    ["https://evil.example#@media.example.com/a.mp3", ["media.example.com"]],
  ])("%s, of %j", (source, allowedHosts) => {
    expect(refusalOf(source, allowedHosts)).toMatch(/is not one of the allowed hosts/);
  });
});

describe("a source is refused, whatever the hosts,", () => {
  test.each([
    ["http://media.example.com/a.mp3", /https/],
    ["ftp://media.example.com/a.mp3", /https/],
    ["file:///etc/passwd", /https/],
    ["data:audio/mpeg;base64,AAAA", /https/],
    ["media.example.com/a.mp3", /https/],
    ["", /https/],
    ["https://", /https/],
    ["https://user@media.example.com/a.mp3", /user name/],
    ["https://:secret@media.example.com/a.mp3", /user name/],
  ])("as %s", (source, refusal) => {
    const allow = ["media.example.com"];
    const message = refusalOf(source, allow, { allowPrivateHosts: true });
    expect(message).toMatch(refusal);
    expect(message).not.toContain("secret");
  });
});

// Each as URLs may spell it; the URL parser knows the odd forms.
const privateHosts = [
  ...["localhost", "LOCALHOST", "a.localhost", "printer.local", "db.internal"],
  ...["localhost.", "minio", "host.docker.internal", "router.home.arpa"],
  ...["127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "017700000001", "127.255.0.9"],
  ...["0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255"],
  ...["169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.0.0.8"],
  ...["192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1"],
  ...["224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"],
  ...["[::]", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:93.184.216.34]", "[::127.0.0.1]"],
  ...["[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd12:3456::1]", "[ff02::1]"],
  ...["[64:ff9b::a00:1]", "[100::1]", "[2001::1]", "[2001:db8::1]", "[2002:a00:1::]"],
];

const publicHosts = [
  ...["example.com", "media.example.com", "localhost.example.com", "local.example"],
  ...["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0"],
  ...["126.255.255.255", "128.0.0.0", "169.253.0.1", "172.15.255.255", "172.32.0.0"],
  ...["192.167.0.1", "192.169.0.1", "198.17.0.1", "198.20.0.1", "223.255.255.255"],
  ...["[2606:4700::1111]", "[2001:4860:4860::8888]", "[3fff::1]", "[2003::1]"],
];

test.each(privateHosts)(
  "%s is a private host, refused unless those are allowed",
  (host) => {
    const { hostname } = new URL(`https://${host}`);
    expect(isPrivateHost(hostname)).toBe(true);
    const source = `https://${host}/a.mp3`;
    expect(refusalOf(source, [hostname])).not.toBeNull();
    const isEntry = !hostname.endsWith("."); // what no entry can name is never allowed
    const allowed = refusalOf(source, [hostname], { allowPrivateHosts: true });
    expect(allowed === null).toBe(isEntry);
  },
);

test.each(publicHosts)("%s is a public host", (host) => {
  expect(isPrivateHost(new URL(`https://${host}`).hostname)).toBe(false);
});

test("a URL loses its fragment, and keeps its query", () => {
  const policy = { allowedHosts: ["a.example"], allowPrivateHosts: false };
  const url = checkSourceUrl("https://a.example/b.mp3?c=d#e", policy);
  expect(url.href).toBe("https://a.example/b.mp3?c=d");
});

describe("allowed hosts", () => {
  test.each([
    [""],
    ["."],
    ["*"],
    ["*.example.com"],
    [".com"],
    ["..example.com"],
    ["example..com"],
    ["example.com."],
    ["https://example.com"],
    ["example.com/music"],
    ["example.com?a"],
    ["user@example.com"],
    ["example.com:port"],
    ["example.com:123456"],
    ["example.com:99999"],
    ["a b.example"],
    [" example.com"],
    [".127.0.0.1"],
    [".[::1]"],
    ["%65xample.com"],
  ])("may not be %j", (entry) => {
    const policy = { allowedHosts: ["fine.example", entry], allowPrivateHosts: true };
    expect(() => checkAllowedHosts(policy)).toThrow(
      expect.objectContaining({
        data: expect.objectContaining({
          code: "INVALID_ARGUMENT",
          field: "fileMigration.allowedHosts",
          message: expect.stringContaining(JSON.stringify(entry)),
        }),
      }) as Error,
    );
  });

  test("have to be some", () => {
    const none = { allowedHosts: [], allowPrivateHosts: true };
    expect(() => checkAllowedHosts(none)).toThrow(/names no host/);
  });

  test.each([
    ["localhost:3000"],
    ["127.0.0.1:1"],
    ["[::1]:1"],
    [".a.example:1"],
    ["x_y.z"],
  ])("may be %s", (entry) => {
    checkAllowedHosts({ allowedHosts: [entry], allowPrivateHosts: false });
  });
});

test.each([
  ["https://a.example/b.mp3?X-Amz-Signature=secret", "https://a.example/b.mp3"],
  ["https://a.example:8443/b#secret", "https://a.example:8443/b"],
  ["https://user:secret@a.example/b", "https://a.example/b"],
  ["not a URL?secret", "not a URL"],
  ["", ""],
])("%s is shown as %s", (source, shown) => {
  expect(withoutQuery(source)).toBe(shown);
});

test.each([
  ["failed: https://a.example/b?secret", "failed: https://a.example/b"],
  ['url ("https://a.example/?secret&x#y"), again', 'url ("https://a.example/"), again'],
  [
    "(http://a.example/b?secret) and HTTPS://c/?secret.",
    "(http://a.example/b) and HTTPS://c/",
  ],
  ["Why? Nobody knows.", "Why? Nobody knows."],
])("the text %s is shown as %s", (text, shown) => {
  expect(withoutQueries(text)).toBe(shown);
});

const sound = { "content-type": "audio/mpeg", "content-length": "1000" };

function head(headers: Record<string, string>, status = 200) {
  const entries = Object.entries(headers).filter(([, value]) => value !== "none");
  return { status, headers: new Headers(entries) };
}

function read(headers: Record<string, string>, names: string[] = ["/file"]) {
  return readSourceHead(head({ ...sound, ...headers }), { maxFileBytes: 1000, names });
}

describe("the type under which a file is stored", () => {
  test.each([
    ["audio/mpeg", "audio/mpeg"],
    ["Audio/MP3; charset=utf-8", "audio/mpeg"],
    ["audio/x-flac", "audio/flac"],
    ["application/ogg", "audio/ogg"],
  ])("of %s is %s", (sent, stored) => {
    expect(read({ "content-type": sent }).contentType).toBe(stored);
  });

  test.each([
    ["application/octet-stream", "/a.mp3", "audio/mpeg"],
    ["binary/octet-stream", "/a/b.FLAC", "audio/flac"],
    ["none", "/a%20b.opus", "audio/ogg"],
    ["", "/a.b.m4a", "audio/mp4"],
  ])("of %j and the name %s is %s", (sent, name, stored) => {
    expect(read({ "content-type": sent }, ["/x", name]).contentType).toBe(stored);
  });

  test.each([
    ["text/html", "/a.mp3", /text\/html/],
    ["video/mp4", "/a.mp3", /video\/mp4/],
    ["image/svg+xml", "/a.mp3", /image\/svg\+xml/],
    ["application/xml", "/a.mp3", /application\/xml/],
    ["<script>", "/a.mp3", /another type/],
    ["none", "/a", /no audio extension/],
    ["binary/octet-stream", "/mp3", /no audio extension/],
    ["binary/octet-stream", "/a.mp3/b", /no audio extension/],
    ["binary/octet-stream", "/a.exe", /no audio extension/],
    ["binary/octet-stream", "/a.jpg", /no audio extension/],
  ])("is not %s of the name %s", (sent, name, refusal) => {
    expect(() => read({ "content-type": sent }, [name])).toThrow(refusal);
  });
});

describe("the announced size", () => {
  test.each([
    ["none", /does not tell the file's size/],
    ["abc", /does not tell the file's size/],
    ["-1", /does not tell the file's size/],
    ["10, 10", /does not tell the file's size/],
    ["1e3", /does not tell the file's size/],
    ["0", /empty/],
    ["1001", /1001 bytes; at most 1000/],
  ])("may not be %s", (length, refusal) => {
    expect(() => read({ "content-length": length })).toThrow(refusal);
  });

  test("may be the largest that is accepted, of bytes as they are", () => {
    expect(read({}).size).toBe(1000);
    expect(read({ "content-encoding": "identity" }).size).toBe(1000);
    expect(() => read({ "content-encoding": "gzip" })).toThrow(/compressed/);
  });
});

const hex = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
const base64 = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";

test.each([
  [hex, base64],
  [hex.toUpperCase(), base64],
  [base64, base64],
  [` ${base64} `, base64],
  [`${base64}-3`, null], // of parts
  [hex.slice(2), null],
  [base64.slice(4), null],
  ["", null],
  [null, null],
  [undefined, null],
])("the checksum %j is %j in base64", (text, expected) => {
  expect(sha256Base64(text)).toBe(expected);
});

test("the checksum of a whole object counts, that of parts does not", () => {
  const sums = { "x-amz-checksum-sha256": base64 };
  expect(read(sums).sha256).toBe(base64);
  expect(read({ ...sums, "x-amz-checksum-type": "FULL_OBJECT" }).sha256).toBe(base64);
  expect(read({ ...sums, "x-amz-checksum-type": "COMPOSITE" }).sha256).toBeNull();
  expect(read({}).sha256).toBeNull();
});

describe("an answer other than 200 fails", () => {
  test.each([
    [201, false],
    [206, false],
    [304, false],
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [410, false],
    [408, true],
    [429, true],
    [500, true],
    [502, true],
    [503, true],
  ])("%i, for now: %j", (status, isTemporary) => {
    const answer = head({ ...sound, "retry-after": "7" }, status);
    expect(() => readSourceHead(answer, { maxFileBytes: 1000, names: [] })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(`answered ${status}`),
        isTemporary,
        retryAfterMs: isTemporary ? 7000 : undefined,
      }) as Error,
    );
  });
});
