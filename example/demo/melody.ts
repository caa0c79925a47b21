import { SAMPLE_RATE, wavOf } from "./wav.js";

/** A short piece of music: what the demo's tracks are made of. */
export type Melody = {
  /** Degrees of the scale, one a step; null is a rest. */
  steps: (number | null)[];
  /** The frequency of degree 0 in hertz. */
  root: number;
  scale: keyof typeof scales;
  secondsAStep: number;
  /** How long a tone rings, in seconds. */
  ring: number;
};

/** In semitones above the root. */
const scales = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  pentatonic: [0, 2, 4, 7, 9],
};

const OVERTONES = [1, 0.45, 0.22, 0.1, 0.06];
const ATTACK_SECONDS = 0.008;
const LOUDEST = 0.8;

/** Plays a melody on plucked strings, into a WAV file. */
export function playedMelody(melody: Melody): Blob {
  const { steps, secondsAStep, ring } = melody;
  const seconds = steps.length * secondsAStep + ring;
  const samples = new Float32Array(Math.round(seconds * SAMPLE_RATE));
  steps.forEach((degree, step) => {
    if (degree === null) return;
    const accent = step % 4 === 0 ? 1 : 0.6;
    pluck(samples, step * secondsAStep, frequencyOf(melody, degree), ring, accent);
    const isBass = step % 8 === 0;
    if (isBass) {
      pluck(samples, step * secondsAStep, frequencyOf(melody, degree) / 4, ring * 2, 0.9);
    }
  });
  return wavOf(atLoudest(samples));
}

function frequencyOf({ root, scale }: Melody, degree: number): number {
  const tones = scales[scale];
  const octave = Math.floor(degree / tones.length);
  const semitones = tones[degree - octave * tones.length]! + 12 * octave;
  return root * 2 ** (semitones / 12);
}

function pluck(
  samples: Float32Array,
  startSeconds: number,
  frequency: number,
  ring: number,
  loudness: number,
) {
  const start = Math.round(startSeconds * SAMPLE_RATE);
  const length = Math.min(Math.round(ring * SAMPLE_RATE), samples.length - start);
  for (let sample = 0; sample < length; sample++) {
    const time = sample / SAMPLE_RATE;
    const swell = Math.min(time / ATTACK_SECONDS, 1);
    const fade = Math.exp((-5 * time) / ring) * (1 - sample / length);
    const wave = OVERTONES.reduce(
      (sum, strength, overtone) =>
        sum + strength * Math.sin(2 * Math.PI * frequency * (overtone + 1) * time),
      0,
    );
    samples[start + sample]! += loudness * swell * fade * wave;
  }
}

function atLoudest(samples: Float32Array): Float32Array {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return samples.map((sample) => (sample * LOUDEST) / (peak || 1));
}
