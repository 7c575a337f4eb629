/** The row that somebody jumped to: it gets the focus when it is drawn, and its mark goes after a moment. */
import { onScopeDispose, watch, type Ref } from 'vue';
import { useViewStore } from '../stores/view';

/** Frames in which a row that was scrolled to is drawn; longer than a list needs to measure its rows. */
const DRAWN = 30;

/** How long a mark stays, in ms; styles/tokens.css has the same for those who see it fade. */
const MARKED = 3_000;

/** @param content - holds the rows that are drawn */
export function useFound(found: Readonly<Ref<string | null>>, content: Readonly<Ref<HTMLElement | null>>): void {
  const view = useViewStore();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;

  async function focus(key: string): Promise<void> {
    for (let frame = 0; frame < DRAWN && !over && found.value === key; frame += 1) {
      await new Promise(requestAnimationFrame);
      const rows = content.value?.querySelectorAll<HTMLElement>('[data-row]') ?? [];
      const tools = [...rows].find((row) => row.dataset['row'] === key)?.querySelector<HTMLElement>('.tools');
      // The list puts it where it belongs.
      tools?.focus({ preventScroll: true });
      if (tools) return;
    }
  }

  /** From when it is drawn on: a slow computer would not show the mark at all. */
  async function mark(key: string): Promise<void> {
    await focus(key);
    if (over || found.value !== key) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (view.found === key) view.found = null;
    }, MARKED);
  }

  watch(
    found,
    (key) => {
      clearTimeout(timer);
      if (key === null) return;
      void mark(key);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    over = true;
    clearTimeout(timer);
  });
}
