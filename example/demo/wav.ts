export const SAMPLE_RATE = 22_050; // per second

const BYTES_A_SAMPLE = 2;
const HEADER_BYTES = 44;

/**
 * A real WAV file (PCM, 16 bits, mono) that plays a melody of pure tones.
 *
 * @param frequencies Of the tones in hertz, one after the other.
 * @param secondsEach How long each of them lasts.
 */
export function wavFile(frequencies: number[], secondsEach = 0.5): Blob {
  const samplesEach = Math.round(SAMPLE_RATE * secondsEach);
  const samples = new Float32Array(frequencies.length * samplesEach);
  frequencies.forEach((frequency, tone) => {
    for (let sample = 0; sample < samplesEach; sample++) {
      samples[tone * samplesEach + sample] = amplitude(frequency, sample, samplesEach);
    }
  });
  return wavOf(samples);
}

/** A WAV file of samples from -1 to 1, `SAMPLE_RATE` of them a second. */
export function wavOf(samples: Float32Array): Blob {
  const dataBytes = samples.length * BYTES_A_SAMPLE;
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + dataBytes));
  writeHeader(view, dataBytes);
  samples.forEach((sample, index) => {
    const offset = HEADER_BYTES + index * BYTES_A_SAMPLE;
    view.setInt16(offset, Math.round(sample * 0x7fff), true);
  });
  return new Blob([view.buffer], { type: "audio/wav" });
}

function amplitude(frequency: number, sample: number, samples: number) {
  const fade = Math.sin((Math.PI * sample) / samples); // no clicks between tones
  return 0.4 * fade * Math.sin((2 * Math.PI * frequency * sample) / SAMPLE_RATE);
}

function writeHeader(view: DataView, dataBytes: number) {
  const text = (offset: number, value: string) =>
    [...value].forEach((char, i) => view.setUint8(offset + i, char.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // bytes of the format chunk
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, SAMPLE_RATE, true);
  view.setUint32(28, SAMPLE_RATE * BYTES_A_SAMPLE, true);
  view.setUint16(32, BYTES_A_SAMPLE, true);
  view.setUint16(34, BYTES_A_SAMPLE * 8, true);
  text(36, "data");
  view.setUint32(40, dataBytes, true);
}
