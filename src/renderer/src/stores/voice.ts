/** What the UI says once: aloud to screen readers, or as a short line at the foot of the window. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** How long a problem stays, in ms: enough for the longest sentence, twice. */
const LINE_TIME = 12_000;

/** How long something that was done can be undone there, in ms. */
const UNDO_TIME = 10_000;

/** How long words stay for screen readers, in ms: they were read out by then, and nobody should find there what was deleted. */
const ALOUD_TIME = 5_000;

/** Something to do about what a line says. */
export interface LineAction {
  label: string;
  run: () => void;
}

/** A line. `kind`: a problem, or something that was done. */
export interface Line {
  id: number;
  kind: 'problem' | 'done';
  text: string;
  action: LineAction | null;
}

export const useVoiceStore = defineStore('voice', () => {
  /** For the live region; the number makes the same words news again. */
  const aloud = shallowRef<{ id: number; text: string }>({ id: 0, text: '' });
  const line = shallowRef<Line | null>(null);
  let next = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hush: ReturnType<typeof setTimeout> | undefined;

  /** Has a screen reader say something when it has time. */
  function say(text: string): void {
    const id = (next += 1);
    aloud.value = { id, text };
    clearTimeout(hush);
    hush = setTimeout(() => (aloud.value = { id, text: '' }), ALOUD_TIME);
  }

  /** Shows a problem; a newer line takes its place. */
  function show(text: string): void {
    line.value = { id: (next += 1), kind: 'problem', text, action: null };
    wait();
  }

  /** Shows what was done, and the way back from it where there is one. */
  function done(text: string, action: LineAction | null = null): void {
    line.value = { id: (next += 1), kind: 'done', text, action };
    say(text);
    wait();
  }

  function dismiss(): void {
    clearTimeout(timer);
    line.value = null;
  }

  /** Nobody loses a line that they point at or have the focus in. */
  const hold = (): void => clearTimeout(timer);
  function wait(): void {
    clearTimeout(timer);
    if (line.value) timer = setTimeout(dismiss, line.value.kind === 'done' ? UNDO_TIME : LINE_TIME);
  }

  return { aloud, line, say, show, done, dismiss, hold, wait };
});
