/** The link that a person is being asked about: one at a time, above whatever is on screen; and the message that one is on the way to. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { MessageLink } from '../logic/message-link';

export const useLinksStore = defineStore('links', () => {
  const asked = shallowRef<string | null>(null);
  const awaited = shallowRef<MessageLink | null>(null);
  return { asked, awaited };
});
