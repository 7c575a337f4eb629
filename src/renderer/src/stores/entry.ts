/** What outlives the screens on the way in: why the last try did not work. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

export const useEntryStore = defineStore('entry', () => {
  /** In words. The first screen shows it, which may be gone while a hub asks for more. */
  const joinProblem = shallowRef<string | null>(null);
  return { joinProblem };
});
