/** Keys that work anywhere in a conversation. */
import { nextTick } from 'vue';
import { useViewStore } from '../stores/view';
import { useWindowEvent } from './listen';

/** Id of the search field: there is one at most. */
export const SEARCH_FIELD = 'search-text';

/** Something that has the keys to itself is open. */
const busy = (): boolean => document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') !== null;

const wantsKeys = (element: Element | null): boolean =>
  element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

/** Ctrl+F or Cmd+F searches; Alt+Up and Alt+Down go through the rooms; Escape closes the panel when nothing is above it. */
export function useRoomKeys(): void {
  const view = useViewStore();

  async function toSearch(): Promise<void> {
    view.panel = 'search';
    await nextTick();
    const field = document.getElementById(SEARCH_FIELD);
    if (!(field instanceof HTMLInputElement)) return;
    field.focus();
    field.select();
  }

  useWindowEvent('keydown', (event) => {
    if (event.defaultPrevented || busy()) return;
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      view.step(event.key === 'ArrowUp' ? -1 : 1);
    }
    const finds = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'f';
    // Pressed again in the field it is the browser's, which finds only what is drawn.
    if (finds && document.activeElement?.id !== SEARCH_FIELD) {
      event.preventDefault();
      void toSearch();
    }
    if (event.key === 'Escape' && view.panel) {
      event.preventDefault();
      view.panel = null;
    }
  });
}

/** What is typed or pasted while nothing else wants it goes to the composer. */
export function useTypeAnywhere(focusComposer: () => void): void {
  useWindowEvent('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || wantsKeys(document.activeElement) || busy()) return;
    const pastes = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'v';
    // Space presses buttons and scrolls.
    const types = !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1 && event.key !== ' ';
    if (pastes || types) focusComposer();
  });
}
