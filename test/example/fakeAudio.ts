/*
 * jsdom has an audio element that plays nothing. This one does what the HTML standard
 * says of its states and events, and its "file" is what the test says.
 */

const HAVE_NOTHING = 0;
const HAVE_ENOUGH_DATA = 4;

export class FakeAudio extends EventTarget {
  /** Every element that was made, in order. */
  static made: FakeAudio[] = [];
  /** Whether nobody has clicked on the page yet. */
  static isBlocked = false;

  paused = true;
  ended = false;
  seeking = false;
  loop = false;
  preload = "";
  duration = NaN;
  readyState = HAVE_NOTHING;
  error: { code: number } | null = null;
  /** How often a source was loaded. */
  loads = 0;

  #src = "";
  #currentTime = 0;
  #volume = 1;
  #muted = false;
  #tasks: string[] = [];
  #pending: { resolve(): void; reject(reason: Error): void }[] = [];

  constructor() {
    super();
    FakeAudio.made.push(this);
  }

  get src() {
    return this.#src;
  }
  set src(url: string) {
    this.#src = url;
    this.load();
  }
  removeAttribute(name: string) {
    if (name === "src") this.#src = "";
  }

  load() {
    this.#tasks = [];
    this.#reject("AbortError");
    Object.assign(this, { paused: true, ended: false, error: null, duration: NaN });
    this.readyState = HAVE_NOTHING;
    this.#currentTime = 0;
    if (this.#src !== "") this.loads += 1;
  }

  play(): Promise<void> {
    if (FakeAudio.isBlocked) return Promise.reject(namedError("NotAllowedError"));
    const played = new Promise<void>((resolve, reject) =>
      this.#pending.push({ resolve, reject }),
    );
    if (this.ended) this.currentTime = 0;
    if (this.paused) {
      this.paused = false;
      this.#later("play", this.readyState === HAVE_NOTHING ? "waiting" : "playing");
    }
    if (this.readyState !== HAVE_NOTHING) this.#resolve();
    return played;
  }

  pause() {
    if (this.paused) return;
    this.paused = true;
    this.#later("timeupdate", "pause");
    this.#reject("AbortError");
  }

  get currentTime() {
    return this.#currentTime;
  }
  set currentTime(seconds: number) {
    this.#currentTime = seconds;
    this.ended = false;
    this.#later("seeking", "timeupdate", "seeked");
  }

  get volume() {
    return this.#volume;
  }
  set volume(volume: number) {
    if (!(volume >= 0 && volume <= 1)) throw new RangeError("Not a volume.");
    this.#volume = volume;
    this.#later("volumechange");
  }
  get muted() {
    return this.#muted;
  }
  set muted(muted: boolean) {
    this.#muted = muted;
    this.#later("volumechange");
  }

  /** The file has arrived. */
  arrive(durationSeconds: number) {
    this.duration = durationSeconds;
    this.readyState = HAVE_ENOUGH_DATA;
    this.#tell("durationchange", "loadedmetadata", "canplaythrough");
    if (this.paused) return;
    this.#tell("playing");
    this.#resolve();
  }

  /** Time passes, at most to the end. */
  pass(seconds: number) {
    if (this.paused) return;
    this.#currentTime = Math.min(this.#currentTime + seconds, this.duration);
    if (this.#currentTime < this.duration) return this.#tell("timeupdate");
    if (this.loop) {
      this.beginAgain();
      this.seeking = false;
      return this.#tell("seeked", "playing");
    }
    this.stopAtEnd();
    this.#tell("ended");
  }

  /** What comes at the end of a file that loops. */
  beginAgain() {
    this.#currentTime = 0;
    this.seeking = true;
    this.#tell("seeking", "waiting", "timeupdate");
  }

  /** What comes just before the end is told. */
  stopAtEnd() {
    this.ended = true;
    this.paused = true;
    this.#tell("timeupdate", "pause");
  }

  /** The network is slow, and what was loaded has been played. */
  starve() {
    this.#tell("waiting");
  }

  /** The file can't be played, by a code of `MediaError`. */
  fail(code: number) {
    this.error = { code };
    this.#tell("error");
    this.#reject("NotSupportedError");
  }

  #resolve() {
    for (const { resolve } of this.#pending.splice(0)) resolve();
  }

  #reject(name: string) {
    for (const { reject } of this.#pending.splice(0)) reject(namedError(name));
  }

  #tell(...events: string[]) {
    for (const event of events) this.dispatchEvent(new Event(event));
  }

  /** Events of what a script does come after it; loading something else drops them. */
  #later(...events: string[]) {
    this.#tasks.push(...events);
    queueMicrotask(() => this.#tell(...this.#tasks.splice(0)));
  }
}

function namedError(name: string): Error {
  return Object.assign(new Error("Not played."), { name });
}

/** What the system's media controls show, and which keys they have. */
export class FakeMediaSession {
  metadata: { title: string; artist: string; album?: string } | null = null;
  playbackState = "none";
  position: MediaPositionState | undefined;
  readonly keys = new Map<string, (details: object) => void>();

  setActionHandler(action: string, handler: ((details: object) => void) | null) {
    if (action === "seekbackward") throw new TypeError("An unknown key.");
    if (handler === null) this.keys.delete(action);
    else this.keys.set(action, handler);
  }
  setPositionState(state?: MediaPositionState) {
    if (state && !(state.position! <= state.duration!)) throw new TypeError("Too far.");
    this.position = state;
  }
}
