/** Keys that work anywhere; which ones there are is in logic/shortcuts.ts. */
import { nextTick } from 'vue';
import { pressed, shortcutNames, shortcuts, type KeyGroup, type ShortcutName, type ShortcutOf } from '../logic/shortcuts';
import { useOverStore } from '../stores/over';
import { useViewStore } from '../stores/view';
import { usePlacesStore } from '../stores/places';
import { useTimelineStore } from '../stores/timelines';
import { useWindowEvent } from './listen';
import { useMarkRead } from './mark-read';

/** Id of the search field: there is one at most. */
export const SEARCH_FIELD = 'search-text';

/** Something that has the keys to itself is open. */
const busy = (): boolean => document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') !== null;

const wantsKeys = (element: Element | null): boolean =>
  element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

/** What a shortcut does; false leaves the key to whoever else wants it. */
export type KeyHandler = (event: KeyboardEvent) => boolean | void;

/** One handler for each shortcut of a group: a row of the table that nothing handles does not compile. */
export type KeyHandlers<G extends KeyGroup> = Readonly<Record<ShortcutOf<G>, KeyHandler>>;

/** Runs the handler of the shortcut that was pressed. @returns whether there was one */
export function runKey(handlers: Readonly<Partial<Record<ShortcutName, KeyHandler>>>, event: KeyboardEvent): boolean {
  const name = shortcutNames.find(
    (candidate) =>
      handlers[candidate] && pressed(candidate, event) && !(shortcuts[candidate].idle && wantsKeys(document.activeElement)),
  );
  if (name === undefined || handlers[name]?.(event) === false) return false;
  event.preventDefault();
  return true;
}

/** Keys of the window, as long as nothing above it has the keys to itself. */
function useWindowKeys(handlers: Readonly<Partial<Record<ShortcutName, KeyHandler>>>): void {
  useWindowEvent('keydown', (event) => {
    if (!event.defaultPrevented && !event.isComposing && !busy()) runKey(handlers, event);
  });
}

/** Keys of every screen. */
export function useAppKeys(): void {
  const over = useOverStore();
  const handlers: KeyHandlers<'app'> = {
    palette: () => over.show('palette'),
    settings: () => over.showSettings(),
    shortcuts: () => over.show('shortcuts'),
  };
  useWindowKeys(handlers);
}

/** Keys of a conversation. */
export function useRoomKeys(): void {
  const view = useViewStore();
  const timelines = useTimelineStore();
  const questions = usePlacesStore();
  const markRead = useMarkRead();

  /** The same as the button for it. */
  async function toNewest(id: string): Promise<void> {
    timelines.clearNew(id);
    if (!timelines.of(id).newest) await timelines.toNewest(id);
    view.begin(id);
  }

  async function toSearch(): Promise<void> {
    view.panel = 'search';
    await nextTick();
    const field = document.getElementById(SEARCH_FIELD);
    if (!(field instanceof HTMLInputElement)) return;
    field.focus();
    field.select();
  }

  const handlers: KeyHandlers<'room'> = {
    search() {
      // Pressed again in the field it is the browser's, which finds only what is drawn.
      if (document.activeElement?.id === SEARCH_FIELD) return false;
      void toSearch();
    },
    roomBefore: () => view.step(-1),
    roomAfter: () => view.step(1),
    closePanel() {
      const id = view.room?.id;
      if (view.panel) view.panel = null;
      else if (id !== undefined && timelines.of(id).newAfter !== null) void markRead(id);
      else return false;
    },
    toDate: () => void (view.room && questions.ask('date', view.room.id)),
    toNewest() {
      if (!view.room) return false;
      void toNewest(view.room.id);
    },
  };
  useWindowKeys(handlers);
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
