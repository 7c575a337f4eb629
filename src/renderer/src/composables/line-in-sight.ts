/** Whether the "New" line has been on screen. */
import type { VirtualizerHandle } from 'virtua/vue';
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { Row } from '../logic/rows';

/** @returns `missed`: there is a line that its reader has not had on screen; `look`: to be called when something moved */
export function useLineInSight(
  list: Readonly<Ref<VirtualizerHandle | null>>,
  rows: Readonly<Ref<Row[]>>,
  after: Readonly<Ref<number | null>>,
) {
  const missed = shallowRef(false);
  let met = false;
  let frame = 0;

  function look(): void {
    const handle = list.value;
    if (met || after.value === null || !handle) {
      missed.value = false;
      return;
    }
    const index = rows.value.findIndex(({ kind }) => kind === 'new');
    const [top, end] = [handle.scrollOffset, handle.scrollOffset + handle.viewportSize];
    const at = index < 0 ? -1 : handle.getItemOffset(index);
    met = index >= 0 && at >= top && at < end;
    missed.value = !met;
  }

  /** After the list has measured what is new in it. */
  function lookSoon(): void {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => (frame = requestAnimationFrame(look)));
  }

  watch(after, () => (met = false), { flush: 'sync' });
  watch([rows, after], lookSoon, { immediate: true });
  onScopeDispose(() => cancelAnimationFrame(frame));
  return { missed, look };
}
