import "./dom.js";
import { act, StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Track } from "../../src/client/index.js";
import {
  type TrackPlayer,
  type TrackPlayerOptions,
  usePlaybackSeconds,
  useTrackPlayer,
} from "../../src/react/index.js";
import { FakeAudio, FakeMediaSession } from "./fakeAudio.js";

let root: Root;
let player: TrackPlayer;
let renders: number;
let seconds: number;
const element = document.createElement("div");

function Page(options: TrackPlayerOptions) {
  player = useTrackPlayer(options);
  renders += 1;
  return <Clock player={player} />;
}

function Clock({ player }: { player: TrackPlayer }) {
  seconds = usePlaybackSeconds(player);
  return null;
}

function open(options: TrackPlayerOptions = {}) {
  act(() =>
    root.render(
      <StrictMode>
        <Page {...options} />
      </StrictMode>,
    ),
  );
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("Audio", FakeAudio);
  FakeAudio.made = [];
  FakeAudio.isBlocked = false;
  renders = 0;
  root = createRoot(element);
});
afterEach(() => {
  act(() => root.unmount());
  vi.unstubAllGlobals();
});

/** Does something, and lets what follows from it happen. */
async function after(change: () => void) {
  await act(async () => change());
}

const audio = () => FakeAudio.made[0]!;
const urlOf = (title: string) => `https://files.example.com/${title}.mp3`;

function trackOf(title: string, fields: Partial<Track> = {}): Track {
  const row = { _id: `track ${title}`, _creationTime: 0, imageUrl: null };
  const text = { title, artist: "Ada", isLoop: false, visibility: "public" } as const;
  return { ...row, ...text, url: urlOf(title), ...fields };
}

const tracksOf = (titles: string) => [...titles].map((title) => trackOf(title));

/** The queue as letters, the current one in brackets. */
function shown() {
  const { queue, index } = player;
  return queue
    .map(({ track }, at) => (at === index ? `[${track.title}]` : track.title))
    .join("");
}

/** Plays some tracks from one on; its file has arrived, and lasts 100 s. */
async function play(titles: string, startIndex = 0) {
  open();
  await after(() => player.playQueue(tracksOf(titles), startIndex));
  await after(() => audio().arrive(100));
}

describe("with an audio element that is faked", () => {
  test("nothing is made before the first use", () => {
    open();
    expect(FakeAudio.made).toEqual([]);
    expect(player).toMatchObject({
      queue: [],
      index: null,
      track: null,
      state: "idle",
      error: null,
      currentSeconds: 0,
      durationSeconds: null,
      volume: 1,
      muted: false,
      audio: null,
    });
  });

  test("a queue plays from an entry on, to its end, on one element", async () => {
    open();
    await after(() => player.playQueue(tracksOf("ABC"), 1));
    expect([shown(), player.state]).toEqual(["A[B]C", "loading"]);
    await after(() => audio().arrive(100));
    expect([player.state, player.durationSeconds]).toEqual(["playing", 100]);
    await after(() => audio().pass(100));
    expect([shown(), player.state, player.currentSeconds]).toEqual([
      "AB[C]",
      "loading",
      0,
    ]);
    await after(() => audio().arrive(50));
    await after(() => audio().pass(50));
    expect([shown(), player.state]).toEqual(["AB[C]", "ended"]);
    expect(FakeAudio.made).toEqual([player.audio]);
  });

  test("between two tracks it is not paused", async () => {
    await play("AB");
    await after(() => audio().stopAtEnd());
    expect(player.state).toBe("playing");
  });

  test("what was said of a track that failed is not said of the next one", async () => {
    open();
    await after(() => player.playQueue(tracksOf("AB")));
    await after(() => {
      audio().fail(4);
      player.next();
    });
    expect(player).toMatchObject({ state: "loading", error: null });
    expect(shown()).toBe("A[B]");
  });

  test("a click plays at once, as browsers ask for", () => {
    open();
    act(() => player.playQueue(tracksOf("A")));
    expect(audio()).toMatchObject({ src: urlOf("A"), paused: false });
  });

  test("it pauses and goes on, by the page or by somebody else", async () => {
    await play("A");
    await after(() => audio().pass(10));
    await after(() => player.pause());
    expect(player.state).toBe("paused");
    await after(() => player.toggle());
    expect([player.state, player.currentSeconds]).toEqual(["playing", 10]);
    await after(() => audio().pause());
    expect(player.state).toBe("paused");
    await after(() => player.play());
    await after(() => player.toggle());
    expect([player.state, audio().loads]).toEqual(["paused", 1]);
  });

  test("a pause while it loads is no error", async () => {
    open();
    await after(() => player.playQueue(tracksOf("A")));
    await after(() => player.toggle());
    expect(player).toMatchObject({ state: "paused", error: null });
    await after(() => player.toggle());
    await after(() => audio().arrive(100));
    expect(player.state).toBe("playing");
  });

  test("waiting for more of the file shows as loading", async () => {
    await play("A");
    await after(() => audio().starve());
    expect(player.state).toBe("loading");
    await after(() => audio().arrive(100));
    expect(player.state).toBe("playing");
  });

  test("next and previous go through the queue", async () => {
    await play("ABC");
    await after(() => player.next());
    expect([shown(), audio().src]).toEqual(["A[B]C", urlOf("B")]);
    await after(() => player.previous());
    expect([shown(), audio().src]).toEqual(["[A]BC", urlOf("A")]);
  });

  test("previous restarts a track that is more than three seconds in, or the first", async () => {
    await play("AB", 1);
    await after(() => audio().pass(3.5));
    await after(() => player.previous());
    expect([shown(), player.currentSeconds, audio().loads]).toEqual(["A[B]", 0, 1]);
    await after(() => audio().pass(3));
    await after(() => player.previous());
    await after(() => audio().arrive(100));
    await after(() => audio().pass(2));
    await after(() => player.previous());
    expect([shown(), player.currentSeconds, player.state]).toEqual([
      "[A]B",
      0,
      "playing",
    ]);
  });

  test("next behind the last entry ends, and play then starts it again", async () => {
    await play("AB", 1);
    await after(() => audio().pass(40));
    await after(() => player.next());
    expect([shown(), player.state, audio().paused]).toEqual(["A[B]", "ended", true]);
    await after(() => player.play());
    expect([player.state, player.currentSeconds]).toEqual(["playing", 0]);
  });

  test("at the end, play goes on with what was added since", async () => {
    await play("A");
    await after(() => audio().pass(100));
    await after(() => player.enqueue(trackOf("B")));
    expect([shown(), player.state]).toEqual(["[A]B", "ended"]);
    await after(() => player.play());
    expect([shown(), player.state]).toEqual(["A[B]", "loading"]);
  });

  test("a track that loops repeats until next", async () => {
    open();
    const loop = trackOf("A", { isLoop: true });
    await after(() => player.playQueue([loop, trackOf("B")]));
    await after(() => audio().arrive(10));
    for (let round = 0; round < 3; round++) await after(() => audio().pass(10));
    await after(() => audio().beginAgain());
    expect([shown(), player.state]).toEqual(["[A]B", "playing"]);
    await after(() => player.next());
    expect([shown(), audio().loop]).toEqual(["A[B]", false]);
  });

  test("it seeks, no further than the track goes", async () => {
    await play("A");
    for (const [to, at] of [
      [30, 30],
      [-5, 0],
      [200, 100],
      [NaN, 100],
    ] as const) {
      await after(() => player.seek(to));
      expect([player.currentSeconds, audio().currentTime]).toEqual([at, at]);
    }
  });

  test("seeking after the end leaves it paused there", async () => {
    await play("A");
    await after(() => audio().pass(100));
    await after(() => player.seek(50));
    expect(player.state).toBe("paused");
    await after(() => player.play());
    expect([player.state, player.currentSeconds]).toEqual(["playing", 50]);
  });

  test("the volume is set before and while it plays, and ends muting", async () => {
    open();
    await after(() => player.setVolume(0.4));
    await after(() => player.setMuted(true));
    expect(player).toMatchObject({ volume: 0.4, muted: true });
    await after(() => player.playQueue(tracksOf("A")));
    expect(audio()).toMatchObject({ volume: 0.4, muted: true });
    await after(() => player.setVolume(7));
    expect([player.volume, player.muted, audio().muted]).toEqual([1, false, false]);
    await after(() => player.setVolume(NaN));
    await after(() => (audio().volume = 0.2));
    expect(player.volume).toBe(0.2);
  });

  test("the same track can be in the queue twice, and each place is its own", async () => {
    await play("ABA", 2);
    const [first, , third] = player.queue;
    expect(first!.key).not.toBe(third!.key);
    await after(() => player.removeFromQueue(first!.key));
    expect([shown(), player.state, audio().loads]).toEqual(["B[A]", "playing", 1]);
    await after(() => player.enqueue(trackOf("A")));
    await after(() => player.next());
    expect([shown(), audio().loads]).toEqual(["BA[A]", 2]);
    await after(() => player.playAt(third!.key));
    expect(shown()).toBe("B[A]A");
    await after(() => player.playAt(0));
    expect(shown()).toBe("[B]AA");
  });

  test("a track is played where it is in the queue, or put in behind the current one", async () => {
    await play("ABC");
    await after(() => player.play(trackOf("C")));
    expect(shown()).toBe("AB[C]");
    await after(() => player.play(trackOf("A")));
    await after(() => player.play(trackOf("X")));
    expect([shown(), audio().src]).toEqual(["A[X]BC", urlOf("X")]);
  });

  test("playing the current track goes on with it", async () => {
    await play("AB");
    await after(() => audio().pass(10));
    await after(() => player.pause());
    await after(() => player.play(trackOf("A")));
    expect([player.state, player.currentSeconds]).toEqual(["playing", 10]);
  });

  test("when the current entry is removed, the next one plays; behind the last, nothing", async () => {
    await play("ABC", 1);
    await after(() => player.removeFromQueue(1));
    expect([shown(), player.state, audio().src]).toEqual(["A[C]", "loading", urlOf("C")]);
    await after(() => player.removeFromQueue(1));
    expect([shown(), player.state, player.track]).toEqual(["A", "idle", null]);
    expect(audio()).toMatchObject({ src: "", paused: true });
    await after(() => player.play());
    expect([shown(), player.state]).toEqual(["[A]", "loading"]);
  });

  test("when it is paused, the next one waits", async () => {
    await play("AB");
    await after(() => player.pause());
    await after(() => player.removeFromQueue(0));
    expect([shown(), player.state, audio().paused]).toEqual(["[B]", "paused", true]);
    await after(() => player.play());
    await after(() => audio().arrive(100));
    expect([player.state, audio().src]).toEqual(["playing", urlOf("B")]);
  });

  test("an empty queue stops it", async () => {
    await play("A");
    await after(() => player.playQueue([]));
    expect(player).toMatchObject({ queue: [], index: null, state: "idle" });
    expect(audio()).toMatchObject({ src: "", paused: true });
  });

  test.each([
    [2, "NETWORK"],
    [3, "UNPLAYABLE"],
    [4, "UNPLAYABLE"],
  ])(
    "a file that fails with code %s is an error (%s) that can be skipped",
    async (code, expected) => {
      open();
      await after(() => player.playQueue(tracksOf("AB")));
      await after(() => audio().fail(code));
      expect(player).toMatchObject({ state: "error", error: { code: expected } });
      expect(player.error!.message).toContain("“A”");
      await after(() => player.next());
      await after(() => audio().arrive(100));
      expect(player).toMatchObject({ state: "playing", error: null });
      expect(shown()).toBe("A[B]");
    },
  );

  test("a track without a file is an error, and the one before plays no more", async () => {
    await play("A");
    const [b] = [trackOf("B", { url: null, durationSeconds: 7 })];
    await after(() => player.play(b));
    expect(player).toMatchObject({ state: "error", error: { code: "NO_FILE" } });
    expect(player.durationSeconds).toBe(7);
    expect(audio()).toMatchObject({ src: "", paused: true });
    await after(() => player.refresh([trackOf("B")]));
    await after(() => player.toggle());
    expect(player).toMatchObject({ state: "loading", error: null });
    expect(audio().src).toBe(urlOf("B"));
  });

  test("after an error, play tries again, with the newest URL", async () => {
    await play("A");
    await after(() => audio().fail(2));
    const url = `${urlOf("A")}?again`;
    await after(() => player.refresh([trackOf("A", { url })]));
    expect(player.state).toBe("error");
    await after(() => player.toggle());
    await after(() => audio().arrive(100));
    expect(player).toMatchObject({ state: "playing", error: null });
    expect(audio().src).toBe(url);
  });

  test("when an entry that fails is removed, the next one plays", async () => {
    await play("AB");
    await after(() => audio().fail(4));
    await after(() => player.removeFromQueue(0));
    expect([shown(), player.state, audio().paused]).toEqual(["[B]", "loading", false]);
  });

  test("a browser that waits for a click is told from a track that does not play", async () => {
    FakeAudio.isBlocked = true;
    open();
    await after(() => player.playQueue(tracksOf("A")));
    expect(player).toMatchObject({ state: "paused", error: { code: "BLOCKED" } });
    FakeAudio.isBlocked = false;
    await after(() => player.toggle());
    await after(() => audio().arrive(100));
    expect(player).toMatchObject({ state: "playing", error: null });
    expect(audio().loads).toBe(1);
  });

  test("newer versions of its tracks do not restart what plays", async () => {
    await play("ABA");
    await after(() => audio().pass(10));
    const newer = trackOf("A", { url: `${urlOf("A")}?new`, title: "A2", isLoop: true });
    await after(() => player.refresh([newer, trackOf("C")]));
    expect(shown()).toBe("[A2]BA2");
    expect([player.state, player.currentSeconds, audio().loads]).toEqual([
      "playing",
      10,
      1,
    ]);
    expect(audio()).toMatchObject({ src: urlOf("A"), loop: true });
    await after(() => player.playAt(2));
    expect(audio().src).toBe(newer.url);
  });

  test("how long it is comes from the file, and before from the track", async () => {
    open();
    await after(() => player.playQueue([trackOf("A", { durationSeconds: 90 })]));
    expect(player.durationSeconds).toBe(90);
    await after(() => audio().arrive(Infinity));
    expect(player.durationSeconds).toBe(90);
    await after(() => audio().arrive(91.5));
    expect(player.durationSeconds).toBe(91.5);
  });

  test("the next track is loaded near the end, if that is asked for", async () => {
    open({ preloadNext: true });
    await after(() => player.playQueue(tracksOf("AB")));
    await after(() => audio().arrive(100));
    await after(() => audio().pass(70));
    expect(FakeAudio.made.length).toBe(1);
    for (let second = 0; second < 15; second++) await after(() => audio().pass(1));
    expect(FakeAudio.made.slice(1)).toMatchObject([{ src: urlOf("B"), preload: "auto" }]);
    expect(FakeAudio.made[1]!.paused).toBe(true);
  });

  test("it is not loaded otherwise", async () => {
    await play("AB");
    await after(() => audio().pass(99));
    expect(FakeAudio.made.length).toBe(1);
  });

  test("time renders only who follows it", async () => {
    await play("A");
    await after(() => audio().pass(1));
    expect([player.currentSeconds, seconds]).toEqual([1, 1]);

    act(() => root.unmount());
    root = createRoot(element);
    FakeAudio.made = [];
    open({ followTime: false });
    await after(() => player.playQueue(tracksOf("A")));
    await after(() => audio().arrive(100));
    const before = renders;
    for (let time = 1; time <= 10; time++) {
      await after(() => audio().pass(0.25));
      expect(seconds).toBe(time / 4);
    }
    expect(renders).toBe(before);
  });

  test("unmounting stops it", async () => {
    await play("A");
    act(() => root.unmount());
    expect(audio()).toMatchObject({ src: "", paused: true });
    root = createRoot(element);
  });

  test("the functions are the same from render to render", async () => {
    open();
    const functions = Object.entries(player).filter(
      ([, value]) => typeof value === "function",
    );
    expect(functions.length).toBe(13);
    await after(() => player.playQueue(tracksOf("A")));
    expect(player).toMatchObject(Object.fromEntries(functions));
  });
});

describe("with a media session that is faked, the system", () => {
  let session: FakeMediaSession;
  beforeEach(() => {
    session = new FakeMediaSession();
    Object.defineProperty(navigator, "mediaSession", {
      value: session,
      configurable: true,
    });
    vi.stubGlobal(
      "MediaMetadata",
      class {
        constructor(fields: object) {
          Object.assign(this, fields);
        }
      },
    );
  });
  afterEach(() => {
    Reflect.deleteProperty(navigator, "mediaSession");
  });

  test("shows what plays, and where in it", async () => {
    open();
    const image = { src: "https://files.example.com/a.png", alt: "A sun" };
    const track = trackOf("A", { record: "First", image, imageUrl: image.src });
    await after(() => player.playQueue([track]));
    await after(() => audio().arrive(100));
    await after(() => audio().pass(10));
    expect(session).toMatchObject({
      metadata: {
        title: "A",
        artist: "Ada",
        album: "First",
        artwork: [{ src: image.src }],
      },
      playbackState: "playing",
      position: { duration: 100, position: 10 },
    });
    await after(() => player.pause());
    expect(session.playbackState).toBe("paused");
    await after(() => player.refresh([{ ...track, title: "A2" }]));
    expect(session.metadata).toMatchObject({ title: "A2" });
    await after(() => player.playQueue([]));
    expect(session).toMatchObject({ metadata: null, playbackState: "none" });
  });

  test("controls it by its keys, until it is gone", async () => {
    await play("AB");
    const press = (key: string, details = {}) =>
      after(() => session.keys.get(key)!({ action: key, ...details }));
    await press("pause");
    expect(player.state).toBe("paused");
    await press("play");
    expect(player.state).toBe("playing");
    await press("seekto", { seekTime: 30 });
    await press("seekforward");
    expect(player.currentSeconds).toBe(40);
    await press("previoustrack");
    expect([shown(), player.currentSeconds]).toEqual(["[A]B", 0]);
    await press("nexttrack");
    expect(shown()).toBe("A[B]");
    act(() => root.unmount());
    expect(session.keys.size).toBe(0);
    root = createRoot(element);
  });
});
