/** The ways to a message's menu: its button, the menu key, the right button, a long press; and the arrows from one to the next. */
import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { MessageLine, Row } from '../logic/rows';
import type { Hanging } from '../stores/talk';
import type { ActionName } from './message-actions';
import { runKey, type KeyHandlers } from './keys';

/** A finger that rests this long means it, in ms. */
const LONG = 500;

/** And may tremble this far, in px. */
const STILL = 10;

/** A menu that is open. `at`: what it stands beside. */
export type OpenMenu = Hanging;

const buttons = (content: HTMLElement): HTMLElement[] => [...content.querySelectorAll<HTMLElement>('.tools')];

/** `content` holds the rows that are drawn, `scroller` is the log around them; `act` does something with a message, if it offers that. */
export function useMessageMenu(
  rows: Readonly<Ref<readonly Row[]>>,
  content: Readonly<Ref<HTMLElement | null>>,
  scroller: Readonly<Ref<HTMLElement | null>>,
  act: (name: ActionName, hanging: Hanging) => boolean,
) {
  const open = shallowRef<OpenMenu | null>(null);
  const current = shallowRef<string | null>(null);
  const newest = computed(() => rows.value.findLast(({ kind }) => kind === 'message')?.key ?? null);
  /** One stop for Tab in the whole list: where one was last, else the newest message. */
  const stop = computed(() => current.value ?? newest.value);

  const rowOf = (target: EventTarget | null): HTMLElement | null =>
    target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;

  function hang(row: HTMLElement | null, at: Hanging['at'] | null): Hanging | null {
    const line = rows.value.find((one): one is MessageLine => one.kind === 'message' && one.key === row?.dataset['row']);
    const from = row?.querySelector<HTMLElement>('.tools');
    return line && from ? { line, at: at ?? from, from } : null;
  }

  function show(row: HTMLElement, at: Hanging['at'] | null): void {
    const hanging = hang(row, at);
    if (hanging) open.value = hanging;
  }

  /** Does something with the message of an element, beside it. */
  function actOn(name: ActionName, from: Element): boolean {
    const hanging = hang(rowOf(from), from);
    return hanging !== null && act(name, hanging);
  }

  /** Keys of the message that has the focus. */
  const here = (name: ActionName) => (): boolean => document.activeElement !== null && actOn(name, document.activeElement);
  const keys: KeyHandlers<'message'> = {
    ...{ reply: here('reply'), react: here('react'), edit: here('edit'), forward: here('forward'), pin: here('pin') },
    ...{ acknowledge: here('acknowledge'), copy: here('copy'), copyLink: here('copyLink'), delete: here('delete') },
  };

  const point = (x: number, y: number): OpenMenu['at'] => ({ getBoundingClientRect: () => new DOMRect(x, y, 0, 0) });

  function onContextMenu(event: MouseEvent): void {
    const row = rowOf(event.target);
    // A link and chosen words have a menu of their own, which the browser knows best.
    const own = event.target instanceof Element && event.target.closest('a') !== null;
    if (!row || own || document.getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    const byKey = event.target instanceof Element && event.target.closest('.tools') !== null;
    show(row, byKey ? null : point(event.clientX, event.clientY));
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  let start = { x: 0, y: 0 };
  const letGo = (): void => clearTimeout(timer);

  function onPointerDown(event: PointerEvent): void {
    letGo();
    const row = rowOf(event.target);
    if (event.pointerType !== 'touch' || !row) return;
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => show(row, point(start.x, start.y)), LONG);
  }

  function onPointerMove(event: PointerEvent): void {
    if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > STILL) letGo();
  }

  function onKey(event: KeyboardEvent): void {
    const all = content.value ? buttons(content.value) : [];
    const index = all.findIndex((button) => button === document.activeElement);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (index >= 0 && step !== undefined && !event.altKey) {
      event.preventDefault();
      all[index + step]?.focus();
    } else if (event.key === 'Enter' && document.activeElement === scroller.value) {
      // From the list itself to the last message that is on screen.
      const foot = scroller.value?.getBoundingClientRect().bottom ?? 0;
      const seen = all.findLast((button) => button.getBoundingClientRect().top < foot) ?? all.at(-1);
      if (!seen) return;
      event.preventDefault();
      seen.focus();
    } else if (rowOf(event.target)) runKey(keys, event);
  }

  function onFocus(event: FocusEvent): void {
    current.value = rowOf(event.target)?.dataset['row'] ?? current.value;
  }

  watch(
    scroller,
    (element, _before, onCleanup) => {
      if (!element) return;
      const ended = new AbortController();
      const { signal } = ended;
      element.addEventListener('contextmenu', onContextMenu, { signal });
      element.addEventListener('pointerdown', onPointerDown, { signal, passive: true });
      element.addEventListener('pointermove', onPointerMove, { signal, passive: true });
      // What it belongs to moves away from under it.
      element.addEventListener('scroll', () => (open.value = null), { signal, passive: true });
      for (const name of ['pointerup', 'pointercancel', 'scroll'] as const)
        element.addEventListener(name, letGo, { signal, passive: true });
      element.addEventListener('keydown', onKey, { signal });
      element.addEventListener('focusin', onFocus, { signal });
      // Out of the list, the way in is by the newest again.
      element.addEventListener('focusout', () => open.value ?? (current.value = null), { signal });
      onCleanup(() => ended.abort());
    },
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(letGo);

  return {
    open,
    stop,
    actOn,
    show: (from: HTMLElement): void => {
      const row = rowOf(from);
      if (row) show(row, null);
    },
  };
}
