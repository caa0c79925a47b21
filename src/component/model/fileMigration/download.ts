import { fetchFile, type FetchedFile, type FetchOptions } from "./fileFetch.js";
import { FileSourceError } from "./fileSource.js";

/** The part of Convex's storage that a copy needs. */
type FileStorage<Id> = {
  /** Stores a file; with a checksum in base64, only if the file has it. */
  store(blob: Blob, options?: { sha256?: string }): Promise<Id>;
  delete(id: Id): Promise<void>;
};

/** A file that was stored, with what its server announced: bytes, and a checksum in base64. */
export type CopiedFile<Id> = { storageId: Id; size: number; sha256: string | null };

/**
 * Streams a file from its server to the storage, under an audio type. When it throws,
 * nothing stays stored; a `FileSourceError` tells what the server did wrong.
 */
export async function copyFile<Id>(
  source: string,
  options: FetchOptions,
  storage: FileStorage<Id>,
): Promise<CopiedFile<Id>> {
  const file = await fetchFile(source, options);
  const { size, sha256 } = file;
  try {
    const storageId = await storeFile(file, storage);
    const fault = file.fault();
    if (fault === null) return { storageId, size, sha256 };
    await storage.delete(storageId);
    throw fault;
  } finally {
    file.close();
  }
}

/** Says that a file does not have the checksum that its server told. */
export function wrongChecksum() {
  return new FileSourceError("The file does not have the checksum that its server told.");
}

async function storeFile<Id>(file: FetchedFile, storage: FileStorage<Id>): Promise<Id> {
  const { sha256 } = file;
  const blob = await streamedBlob(file);
  try {
    return await storage.store(blob, sha256 === null ? {} : { sha256 });
  } catch (error) {
    const fault = file.fault();
    if (fault !== null) throw fault;
    throw isChecksumMismatch(error) ? wrongChecksum() : error;
  }
}

/**
 * A blob of the type under which the file is to be served. In Convex the blob of a
 * response with a known length hands its stream on; `slice`, the other way to give a
 * blob a type, keeps all that is read of it in memory.
 */
async function streamedBlob({ body, size, contentType }: FetchedFile): Promise<Blob> {
  const headers = { "Content-Length": String(size), "Content-Type": contentType };
  return await new Response(body, { headers }).blob();
}

// The storage has no code for it.
function isChecksumMismatch(error: unknown) {
  return error instanceof Error && /sha-?256/i.test(error.message);
}
