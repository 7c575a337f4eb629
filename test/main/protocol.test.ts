import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ownPages } from '../../src/main/pages';
import { answer, fileFor, registerScheme, serveBundle } from '../../src/main/protocol';
import { CONTENT_SECURITY_POLICY } from '../../src/shared/headers';

const electron = vi.hoisted(() => ({ registerSchemesAsPrivileged: vi.fn(), handle: vi.fn() }));
vi.mock('electron', () => ({ protocol: electron }));

const pages = ownPages();
let folder: string;
let root: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-protocol-'));
  root = join(folder, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<!doctype html>');
  writeFileSync(join(root, 'assets/page.js'), 'export {}');
  writeFileSync(join(root, 'assets/page.js.map'), '{}');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  mkdirSync(join(folder, 'renderer-evil'));
  writeFileSync(join(folder, 'renderer-evil/x.js'), 'secret');
});
afterAll(() => rmSync(folder, { recursive: true }));

const get = (url: string, method = 'GET'): Promise<Response> => answer(new Request(url, { method }), root, pages);

describe('the bundle (E18)', () => {
  it.each([
    ['app://hearth/', 'text/html; charset=utf-8'],
    ['app://hearth/index.html', 'text/html; charset=utf-8'],
    ['app://hearth/assets/page.js?x=1#y', 'text/javascript; charset=utf-8'],
  ])('serves %s as %s', async (url, type) => {
    const response = await get(url);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    'app://hearth/../secret.js',
    'app://hearth/%2e%2e/secret.js',
    'app://hearth/%2E%2E%2Fsecret.js',
    'app://hearth/..%2fsecret.js',
    'app://hearth/assets/..%2f..%2fsecret.js',
    'app://hearth/..%5csecret.js',
    'app://hearth/%5c..%5csecret.js',
    'app://hearth/assets%5cpage.js',
    'app://hearth/%252e%252e/secret.js',
    'app://hearth/../renderer-evil/x.js',
    'app://hearth/..%2frenderer-evil%2fx.js',
    'app://hearth/assets/page.js%00',
    'app://hearth/assets/page.js%00.html',
    'app://hearth/C:%5csecret.js',
    'app://hearth/%',
    'app://hearth/%ff',
    'app://hearth//etc/passwd',
    'app://hearth/assets',
    'app://hearth/assets/',
    'app://hearth/assets/page.js.map',
    'app://hearth/missing.js',
    'app://bundle.evil/index.html',
    'app://hearth.evil/index.html',
  ])('has no %s', async (url) => {
    const response = await get(url);
    expect([response.status, await response.text()]).toEqual([404, '']);
  });

  it('stays inside before any file is opened', () => {
    const inside = ['/index.html', '/a/b.js'].map((path) => fileFor(`app://hearth${path}`, root, pages));
    expect(inside).toEqual([join(root, 'index.html'), join(root, 'a/b.js')]);
    expect(fileFor('app://hearth/..%2f..%2fetc/passwd', root, pages)).toBeNull();
  });

  it.each(['POST', 'PUT', 'HEAD'])('refuses %s', async (method) => {
    expect((await get('app://hearth/', method)).status).toBe(405);
  });

  it('is an origin of its own that bypasses no policy', () => {
    registerScheme();
    serveBundle(root, pages);
    expect(electron.registerSchemesAsPrivileged).toHaveBeenCalledWith([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
    expect(electron.handle).toHaveBeenCalledWith('app', expect.any(Function));
  });
});
