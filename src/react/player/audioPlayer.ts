import type { Track } from "../../shared/tracks.js";
import { openAudio, preloadAudio } from "./audioElement.js";
import { Listeners } from "./listeners.js";
import {
  handleMediaKeys,
  showPlaybackState,
  showPosition,
  showTrack,
} from "./mediaSession.js";
import {
  codeOfMediaError,
  PlaybackError,
  type PlaybackErrorCode,
} from "./playbackError.js";
import { initialView, type PlayerView } from "./playerView.js";
import {
  changeQueue,
  currentEntry,
  emptyQueue,
  placeOfTrack,
  type QueueChange,
  type QueueEntry,
  type TrackQueue,
} from "./trackQueue.js";

/** Further in than this, `previous` restarts the track. */
const RESTART_AFTER_SECONDS = 3;
/** So long before a track's end the next one is loaded. */
const PRELOAD_SECONDS = 20;
const HAVE_FUTURE_DATA = 3;

/**
 * Plays a queue of tracks on one audio element, which is made at the first use. What
 * the element does is told by its own events, whoever made it: this page, the system's
 * media keys, or the browser.
 *
 * The methods are bound, so that they can be handed out one by one.
 */
export class AudioPlayer {
  /** Whether the next track is loaded towards the end of the current one. */
  preloadNext = false;

  readonly #changed = new Listeners();
  readonly #timePassed = new Listeners();
  #view = initialView;
  #seconds = 0;
  #queue: TrackQueue = emptyQueue;
  /** The key of the entry that the element has loaded. */
  #loadedKey: string | null = null;
  #entryCount = 0;
  #release: (() => void) | null = null;
  #preloaded: { key: string; audio: HTMLAudioElement } | null = null;

  /** Tells of changes of the view. */
  readonly subscribe = this.#changed.subscribe;
  readonly view = () => this.#view;
  /** Tells of changes of the time, about four times a second while it plays. */
  readonly subscribeToTime = this.#timePassed.subscribe;
  readonly currentSeconds = () => this.#seconds;

  readonly playQueue = (tracks: readonly Track[], startIndex = 0) => {
    const entries = tracks.map((track) => this.#entryOf(track));
    this.#change({ type: "replace", entries, index: startIndex });
    this.#start();
  };

  readonly play = (track?: Track): void => {
    if (track !== undefined) return this.#playTrack(track);
    const { state } = this.#view;
    const isOver = state === "ended" || currentEntry(this.#queue) === null;
    if (isOver && this.#change({ type: "next" })) return this.#start();
    if (!this.#isLoaded() || state === "error") return this.#start();
    if (isOver) this.seek(0);
    this.#resume();
  };

  readonly playAt = (place: number | string): void => {
    const index = this.#indexOf(place);
    if (index === this.#queue.index) return this.play();
    if (this.#change({ type: "goTo", index })) this.#start();
  };

  readonly pause = () => {
    this.#audio?.pause();
  };

  readonly toggle = () => {
    if (this.#isPlaying()) this.pause();
    else this.play();
  };

  readonly next = () => {
    if (this.#change({ type: "next" })) this.#start();
    else if (currentEntry(this.#queue) !== null) this.#end();
  };

  readonly previous = () => {
    const isFarIn = this.#seconds > RESTART_AFTER_SECONDS;
    if (!isFarIn && this.#change({ type: "previous" })) return this.#start();
    this.seek(0);
    this.play();
  };

  readonly seek = (seconds: number) => {
    const audio = this.#audio;
    if (!audio || !this.#isLoaded() || !Number.isFinite(seconds)) return;
    const end = this.#view.durationSeconds ?? Infinity;
    audio.currentTime = Math.min(Math.max(seconds, 0), end);
    if (this.#view.state === "ended") this.#show({ state: "paused" });
    this.#tellTime();
  };

  readonly setVolume = (volume: number) => {
    if (Number.isNaN(volume)) return;
    this.#setSound({ volume: Math.min(Math.max(volume, 0), 1), muted: false });
  };

  readonly setMuted = (muted: boolean) => {
    this.#setSound({ volume: this.#view.volume, muted });
  };

  readonly enqueue = (track: Track) => {
    this.#change({ type: "append", entry: this.#entryOf(track) });
  };

  readonly removeFromQueue = (place: number | string) => {
    const key = this.#currentKey();
    const isOn = this.#isPlaying() || this.#view.state === "error";
    this.#change({ type: "remove", index: this.#indexOf(place) });
    if (this.#currentKey() === key || !this.#load()) return;
    if (isOn) this.#resume();
    else this.#show({ state: "paused" });
  };

  readonly refresh = (tracks: readonly Track[]) => {
    if (!this.#change({ type: "refresh", tracks })) return;
    const track = this.#view.track;
    if (track === null || !this.#audio || !this.#isLoaded()) return;
    this.#audio.loop = track.isLoop;
    showTrack(track);
  };

  /** Stops, and gives up the element. The queue stays, and can be played again. */
  readonly dispose = () => {
    this.#unload();
    this.#release?.();
    this.#release = null;
    const state = this.#view.track === null ? "idle" : "paused";
    this.#show({ audio: null, state, error: null });
  };

  get #audio() {
    return this.#view.audio;
  }

  #isLoaded() {
    return this.#loadedKey !== null && this.#loadedKey === this.#currentKey();
  }

  #isPlaying() {
    if (this.#audio === null || this.#audio.paused) return false;
    return this.#loadedKey !== null && this.#view.state !== "error";
  }

  #currentKey() {
    return currentEntry(this.#queue)?.key ?? null;
  }

  #entryOf(track: Track): QueueEntry {
    this.#entryCount += 1;
    return { key: `entry ${this.#entryCount}`, track };
  }

  #indexOf(place: number | string): number {
    if (typeof place === "number") return place;
    return this.#queue.entries.findIndex(({ key }) => key === place);
  }

  #playTrack(track: Track): void {
    const index = placeOfTrack(this.#queue, track._id);
    if (index !== -1) return this.playAt(index);
    this.#change({ type: "cutIn", entry: this.#entryOf(track) });
    this.#start();
  }

  /** Changes the queue; tells whether anything in it has changed. */
  #change(change: QueueChange): boolean {
    const before = this.#queue;
    this.#queue = changeQueue(before, change);
    if (this.#queue === before) return false;
    const { entries: queue, index } = this.#queue;
    const track = currentEntry(this.#queue)?.track ?? null;
    this.#show({ queue, index, track });
    return true;
  }

  /** Plays the current entry from its start. */
  #start() {
    if (this.#load()) this.#resume();
  }

  /** Has the element load the current entry; tells whether there is something to play. */
  #load(): boolean {
    const entry = currentEntry(this.#queue);
    if (entry === null) {
      this.#unload();
      this.#show({ state: "idle", error: null });
      return false;
    }
    const { track } = entry;
    if (track.url === null) {
      this.#unload();
      this.#fail("NO_FILE");
      return false;
    }
    const audio = this.#audio ?? this.#makeAudio();
    this.#loadedKey = entry.key;
    audio.loop = track.isLoop;
    audio.src = track.url;
    const durationSeconds = track.durationSeconds ?? null;
    this.#show({ state: "loading", error: null, durationSeconds });
    this.#tellTime(0);
    showTrack(track);
    return true;
  }

  #unload() {
    this.#loadedKey = null;
    this.#preloaded = null;
    this.#show({ durationSeconds: this.#view.track?.durationSeconds ?? null });
    this.#tellTime(0);
    if (this.#audio === null) return;
    this.#audio.pause();
    this.#audio.removeAttribute("src");
    this.#audio.load();
    showTrack(null);
    showPlaybackState("none");
  }

  /** Lets the element play what it has loaded. */
  #resume() {
    const key = this.#loadedKey;
    this.#show({ error: null });
    this.#audio!.play().catch((reason: unknown) => {
      // A play that a later load or pause has ended is no failure of the later one.
      if (key !== this.#loadedKey || !(reason instanceof Error)) return;
      if (reason.name === "NotAllowedError") this.#block();
      else if (reason.name !== "AbortError") this.#failed();
    });
  }

  #block() {
    const error = new PlaybackError("BLOCKED", this.#view.track!);
    this.#show({ state: "paused", error });
  }

  #fail(code: PlaybackErrorCode) {
    // An element tells twice: by an event, and to who asked it to play.
    if (this.#view.state === "error" && this.#view.error?.code === code) return;
    const error = new PlaybackError(code, this.#view.track!);
    this.#show({ state: "error", error });
    showPlaybackState("none");
  }

  #end() {
    this.#show({ state: "ended", error: null });
    this.#audio?.pause();
    showPlaybackState("none");
  }

  #setSound({ volume, muted }: Pick<PlayerView, "volume" | "muted">) {
    if (this.#audio === null) return this.#show({ volume, muted });
    this.#audio.volume = volume;
    this.#audio.muted = muted;
    this.#heard();
  }

  #makeAudio(): HTMLAudioElement {
    const { volume, muted } = this.#view;
    const opened = openAudio(
      { volume, muted },
      {
        play: () => this.#played(),
        playing: () => this.#sounded(),
        waiting: () => this.#waited(),
        pause: () => this.#paused(),
        ended: () => this.#reachedEnd(),
        error: () => this.#failed(),
        durationchange: () => this.#measured(),
        timeupdate: () => this.#tellTime(),
        volumechange: () => this.#heard(),
      },
    );
    const releaseKeys = handleMediaKeys({
      play: () => this.play(),
      pause: this.pause,
      next: this.next,
      previous: this.previous,
      seek: this.seek,
      skip: (seconds) => this.seek(this.#seconds + seconds),
    });
    this.#release = () => {
      releaseKeys();
      opened.close();
    };
    this.#show({ audio: opened.audio });
    return opened.audio;
  }

  #played() {
    const isReady = this.#audio!.readyState >= HAVE_FUTURE_DATA;
    if (this.#isPlaying() && !isReady) this.#show({ state: "loading" });
  }

  #sounded() {
    if (!this.#isPlaying()) return;
    this.#show({ state: "playing", error: null });
    showPlaybackState("playing");
  }

  #waited() {
    const { loop, seeking } = this.#audio!;
    // A track that loops is at its start again in no time.
    if (this.#isPlaying() && !(loop && seeking)) this.#show({ state: "loading" });
  }

  #paused() {
    const { state } = this.#view;
    const isOn = state === "playing" || state === "loading";
    // At the end of a track the element pauses by itself: that is told as its end.
    if (!isOn || this.#isPlaying() || this.#audio!.ended) return;
    this.#show({ state: "paused" });
    showPlaybackState("paused");
  }

  #reachedEnd() {
    if (!this.#isLoaded()) return;
    if (this.#change({ type: "next" })) this.#start();
    else this.#end();
  }

  #failed() {
    if (this.#isLoaded()) this.#fail(codeOfMediaError(this.#audio!.error));
  }

  #measured() {
    const { duration } = this.#audio!;
    if (!this.#isLoaded() || !Number.isFinite(duration)) return;
    this.#show({ durationSeconds: duration });
    showPosition(this.#seconds, duration);
  }

  #heard() {
    const { volume, muted } = this.#audio!;
    this.#show({ volume, muted });
  }

  #tellTime(seconds = this.#audio?.currentTime ?? 0) {
    if (seconds === this.#seconds) return;
    this.#seconds = seconds;
    this.#timePassed.notify();
    showPosition(seconds, this.#view.durationSeconds);
    if (this.preloadNext) this.#preload();
  }

  /** The browser keeps what it has loaded, so that the next track begins at once. */
  #preload() {
    const { durationSeconds, index, track } = this.#view;
    const next = index === null ? undefined : this.#queue.entries[index + 1];
    if (!next?.track.url || durationSeconds === null || track?.isLoop) return;
    const isNear = durationSeconds - this.#seconds < PRELOAD_SECONDS;
    if (!isNear || this.#preloaded?.key === next.key) return;
    this.#preloaded = { key: next.key, audio: preloadAudio(next.track.url) };
  }

  #show(changes: Partial<PlayerView>) {
    const view = { ...this.#view, ...changes };
    const keys = Object.keys(changes) as (keyof PlayerView)[];
    if (keys.every((key) => view[key] === this.#view[key])) return;
    this.#view = view;
    this.#changed.notify();
  }
}
