/** Tells the others in a room that this person writes, and when they do not any more. */
import { onScopeDispose, watch, type Ref } from 'vue';
import { useApi } from '../bridge/key';

/** Without a key for this long nobody is writing, ms. */
const PAUSE = 5_000;

/**
 * @param room - the room on screen
 * @param text - what stands in its composer
 * @param may - whether one may write there
 */
export function useTyping(room: () => string | undefined, text: Readonly<Ref<string>>, may: () => boolean): void {
  const api = useApi();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let where: string | null = null;

  function end(): void {
    clearTimeout(timer);
    if (where !== null) void api.typing(where, false);
    where = null;
  }

  watch([room, text] as const, ([id, now], [before]) => {
    // A draft that was there already is not being written.
    if (id !== before) return end();
    if (id === undefined || now.trim() === '' || !may()) return end();
    // With every key: whoever is behind the bridge says it now and then.
    void api.typing(id, true);
    where = id;
    clearTimeout(timer);
    timer = setTimeout(end, PAUSE);
  });
  onScopeDispose(end);
}
