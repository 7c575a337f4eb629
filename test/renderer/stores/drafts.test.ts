import { beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, shallowRef } from 'vue';
import { loadDrafts, saveDrafts } from '../../../src/renderer/src/logic/drafts';
import { useDrafts } from '../../../src/renderer/src/stores/drafts';

const [WORKSHOP, SCHOOL] = ['w'.repeat(43), 's'.repeat(43)];

/** One window; `close` ends it as a reload does. */
function openWindow(hub: string | null) {
  const open = shallowRef(hub);
  const scope = effectScope();
  const drafts = scope.run(() => useDrafts(open)) as Map<string, string>;
  return { open, drafts, close: () => scope.stop() };
}

beforeEach(() => localStorage.clear());

describe('drafts', () => {
  it('are there again after a reload, each in its hub and room', async () => {
    const before = openWindow(WORKSHOP);
    before.drafts.set('lobby', 'half a sent');
    before.drafts.set('cnc', 'the spindle');
    before.drafts.set('cnc', '');
    await nextTick();
    before.open.value = SCHOOL;
    expect([...before.drafts]).toEqual([]);
    before.drafts.set('lobby', 'other');
    await nextTick();
    before.close();
    expect([...openWindow(WORKSHOP).drafts]).toEqual([['lobby', 'half a sent']]);
    expect([...openWindow(SCHOOL).drafts]).toEqual([['lobby', 'other']]);
    expect([...openWindow(null).drafts]).toEqual([]);
  });

  it('reach the device soon after a keystroke, and at once when the page is hidden', async () => {
    vi.useFakeTimers();
    try {
      const { drafts, close } = openWindow(WORKSHOP);
      drafts.set('lobby', 'a');
      await nextTick();
      expect(loadDrafts(WORKSHOP)).toEqual([]);
      vi.advanceTimersByTime(300);
      expect(loadDrafts(WORKSHOP)).toEqual([['lobby', 'a']]);
      drafts.set('lobby', 'ab');
      await nextTick();
      window.dispatchEvent(new Event('pagehide'));
      expect(loadDrafts(WORKSHOP)).toEqual([['lobby', 'ab']]);
      close();
    } finally {
      vi.useRealTimers();
    }
  });

  it.each(['{', '{"a":1}', '[1]', '[["a",2]]', 'null'])('begin anew where %s was kept', (kept) => {
    localStorage.setItem(`hearth.drafts.${WORKSHOP}`, kept);
    expect(loadDrafts(WORKSHOP)).toEqual([]);
  });

  it('are bounded, and stay in the window where the browser keeps nothing', () => {
    const many = Array.from({ length: 150 }, (_, n): [string, string] => [`r${String(n)}`, 'x']);
    saveDrafts(WORKSHOP, many);
    expect(loadDrafts(WORKSHOP)).toHaveLength(100);
    expect(loadDrafts(WORKSHOP)[0]).toEqual(['r50', 'x']);
    vi.stubGlobal('localStorage', {
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    });
    expect(() => saveDrafts(WORKSHOP, [['lobby', 'x']])).not.toThrow();
    vi.unstubAllGlobals();
  });
});
