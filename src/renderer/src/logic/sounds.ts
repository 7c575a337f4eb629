/** The sounds of announcements, made here: no files, and nothing to fetch. */
import type { PlayedSound } from '../../../shared/ipc/settings-api';

/** One tone: hertz at its begin and its end, seconds from the begin of the sound, seconds long. */
interface Tone {
  from: number;
  to: number;
  at: number;
  length: number;
  wave: OscillatorType;
}

/** Quiet beside speech. */
const LOUDNESS = 0.15;

/** Below this nothing is heard; an exponential fade cannot reach 0. */
const SILENT = 0.0001;

const sounds: Readonly<Record<PlayedSound, readonly Tone[]>> = {
  chime: [
    { from: 784, to: 784, at: 0, length: 0.5, wave: 'sine' },
    { from: 1047, to: 1047, at: 0.12, length: 0.6, wave: 'sine' },
  ],
  knock: [
    { from: 190, to: 70, at: 0, length: 0.09, wave: 'triangle' },
    { from: 190, to: 70, at: 0.14, length: 0.09, wave: 'triangle' },
  ],
  drop: [{ from: 420, to: 1250, at: 0, length: 0.14, wave: 'sine' }],
};

let context: AudioContext | null = null;

/** Plays a sound. Where the page may make none, as before anybody has touched it, nothing is heard. */
export function play(sound: PlayedSound): void {
  if (typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  void context.resume();
  const begin = context.currentTime;
  for (const { from, to, at, length, wave } of sounds[sound]) {
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    tone.type = wave;
    tone.frequency.setValueAtTime(from, begin + at);
    tone.frequency.exponentialRampToValueAtTime(to, begin + at + length);
    volume.gain.setValueAtTime(LOUDNESS, begin + at);
    volume.gain.exponentialRampToValueAtTime(SILENT, begin + at + length);
    tone.connect(volume).connect(context.destination);
    tone.start(begin + at);
    tone.stop(begin + at + length);
  }
}
