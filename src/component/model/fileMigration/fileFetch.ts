import {
  checkSourceUrl,
  FileSourceError,
  isRedirect,
  readSourceHead,
  type SourceFile,
  type SourcePolicy,
} from "./fileSource.js";

const MAX_REDIRECTS = 5;

/** How long things may take, in ms. */
export type FetchTimes = {
  /** Until the head of an answer is there. */
  head: number;
  /** Between two pieces of the body. */
  pause: number;
  /** All of it. An action of Convex has at least ten minutes. */
  whole: number;
};

const defaultTimes: FetchTimes = { head: 20_000, pause: 20_000, whole: 9 * 60_000 };

export type FetchOptions = SourcePolicy & {
  maxFileBytes: number;
  times?: Partial<FetchTimes>;
};

/** A file that a server has begun to send. */
export type FetchedFile = SourceFile & {
  /**
   * The bytes. It never fails, because an error in a stream that the storage reads
   * would end the whole action: when the server's body ends early, goes on too long
   * or stalls, it just ends, and `fault` tells why.
   */
  body: ReadableStream<Uint8Array>;
  /** What went wrong with the body, once it has been read; null when nothing did. */
  fault(): FileSourceError | null;
  /** Ends the connection. */
  close(): void;
};

/**
 * Asks for a file, along redirects, each of which has to be allowed as well. Throws a
 * `FileSourceError`, which shows neither queries nor what fetch said: that may quote
 * the URL.
 */
export async function fetchFile(
  source: string,
  options: FetchOptions,
): Promise<FetchedFile> {
  const times = { ...defaultTimes, ...options.times };
  const deadline = Date.now() + times.whole;
  const controller = new AbortController();
  const close = () => controller.abort();
  try {
    const { response, url } = await followRedirects(source, options, {
      signal: controller.signal,
      timeoutMs: times.head,
    });
    const names = [url.pathname, new URL(source).pathname];
    const { maxFileBytes } = options;
    const file = readSourceHead(response, { maxFileBytes, names });
    const limits = { pauseMs: times.pause, deadline };
    const { stop, ...read } = readBody(response, file.size, limits);
    return { ...file, ...read, close: () => (stop(), close()) };
  } catch (error) {
    close();
    throw error;
  }
}

type Request = { signal: AbortSignal; timeoutMs: number };

async function followRedirects(source: string, policy: SourcePolicy, request: Request) {
  let url = checkSourceUrl(source, policy);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await fetchHead(url, request);
    if (!isRedirect(response.status)) return { response, url };
    const location = response.headers.get("location") ?? "";
    if (location === "" || !URL.canParse(location, url.href)) {
      throw new FileSourceError("The server redirects to nowhere.");
    }
    url = checkRedirect(new URL(location, url.href).href, policy);
  }
  throw new FileSourceError(
    `The server redirects again and again, more than ${MAX_REDIRECTS} times.`,
  );
}

function checkRedirect(target: string, policy: SourcePolicy): URL {
  try {
    return checkSourceUrl(target, policy);
  } catch (error) {
    if (!(error instanceof FileSourceError)) throw error;
    throw new FileSourceError(
      `The server redirects to where no file may be copied from. ${error.message}`,
    );
  }
}

async function fetchHead(url: URL, { signal, timeoutMs }: Request): Promise<Response> {
  const answer = fetch(url.href, {
    headers: { "Accept-Encoding": "identity", ...askForChecksum(url) },
    redirect: "manual",
    signal,
  });
  const response = await settled(answer, timeoutMs);
  if (response === TIMED_OUT) {
    throw temporary(`${url.host} did not answer within ${timeoutMs / 1000} seconds.`);
  }
  if (response === FAILED) {
    throw temporary(`No connection to ${url.host} came about, or it broke off.`);
  }
  return response;
}

// S3 tells checksums only when asked, and refuses a signed URL with a header of its own
// that was not signed.
function askForChecksum(url: URL): Record<string, string> {
  const names = [...url.searchParams.keys()].map((name) => name.toLowerCase());
  const isSigned = names.some((name) => name.endsWith("signature"));
  return isSigned ? {} : { "x-amz-checksum-mode": "ENABLED" };
}

type Piece = { done: boolean; value?: Uint8Array | undefined };

const END: Piece = { done: true };

function readBody(
  response: Response,
  size: number,
  limits: { pauseMs: number; deadline: number },
): Pick<FetchedFile, "body" | "fault"> & { stop(): void } {
  const reader = (response.body ?? new Blob([]).stream()).getReader();
  let left = size;
  let fault: FileSourceError | null = null;
  // Cancelling ends a read that waits.
  const watch = watchProgress(limits, () => {
    fault = temporary("The server stopped sending, or is too slow.");
    reader.cancel().catch(() => undefined);
  });
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece: Piece = await reader.read().catch(() => {
          fault ??= temporary("The connection broke off.");
          return END;
        });
        fault ??= faultOf(piece, left);
        if (fault !== null || piece.value === undefined) {
          watch.stop();
          return controller.close();
        }
        watch.moved();
        left -= piece.value.byteLength;
        controller.enqueue(piece.value);
      },
    },
    { highWaterMark: 0 },
  );
  return { body, fault: () => fault, stop: watch.stop };
}

/** What is wrong with a piece of the body of which so many bytes are left to come. */
function faultOf({ done, value }: Piece, left: number): FileSourceError | null {
  if (done && left > 0) {
    return temporary(`The server ended the file ${left} bytes too early.`);
  }
  return (value?.byteLength ?? 0) > left
    ? new FileSourceError("The server sends more than it announced.")
    : null;
}

/**
 * Calls `stalled` when nothing has moved for a while, or at the deadline. One timer does
 * for all pieces of a body: in Convex a timer that is cleared lives on until its time,
 * and one a piece would fill the memory.
 */
function watchProgress(
  { pauseMs, deadline }: { pauseMs: number; deadline: number },
  stalled: () => void,
) {
  let movedAt = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const check = () => {
    const leftMs = Math.min(movedAt + pauseMs, deadline) - Date.now();
    if (leftMs <= 0) stalled();
    else timer = setTimeout(check, leftMs);
  };
  check();
  return {
    moved: () => {
      movedAt = Date.now();
    },
    stop: () => clearTimeout(timer),
  };
}

function temporary(message: string) {
  return new FileSourceError(message, { isTemporary: true });
}

const TIMED_OUT = Symbol("timed out");
const FAILED = Symbol("failed");
type Settled<T> = T | typeof TIMED_OUT | typeof FAILED;

/**
 * Waits for work, within a time, whatever a runtime makes of an abort signal. Its error
 * goes no further.
 */
async function settled<T>(work: Promise<T>, timeoutMs: number): Promise<Settled<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<typeof TIMED_OUT>((resolve) => {
    timer = setTimeout(() => resolve(TIMED_OUT), timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } catch {
    return FAILED;
  } finally {
    clearTimeout(timer);
  }
}
