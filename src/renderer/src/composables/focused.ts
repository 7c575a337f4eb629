/** Whether this person looks at the window. */
import { onScopeDispose, shallowRef, type Ref } from 'vue';
import { useWindowEvent } from './listen';

/** True while the window is visible and has the focus. */
export function useFocused(): Readonly<Ref<boolean>> {
  const look = (): boolean => document.visibilityState === 'visible' && document.hasFocus();
  const focused = shallowRef(look());
  const update = (): void => void (focused.value = look());
  useWindowEvent('focus', update);
  useWindowEvent('blur', update);
  document.addEventListener('visibilitychange', update);
  onScopeDispose(() => document.removeEventListener('visibilitychange', update));
  return focused;
}
