/** Media queries, for the little that CSS cannot do alone. */
import { onScopeDispose, shallowRef, type Ref } from 'vue';

/** The window has room for one column only; styles/layout.css says the same. */
export const ONE_COLUMN = '(width < 640px)';

/** Whether a media query matches now. */
export function useMedia(query: string): Readonly<Ref<boolean>> {
  const list = window.matchMedia(query);
  const matches = shallowRef(list.matches);
  const update = (): void => void (matches.value = list.matches);
  list.addEventListener('change', update);
  onScopeDispose(() => list.removeEventListener('change', update));
  return matches;
}
