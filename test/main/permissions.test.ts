import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Session } from 'electron';
import { ownPages } from '../../src/main/pages';
import { guardPermissions } from '../../src/main/permissions';

/** Every permission that this Electron knows, from its own type declarations: a new one is in the table by itself. */
const declarations = readFileSync(new URL('../../node_modules/electron/electron.d.ts', import.meta.url), 'utf8');
const [, union = ''] = /setPermissionCheckHandler\(handler:.*?permission: ((?:'[\w-]+'(?: \| )?)+)/.exec(declarations) ?? [];
const names = [...union.matchAll(/'([\w-]+)'/g)].map(([, name]) => name ?? '');

type Handler = (...args: unknown[]) => unknown;
const handlers: Record<'request' | 'check' | 'device', Handler> = { request: () => true, check: () => true, device: () => true };
guardPermissions(
  {
    setPermissionRequestHandler: (handler: Handler) => (handlers.request = handler),
    setPermissionCheckHandler: (handler: Handler) => (handlers.check = handler),
    setDevicePermissionHandler: (handler: Handler) => (handlers.device = handler),
  } as unknown as Session,
  ownPages(),
);

function answers(
  permission: string,
  requestingUrl: string | undefined,
  isMainFrame: boolean,
  origin = 'app://hearth/',
): unknown[] {
  let requested: unknown = 'no answer';
  handlers.request({}, permission, (granted: unknown) => (requested = granted), {
    requestingUrl: requestingUrl ?? origin,
    isMainFrame,
  });
  return [requested, handlers.check({}, permission, origin, { ...(requestingUrl && { requestingUrl }), isMainFrame })];
}

describe('permissions (E5)', () => {
  it('are all known', () => {
    expect(names).toContain('media');
    expect(names.length).toBeGreaterThan(30);
  });

  it.each(names)('%s', (name) => {
    const allowed = ['notifications', 'clipboard-sanitized-write'].includes(name);
    expect(answers(name, 'app://hearth/index.html', true)).toEqual([allowed, allowed]);
    expect(answers(name, 'app://hearth/index.html', false)).toEqual([false, false]);
    expect(answers(name, 'https://example.org/', true)).toEqual([false, false]);
    expect(answers(name, 'app://hearth.evil/', true)).toEqual([false, false]);
    expect(answers(name, undefined, true, 'https://example.org/')).toEqual([false, false]);
  });

  it.each([
    [['audio'], true],
    [['video'], false],
    [['audio', 'video'], false],
    [[], false],
  ])('media: %j', (mediaTypes, allowed) => {
    const own = 'app://hearth/index.html';
    const ask = (requestingUrl: string, isMainFrame: boolean): unknown[] => {
      let requested: unknown = 'no answer';
      handlers.request({}, 'media', (granted: unknown) => (requested = granted), { requestingUrl, isMainFrame, mediaTypes });
      const mediaType = mediaTypes.length === 1 ? mediaTypes[0] : 'unknown';
      return [requested, handlers.check({}, 'media', 'app://hearth/', { requestingUrl, isMainFrame, mediaType })];
    };
    expect(ask(own, true)).toEqual([allowed, allowed]);
    expect(ask(own, false)).toEqual([false, false]);
    expect(ask('https://example.org/', true)).toEqual([false, false]);
  });

  it('include no device', () => {
    expect(handlers.device({ deviceType: 'usb' })).toBe(false);
  });
});
