/** The link that a person is being asked about: one at a time, above whatever is on screen. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

export const useLinksStore = defineStore('links', () => {
  const asked = shallowRef<string | null>(null);
  return { asked };
});
