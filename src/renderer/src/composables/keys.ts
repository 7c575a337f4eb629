/** Keys that work anywhere in a conversation. */
import { useViewStore } from '../stores/view';
import { useWindowEvent } from './listen';

/** Something that has the keys to itself is open. */
const busy = (): boolean => document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') !== null;

const wantsKeys = (element: Element | null): boolean =>
  element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

/** Alt+Up and Alt+Down go through the rooms; Escape closes the panel when nothing is above it. */
export function useRoomKeys(): void {
  const view = useViewStore();
  useWindowEvent('keydown', (event) => {
    if (event.defaultPrevented || busy()) return;
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      view.step(event.key === 'ArrowUp' ? -1 : 1);
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
