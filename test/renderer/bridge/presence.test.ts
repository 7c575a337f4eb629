import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import 'fake-indexeddb/auto';
import { IDLE_AFTER, parseOwn, PLAIN } from '../../../src/client/presence/own-presence';
import { openDatabase } from '../../../src/renderer/src/bridge/browser/database';
import { pagePresence, watchIdlePage } from '../../../src/renderer/src/bridge/browser/presence';

describe('watchIdlePage', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says that nobody is there after five minutes without a touch, and that somebody is at the next one', () => {
    const said: boolean[] = [];
    watchIdlePage((idle) => said.push(idle));
    vi.advanceTimersByTime(IDLE_AFTER - 1_000);
    window.dispatchEvent(new Event('pointermove'));
    vi.advanceTimersByTime(IDLE_AFTER - 1_000);
    expect(said).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(said).toEqual([true]);
    window.dispatchEvent(new Event('keydown'));
    expect(said).toEqual([true, false]);
    vi.advanceTimersByTime(IDLE_AFTER);
    expect(said).toEqual([true, false, true]);
  });

  it('looks at nothing that happens to a page out of sight', () => {
    const said: boolean[] = [];
    watchIdlePage((idle) => said.push(idle));
    const state = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    vi.advanceTimersByTime(IDLE_AFTER - 1);
    window.dispatchEvent(new Event('pointermove'));
    vi.advanceTimersByTime(1);
    expect(said).toEqual([true]);
    state.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(said).toEqual([true, false]);
    state.mockRestore();
  });
});

describe('pagePresence', () => {
  it('keeps what was chosen in this browser', async () => {
    const own = { presence: 'away', text: 'Lunch', tellsReads: false } as const;
    const database = await openDatabase();
    expect(parseOwn(await pagePresence(database).load())).toEqual(PLAIN);
    await pagePresence(database).save(own);
    expect(parseOwn(await pagePresence(database).load())).toEqual(own);
    database?.close();
  });

  it('makes do without a browser that keeps anything', async () => {
    const store = pagePresence(null);
    await store.save(PLAIN);
    expect(parseOwn(await store.load())).toEqual(PLAIN);
  });
});
