/** Where the focus goes when what had it is gone. */
import { nextTick, watch } from 'vue';

/** Frames that a dialog or a menu has to close and to give the focus back by itself. */
const CLOSING = 4;

const lost = (): boolean => document.activeElement === null || document.activeElement === document.body;

let latest = 0;

/** Moves the focus to the first of these that is there, unless something has it. */
export async function keepFocus(...selectors: readonly string[]): Promise<void> {
  const mine = (latest += 1);
  await nextTick();
  for (let frame = 0; frame < CLOSING; frame += 1) await new Promise(requestAnimationFrame);
  // Whoever went on meanwhile is somewhere else.
  if (mine !== latest || !lost()) return;
  for (const selector of selectors) {
    document.querySelector<HTMLElement>(selector)?.focus();
    if (!lost()) return;
  }
}

/** As soon as `open` is false again: a dialog that was opened from a menu has nothing to give the focus back to. */
export function useGiveBack(open: () => boolean, ...selectors: readonly string[]): void {
  watch(open, (now) => {
    if (!now) void keepFocus(...selectors);
  });
}
