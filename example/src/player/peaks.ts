/** A file this large is not fetched a second time, and decoded, for a picture of it. */
const MAX_BYTES = 30_000_000;

const PEAKS = 400;
const DECODING_RATE = 8_000; // samples per second

export type Peaks = { values: Float32Array; durationSeconds: number };

/** The loudness of a piece from start to end, or null when it can't be had. */
export async function peaksOf(url: string, signal: AbortSignal): Promise<Peaks | null> {
  try {
    const response = await fetch(url, { signal });
    const size = Number(response.headers.get("content-length") ?? Infinity);
    if (!response.ok || size > MAX_BYTES) {
      await response.body?.cancel();
      return null;
    }
    const context = new OfflineAudioContext(1, 1, DECODING_RATE);
    const decoded = await context.decodeAudioData(await response.arrayBuffer());
    return {
      values: loudest(decoded.getChannelData(0)),
      durationSeconds: decoded.duration,
    };
  } catch {
    // A file elsewhere that pages may play but not read, or one that only plays.
    return null;
  }
}

function loudest(samples: Float32Array): Float32Array {
  const samplesEach = Math.max(1, Math.ceil(samples.length / PEAKS));
  return Float32Array.from({ length: PEAKS }, (_, peak) =>
    samples
      .subarray(peak * samplesEach, (peak + 1) * samplesEach)
      .reduce((most, sample) => Math.max(most, Math.abs(sample)), 0),
  );
}
