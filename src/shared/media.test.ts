import { expect, test } from "vitest";
import {
  defaultUploadPolicy,
  mediaType,
  uploadGraceMs,
  uploadPolicyOf,
} from "./media.js";

test.each([
  ["audio/mpeg", "audio/mpeg"],
  ["audio/mp3", "audio/mpeg"],
  [" AUDIO/X-M4A ; codecs=mp4a.40.2", "audio/mp4"],
  ["application/ogg", "audio/ogg"],
  ["audio/x-flac", "audio/flac"],
  ["audio/x-aiff", null],
  ["video/mp4", null],
  ["image/png", null],
  ["constructor", null],
  ["", null],
  [null, null],
  [undefined, null],
])("the audio type of %j is %j", (contentType, expected) => {
  expect(mediaType("audio", contentType)).toBe(expected);
});

test.each([
  ["image/jpg", "image/jpeg"],
  ["IMAGE/PNG", "image/png"],
  ["image/webp", "image/webp"],
  ["image/avif", "image/avif"],
  ["image/gif", "image/gif"],
  ["image/svg+xml", null],
  ["image/tiff", null],
  ["audio/wav", null],
])("the image type of %j is %j", (contentType, expected) => {
  expect(mediaType("image", contentType)).toBe(expected);
});

test("what a host leaves out of its upload options has a default", () => {
  expect(uploadPolicyOf({})).toEqual(defaultUploadPolicy);
  const quotaBytes = { vip: null, guest: 0, admin: undefined };
  expect(uploadPolicyOf({ maxImageBytes: 0, quotaBytes })).toEqual({
    ...defaultUploadPolicy,
    maxImageBytes: 0,
    quotaBytes: { guest: 0, vip: null, admin: null },
  });
});

test.each([
  ["maxFileBytes", { maxFileBytes: NaN }],
  ["maxFileBytes", { maxFileBytes: Infinity }],
  ["maxFileBytes", { maxFileBytes: "200 MB" as unknown as number }],
  ["maxImageBytes", { maxImageBytes: -1 }],
  ["quotaBytes.vip", { quotaBytes: { vip: -0.5 } }],
  ["quotaBytes.admin", { quotaBytes: { admin: Infinity } }],
])("a bad %s is refused by name: %o", (option, options) => {
  expect(() => uploadPolicyOf(options)).toThrow(
    new RegExp(`^The option ${option} must be a finite number of bytes`),
  );
});

const HOUR = 60 * 60 * 1000;

test.each([
  [undefined, 24],
  ["", 24],
  [" 1 ", 1],
  ["1.5", 1.5],
  ["8784", 8784],
])("UPLOAD_GRACE_HOURS of %j is %d hours", (value, hours) => {
  expect(uploadGraceMs(value)).toBe(hours * HOUR);
});

test.each(["0", "0.99", "-24", "8785", "1e2", "0x20", "a day", "24h", "NaN", "Infinity"])(
  "UPLOAD_GRACE_HOURS of %j is refused",
  (value) => {
    expect(() => uploadGraceMs(value)).toThrow(/UPLOAD_GRACE_HOURS must be/);
  },
);
