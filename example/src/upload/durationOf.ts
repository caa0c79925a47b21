const PATIENCE_MS = 5_000;

/** How long a piece lasts, in seconds, as far as the browser can tell. */
export async function durationOf(file: File): Promise<number | null> {
  const url = URL.createObjectURL(file);
  try {
    return await new Promise((resolve) => {
      const audio = new Audio();
      const answer = () =>
        resolve(Number.isFinite(audio.duration) ? audio.duration : null);
      audio.addEventListener("loadedmetadata", answer);
      audio.addEventListener("error", () => resolve(null));
      setTimeout(() => resolve(null), PATIENCE_MS);
      audio.preload = "metadata";
      audio.src = url;
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
