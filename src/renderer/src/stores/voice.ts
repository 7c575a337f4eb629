/** What the UI says once: aloud to screen readers, or as a short line at the foot of the window. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** How long a line stays, in ms: enough for the longest sentence, twice. */
const LINE_TIME = 12_000;

export const useVoiceStore = defineStore('voice', () => {
  /** For the live region; the number makes the same words news again. */
  const aloud = shallowRef<{ id: number; text: string }>({ id: 0, text: '' });
  const line = shallowRef<{ id: number; text: string } | null>(null);
  let next = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Has a screen reader say something when it has time. */
  function say(text: string): void {
    aloud.value = { id: (next += 1), text };
  }

  /** Shows a line; a newer one takes its place. */
  function show(text: string): void {
    line.value = { id: (next += 1), text };
    clearTimeout(timer);
    timer = setTimeout(dismiss, LINE_TIME);
  }

  function dismiss(): void {
    clearTimeout(timer);
    line.value = null;
  }

  return { aloud, line, say, show, dismiss };
});
