/** Where the focus goes once somebody is in a room. */
import { nextTick, onMounted, onScopeDispose, watch } from 'vue';
import { useViewStore } from '../stores/view';

/** Frames that a dialog or a menu has to close; what is open longer has the focus to itself. */
const CLOSING = 30;

const above = (): boolean => document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') !== null;

/** To where one writes, or, on a phone, to the room's name, so that no keyboard covers it; in the list of rooms to the room's item. */
export function useArriving(focusComposer: () => void): void {
  const view = useViewStore();
  let latest = 0;

  function focus(): void {
    if (!view.inRoom) document.querySelector<HTMLElement>('[aria-current=page]')?.focus();
    else if (window.matchMedia('(pointer: coarse)').matches) document.getElementById('room-name')?.focus();
    else focusComposer();
  }

  async function arrive(): Promise<void> {
    const mine = (latest += 1);
    await nextTick();
    if (!above()) {
      focus();
      return;
    }
    for (let frame = 0; frame < CLOSING && above(); frame += 1) await new Promise(requestAnimationFrame);
    // What closes gives the focus back to where it came from, one task later.
    await new Promise((resolve) => setTimeout(resolve));
    if (mine === latest && !above()) focus();
  }

  onMounted(arrive);
  watch([() => view.room?.id, () => view.inRoom, () => view.arrivals] as const, arrive);
  onScopeDispose(() => (latest += 1));
}
