import { beforeEach, describe, expect, it, vi } from 'vitest';
import { pageSettings } from '../../../src/renderer/src/bridge/browser/settings';
import { defaultSettings } from '../../../src/shared/ipc/settings-api';

const looks = { theme: 'contrast', density: 'compact', textSize: 87.5, language: 'de' } as const;

beforeEach(() => localStorage.clear());

describe('the settings of a browser', () => {
  it('are what they were before a reload', async () => {
    expect(await pageSettings().loadSettings()).toEqual(defaultSettings);
    const page = pageSettings();
    expect(await page.changeSettings({ appearance: looks })).toEqual({ ok: true, value: null });
    expect(await page.loadSettings()).toEqual({ ...defaultSettings, appearance: looks });
    expect(await pageSettings().loadSettings()).toEqual({ ...defaultSettings, appearance: looks });
  });

  it.each(['', '{', 'null', '7', '[]', '{"appearance":{"theme":"sepia"}}', '{"appearance":null}'])(
    'are as at first where %j is kept',
    async (kept) => {
      localStorage.setItem('hearth.settings', kept);
      expect(await pageSettings().loadSettings()).toEqual(defaultSettings);
    },
  );

  it('hold as long as the page where nothing can be kept', async () => {
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const page = pageSettings();
    expect((await page.changeSettings({ appearance: looks })).ok).toBe(true);
    expect(await page.loadSettings()).toEqual({ ...defaultSettings, appearance: looks });
    full.mockRestore();
  });
});
