/** The own message that is being given another text; the draft of the room waits meanwhile. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** A message, and its new text so far. */
export interface Editing {
  room: string;
  seq: number;
  text: string;
}

export const useEditingStore = defineStore('editing', () => {
  const current = shallowRef<Editing | null>(null);

  /** Puts a message's text into the composer of its room. */
  const start = (room: string, seq: number, text: string): void => void (current.value = { room, seq, text });
  function write(text: string): void {
    if (current.value) current.value = { ...current.value, text };
  }
  const stop = (): void => void (current.value = null);

  return { current, start, write, stop };
});
