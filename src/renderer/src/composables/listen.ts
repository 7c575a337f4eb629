/** A listener that ends with its component. */
import { onScopeDispose } from 'vue';

/** Listens on the window. */
export function useWindowEvent<K extends keyof WindowEventMap>(name: K, listener: (event: WindowEventMap[K]) => void): void {
  window.addEventListener(name, listener);
  onScopeDispose(() => window.removeEventListener(name, listener));
}
