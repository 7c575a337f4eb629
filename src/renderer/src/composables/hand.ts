/** Tells a reader's own scrolling from what the layout does to a list. */
import { onScopeDispose, watch, type Ref } from 'vue';

/** What comes this soon after wheel, key or touch is the reader's, in ms: momentum goes on for a while. */
const REACH = 1_000;

/** As long after wheel, key or touch a move has begun and may not have come far, in ms. */
const MOVING = 400;

/** What comes this soon after something changed its size may be the layout's, in ms. */
const SETTLING = 500;

const inputs = ['wheel', 'touchstart', 'touchmove', 'keydown', 'focusin'] as const;

/** `moved()` is true where a move of the list is to be taken for its reader's, `busy()` while the reader is moving it. */
export function useHand(list: Readonly<Ref<HTMLElement | null>>): {
  moved: () => boolean;
  busy: () => boolean;
  layout: () => void;
} {
  let touchedAt = -Infinity;
  let layoutAt = -Infinity;
  let held = false;

  const touch = (): void => void (touchedAt = performance.now());
  const press = (): void => void (held = true);
  // A scrollbar does not always say that it was let go of; the next move without a button does.
  const release = (event: PointerEvent): void => {
    if (!held || (event.type === 'pointermove' && event.buttons !== 0)) return;
    held = false;
    touch();
  };

  watch(
    list,
    (element, _before, onCleanup) => {
      if (!element) return;
      const ended = new AbortController();
      const options = { passive: true, signal: ended.signal };
      for (const name of inputs) element.addEventListener(name, touch, options);
      element.addEventListener('pointerdown', press, options);
      for (const name of ['pointerup', 'pointercancel', 'pointermove'] as const)
        window.addEventListener(name, release, { ...options, capture: true });
      onCleanup(() => ended.abort());
    },
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(() => (held = false));

  return {
    moved() {
      const now = performance.now();
      // Searching in the page scrolls too, without any of the above.
      return held || now - touchedAt < REACH || now - layoutAt > SETTLING;
    },
    busy: () => held || performance.now() - touchedAt < MOVING,
    layout: () => void (layoutAt = performance.now()),
  };
}
