/** What it takes to record a voice note. */

/** Types that are recorded, the best first, and what their files end in. */
const types = [
  ['audio/webm;codecs=opus', 'webm'],
  ['audio/mp4', 'm4a'],
  ['audio/ogg;codecs=opus', 'ogg'],
] as const;

/** Longest voice note, ms. */
export const LONGEST = 5 * 60_000;

/** A page that others can read along has no microphone (W3C Media Capture §9.1), and some browsers record nothing. */
export const canRecord = (): boolean =>
  window.isSecureContext && 'MediaRecorder' in window && navigator.mediaDevices?.getUserMedia !== undefined;

/** What was recorded. */
export interface Recorded {
  blob: Blob;
  /** Without its codec. */
  type: string;
  /** What its file's name ends in. */
  ending: string;
  /** ms */
  duration: number;
}

/** Why nothing can be recorded. */
export type NoMicrophone = 'denied' | 'missing';

/** A recording that is under way. */
export interface Recording {
  /** ms so far. */
  elapsed(): number;
  /** Loudness now, 0 to 1. */
  level(): number;
  /** Ends it. */
  stop(): Promise<Recorded>;
  /** Ends it, and nothing is kept. */
  discard(): void;
}

/** Asks for the microphone and begins. */
export async function record(): Promise<Recording | NoMicrophone> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotFoundError' ? 'missing' : 'denied';
  }
  const [mimeType, ending] = types.find(([type]) => MediaRecorder.isTypeSupported(type)) ?? ['', 'webm'];
  const recorder = new MediaRecorder(stream, mimeType === '' ? {} : { mimeType, audioBitsPerSecond: 32_000 });
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  const sounds = new AudioContext();
  const meter = sounds.createAnalyser();
  meter.fftSize = 512;
  sounds.createMediaStreamSource(stream).connect(meter);
  const samples = new Uint8Array(meter.fftSize);
  const start = performance.now();
  let length: number | null = null;
  const end = (): void => {
    length ??= performance.now() - start;
    for (const track of stream.getTracks()) track.stop();
    if (sounds.state !== 'closed') void sounds.close();
  };
  recorder.start(1_000);
  return {
    elapsed: () => length ?? performance.now() - start,
    level() {
      meter.getByteTimeDomainData(samples);
      return Math.min(1, Math.max(...samples.map((sample) => Math.abs(sample - 128))) / 64);
    },
    stop: () =>
      new Promise((resolve) => {
        recorder.addEventListener(
          'stop',
          () => {
            end();
            const type = (recorder.mimeType || 'audio/webm').split(';')[0] ?? 'audio/webm';
            resolve({ blob: new Blob(parts, { type }), type, ending, duration: Math.round(length ?? 0) });
          },
          { once: true },
        );
        recorder.stop();
      }),
    discard() {
      if (recorder.state !== 'inactive') recorder.stop();
      end();
    },
  };
}
