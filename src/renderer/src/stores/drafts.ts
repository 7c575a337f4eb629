/** Drafts of the hub that is open, in memory for this window and on the device for the next one. */
import { onScopeDispose, reactive, watch, type WatchSource } from 'vue';
import { loadDrafts, saveDrafts } from '../logic/drafts';

/** From a keystroke to the device, in ms: often enough for a crash, seldom enough for a fast typist. */
const REST = 300;

/** Text per room. @param hub - id of the hub that is open, null for none */
export function useDrafts(hub: WatchSource<string | null>): Map<string, string> {
  const drafts = reactive(new Map<string, string>());
  let owner: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function save(): void {
    clearTimeout(timer);
    timer = undefined;
    if (owner !== null) saveDrafts(owner, drafts);
  }
  /** What waits to be saved, now. */
  const flush = (): void => {
    if (timer !== undefined) save();
  };

  watch(
    hub,
    (id) => {
      flush();
      owner = id;
      drafts.clear();
      if (id !== null) for (const [room, text] of loadDrafts(id)) drafts.set(room, text);
    },
    { immediate: true, flush: 'sync' },
  );
  watch(drafts, () => {
    timer ??= setTimeout(save, REST);
  });
  // The last event that a page is sure to hear.
  const hidden = (): void => {
    if (document.visibilityState === 'hidden') flush();
  };
  document.addEventListener('visibilitychange', hidden);
  window.addEventListener('pagehide', flush);
  onScopeDispose(() => {
    flush();
    document.removeEventListener('visibilitychange', hidden);
    window.removeEventListener('pagehide', flush);
  });
  return drafts;
}
