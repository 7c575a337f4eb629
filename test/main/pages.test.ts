import { describe, expect, it } from 'vitest';
import { ownPages } from '../../src/main/pages';

describe('own pages', () => {
  it.each([
    ['app://hearth/', true],
    ['app://hearth/index.html#room', true],
    ['app://hearth.evil/', false],
    ['app://bundle.evil/', false],
    ['app://hearth:8080/', false],
    ['app://user@hearth/', false],
    ['file:///etc/passwd', false],
    ['http://hearth/', false],
    ['https://example.org/', false],
    ['data:text/html,<p>x</p>', false],
    ['javascript:alert(1)', false],
    ['about:blank', false],
    ['', false],
    ['hearth', false],
  ])('%s: %s', (url, own) => {
    expect(ownPages().owns(url)).toBe(own);
  });

  it('are the dev server and not app:// where one is given', () => {
    const pages = ownPages('http://127.0.0.1:5173');
    expect(pages.start).toBe('http://127.0.0.1:5173/');
    expect(['http://127.0.0.1:5173/x', 'app://hearth/', 'http://127.0.0.1:5174/'].map((url) => pages.owns(url))).toEqual([
      true,
      false,
      false,
    ]);
  });
});
