import type { Melody } from "./melody.js";

export type Song = {
  title: string;
  artist: string;
  record?: string;
  visibility: "public" | "vip" | "private";
  isLoop?: boolean;
  melody: Melody;
};

/** What the demo's library starts with. */
export const songs: Song[] = [
  {
    title: "First Light",
    artist: "Low Tide",
    record: "Shorelines",
    visibility: "public",
    melody: {
      steps: [0, 2, 4, 7, 4, 2, 5, 4, 0, 2, 4, 9, 7, 4, 2, 1],
      root: 261.6,
      scale: "major",
      secondsAStep: 0.36,
      ring: 1.6,
    },
  },
  {
    title: "Harbour Lamps",
    artist: "Low Tide",
    record: "Shorelines",
    visibility: "public",
    melody: {
      steps: [0, 4, 2, 4, 1, 4, 2, null, 0, 5, 3, 5, 2, 5, 4, null],
      root: 220,
      scale: "minor",
      secondsAStep: 0.42,
      ring: 1.8,
    },
  },
  {
    title: "Paper Boats",
    artist: "Ines & the Quiet",
    visibility: "public",
    melody: {
      steps: [4, 3, 2, 3, 4, 4, 4, null, 3, 3, 3, null, 4, 6, 6, null, 4, 3, 2, 1, 0],
      root: 293.7,
      scale: "pentatonic",
      secondsAStep: 0.3,
      ring: 1.4,
    },
  },
  {
    title: "Slow Train, Open Window",
    artist: "Ines & the Quiet",
    record: "Postcards",
    visibility: "public",
    melody: {
      steps: [0, null, 3, null, 4, null, 3, 2, 0, null, 4, null, 6, 5, 4, null],
      root: 196,
      scale: "minor",
      secondsAStep: 0.4,
      ring: 2.2,
    },
  },
  {
    title: "Kitchen Radio",
    artist: "Night Bus",
    record: "Route 9",
    visibility: "public",
    melody: {
      steps: [0, 2, 4, 5, 4, 2, 0, 2, 3, 5, 7, 8, 7, 5, 3, 5, 0, 2, 4, 7],
      root: 329.6,
      scale: "pentatonic",
      secondsAStep: 0.24,
      ring: 0.9,
    },
  },
  {
    title: "Rain on the Studio Roof",
    artist: "Night Bus",
    record: "Route 9",
    visibility: "public",
    isLoop: true,
    melody: {
      steps: [7, 4, 2, 0, 7, 4, 2, 0, 6, 4, 1, 0, 6, 4, 1, 0],
      root: 349.2,
      scale: "major",
      secondsAStep: 0.2,
      ring: 0.7,
    },
  },
  {
    title: "Second Draft",
    artist: "Low Tide",
    record: "Unfinished",
    visibility: "vip",
    melody: {
      steps: [0, 1, 2, 4, 2, 1, 0, null, -1, 0, 2, 3, 2, 0, -1, null],
      root: 246.9,
      scale: "minor",
      secondsAStep: 0.38,
      ring: 2,
    },
  },
  {
    title: "Voice Memo, 3 a.m.",
    artist: "Low Tide",
    visibility: "private",
    melody: {
      steps: [0, null, 2, null, 1, null, 0, null, 4, null, 3, null],
      root: 174.6,
      scale: "major",
      secondsAStep: 0.45,
      ring: 2.4,
    },
  },
];
