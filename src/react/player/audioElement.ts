/** What the player listens to. */
type AudioEvent =
  | "play"
  | "playing"
  | "waiting"
  | "pause"
  | "ended"
  | "error"
  | "durationchange"
  | "timeupdate"
  | "volumechange";

/** Makes an audio element that tells its events, until it is closed. */
export function openAudio(
  { volume, muted }: { volume: number; muted: boolean },
  handlers: Record<AudioEvent, () => void>,
): { audio: HTMLAudioElement; close: () => void } {
  const audio = loadingAudio();
  audio.volume = volume;
  audio.muted = muted;
  for (const [event, handler] of Object.entries(handlers)) {
    audio.addEventListener(event, handler);
  }
  const close = () => {
    for (const [event, handler] of Object.entries(handlers)) {
      audio.removeEventListener(event, handler);
    }
  };
  return { audio, close };
}

/** Loads a file ahead: the browser keeps it for the element that will play it. */
export function preloadAudio(url: string): HTMLAudioElement {
  const audio = loadingAudio();
  audio.src = url;
  return audio;
}

function loadingAudio(): HTMLAudioElement {
  const audio = new Audio();
  audio.preload = "auto";
  return audio;
}
