import fc from "fast-check";
import { expect, test } from "vitest";
import { SIGNATURE_BYTES, typeOfBytes, typeOfName } from "./fileType.js";
import { mediaType } from "./media.js";

test.each([
  ["Rising.MP3", "audio/mpeg"],
  ["a.b.flac", "audio/flac"],
  ["voice.opus", "audio/ogg"],
  ["cover.jpg", "image/jpeg"],
  ["page.html", null],
  ["vector.svg", null],
  ["mp3", null],
  ["folder.mp3/file", null],
  ["", null],
])("a file named %j is taken for %j", (name, type) => {
  expect(typeOfName(name)).toBe(type);
});

function bytesOf(...parts: (string | number[])[]) {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? [...part].map((char) => char.charCodeAt(0)) : part,
    ),
  );
}

test.each([
  ["MP3 with a tag", bytesOf("ID3", [4, 0]), "audio/mpeg"],
  ["MP3 without a tag", bytesOf([0xff, 0xfb, 0x90, 0x64]), "audio/mpeg"],
  ["AAC", bytesOf([0xff, 0xf1, 0x50, 0x80]), "audio/aac"],
  ["WAV", bytesOf("RIFF", [0, 1, 0, 0], "WAVEfmt "), "audio/wav"],
  ["FLAC", bytesOf("fLaC", [0, 0, 0, 34]), "audio/flac"],
  ["Ogg", bytesOf("OggS", [0, 2]), "audio/ogg"],
  ["MP4", bytesOf([0, 0, 0, 32], "ftypM4A "), "audio/mp4"],
  ["WebM", bytesOf([0x1a, 0x45, 0xdf, 0xa3]), "audio/webm"],
  ["JPEG", bytesOf([0xff, 0xd8, 0xff, 0xe0]), "image/jpeg"],
  ["PNG", bytesOf([0x89], "PNG\r\n", [0x1a], "\n"), "image/png"],
  ["WebP", bytesOf("RIFF", [0, 1, 0, 0], "WEBPVP8 "), "image/webp"],
  ["AVIF", bytesOf([0, 0, 0, 32], "ftypavif"), "image/avif"],
  ["GIF", bytesOf("GIF89a"), "image/gif"],
  ["an AVI film", bytesOf("RIFF", [0, 1, 0, 0], "AVI LIST"), null],
  ["HTML", bytesOf("<!doctype html>"), null],
  ["SVG", bytesOf("<svg xmlns="), null],
  ["a frame of a reserved layer", bytesOf([0xff, 0xe1, 0x50, 0x80]), null],
  ["nothing", bytesOf(), null],
])("the first bytes of %s are known", (_, bytes, type) => {
  expect(typeOfBytes(bytes)).toBe(type);
});

test("whatever the bytes, the answer is an accepted type or none, from the first few", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const type = typeOfBytes(bytes);
      expect(typeOfBytes(bytes.slice(0, SIGNATURE_BYTES))).toBe(type);
      if (type === null) return;
      expect([mediaType("audio", type), mediaType("image", type)]).toContain(type);
    }),
  );
});
