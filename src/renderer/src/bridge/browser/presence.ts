/** What a guest shows of themselves, in IndexedDB or for this visit; and whether they sit at the page. */
import { IDLE_AFTER, type PresenceStore } from '../../../../client/presence/own-presence';
import type { Database } from './database';

/** @param database - null where the browser keeps nothing */
export function pagePresence(database: Database | null): PresenceStore {
  if (!database) return { load: () => Promise.resolve(null), save: () => Promise.resolve() };
  return {
    load: () => database.get('settings', 'presence'),
    save: async (own) => void (await database.put('settings', { ...own }, 'presence')),
  };
}

/** Signs of a person. */
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Calls back when nobody touched the page for a while, or it went out of sight as long, and when somebody is back. */
export function watchIdlePage(onIdle: (idle: boolean) => void): void {
  let idle = false;
  let last = Date.now();
  const become = (now: boolean): void => {
    if (now === idle) return;
    idle = now;
    onIdle(idle);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        if (Date.now() - last >= IDLE_AFTER) become(true);
        else wait();
      },
      IDLE_AFTER - (Date.now() - last),
    );
  };
  // A pointer moves a hundred times a second: noted, and looked at when the time is over.
  const sign = (): void => {
    if (document.visibilityState !== 'visible') return;
    last = Date.now();
    if (!idle) return;
    become(false);
    wait();
  };
  for (const name of signs) window.addEventListener(name, sign, { passive: true, capture: true });
  document.addEventListener('visibilitychange', sign);
  wait();
}
