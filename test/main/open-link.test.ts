/** E15: one place opens links, and only those that may be opened. */
import { beforeEach, expect, it, vi } from 'vitest';

const openExternal = vi.hoisted(() => vi.fn<(url: string) => Promise<void>>());
vi.mock('electron', () => ({ shell: { openExternal } }));

const { openLink } = await import('../../src/main/open-link');

beforeEach(() => {
  // In braces: what a hook returns is called when the test is over.
  openExternal.mockReset().mockResolvedValue();
});

it('opens what is shown', async () => {
  expect(await openLink('https://EXAMPLE.com/a b')).toEqual({ ok: false, problem: { code: 'link_refused' } });
  expect(await openLink('https://EXAMPLE.com/a')).toEqual({ ok: true, value: null });
  expect(openExternal.mock.calls).toEqual([['https://example.com/a']]);
});

it.each(['file:///etc/passwd', 'smb://a/b', 'javascript:alert(1)', 'https://a@b.example/', 'ms-msdt:x'])(
  'refuses %s',
  async (href) => {
    expect(await openLink(href)).toEqual({ ok: false, problem: { code: 'link_refused' } });
    expect(openExternal).not.toHaveBeenCalled();
  },
);

it('says that the system has nothing that opens it', async () => {
  openExternal.mockRejectedValue(new Error('no handler'));
  expect(await openLink('mailto:ada@example.com')).toEqual({ ok: false, problem: { code: 'link_failed' } });
});
