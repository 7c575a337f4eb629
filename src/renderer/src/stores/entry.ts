/** What outlives the screens on the way in: why the last try did not work. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

export const useEntryStore = defineStore('entry', () => {
  /** In words. The first screen shows it, which may be gone while a hub asks for more. */
  const joinProblem = shallowRef<string | null>(null);
  /** The address by which the place that was meant can be joined encrypted, where it asks for that. */
  const encrypted = shallowRef<string | null>(null);
  return { joinProblem, encrypted };
});
