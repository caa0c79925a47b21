/*
 * Guesses the content type of files that come without one. Some systems have none for
 * .flac, .opus and others.
 */

const typeByExtension = new Map([
  ["mp3", "audio/mpeg"],
  ["m4a", "audio/mp4"],
  ["m4b", "audio/mp4"],
  ["mp4", "audio/mp4"],
  ["aac", "audio/aac"],
  ["wav", "audio/wav"],
  ["flac", "audio/flac"],
  ["ogg", "audio/ogg"],
  ["oga", "audio/ogg"],
  ["opus", "audio/ogg"],
  ["weba", "audio/webm"],
  ["webm", "audio/webm"],
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["png", "image/png"],
  ["webp", "image/webp"],
  ["avif", "image/avif"],
  ["gif", "image/gif"],
]);

/** The content type for a file name's extension, or null if the extension is unknown. */
export function typeOfName(name: string): string | null {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return typeByExtension.get(extension) ?? null;
}

/** How many of a file's first bytes `typeOfBytes` looks at. */
export const SIGNATURE_BYTES = 12;

/** The content type that a file's first bytes indicate, or null if they are unknown. */
export function typeOfBytes(bytes: Uint8Array): string | null {
  const text = String.fromCharCode(...bytes.subarray(0, SIGNATURE_BYTES));
  if (text.startsWith("ID3")) return "audio/mpeg";
  if (text.startsWith("fLaC")) return "audio/flac";
  if (text.startsWith("OggS")) return "audio/ogg";
  if (text.startsWith("\x1a\x45\xdf\xa3")) return "audio/webm";
  if (text.startsWith("RIFF")) return riffType(text.slice(8));
  if (text.slice(4, 8) === "ftyp") return isoMediaType(text.slice(8));
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (/^GIF8[79]a/.test(text)) return "image/gif";
  return mpegFrameType(bytes);
}

function riffType(form: string) {
  if (form.startsWith("WAVE")) return "audio/wav";
  return form.startsWith("WEBP") ? "image/webp" : null;
}

function isoMediaType(brand: string) {
  return /^avi[fs]/.test(brand) ? "image/avif" : "audio/mp4";
}

/** A frame of MPEG audio begins with eleven set bits; one of AAC with twelve and layer 0. */
function mpegFrameType([first = 0, second = 0]: Uint8Array) {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null;
  const layer = (second >> 1) & 0b11;
  if (layer !== 0) return "audio/mpeg";
  return (second & 0xf0) === 0xf0 ? "audio/aac" : null;
}
