/** Which question about a conversation stands above the screen, from wherever it was asked. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** What is asked about a room that is there; `write`: to whom one wants to write. */
export type PlaceQuestion = 'topic' | 'rename' | 'people' | 'invite' | 'remove' | 'quit' | 'date';

export const usePlacesStore = defineStore('places', () => {
  const asked = shallowRef<{ what: PlaceQuestion; room: string } | { what: 'write' } | null>(null);
  const ask = (what: PlaceQuestion, room: string): void => void (asked.value = { what, room });
  const askWhom = (): void => void (asked.value = { what: 'write' });
  const close = (): void => void (asked.value = null);
  return { asked, ask, askWhom, close };
});
