import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadWindowState, saveWindowState } from '../../src/main/window-state';

const areas = vi.hoisted(() => [{ workArea: { x: 0, y: 25, width: 1920, height: 1000 } }]);
vi.mock('electron', () => ({ screen: { getAllDisplays: () => areas } }));

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hearth-window-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const fresh = { bounds: { width: 1120, height: 760 }, maximized: false };
const size = { width: 800, height: 600 };

describe('the window', () => {
  it.each([
    ['where it was', { x: 100, y: 100, ...size }, { x: 100, y: 100, ...size }],
    ['of its size only', size, size],
    ['half over the edge', { x: 1800, y: 100, ...size }, { x: 1800, y: 100, ...size }],
    ['off every screen', { x: 3000, y: 100, ...size }, size],
    ['almost off', { x: 1850, y: 100, ...size }, size],
    ['with its title above the screen', { x: 100, y: 0, ...size }, size],
    ['below the screen', { x: 100, y: 1010, ...size }, size],
  ])('%s', async (_name, bounds, expected) => {
    await saveWindowState(folder, { bounds, maximized: true });
    expect(await loadWindowState(folder)).toEqual({ bounds: expected, maximized: true });
  });

  it.each([null, '{', '{"bounds":{"x":0,"y":0,"width":1,"height":1},"maximized":false}', '[]'])(
    'is fresh after %s',
    async (content) => {
      if (content !== null) writeFileSync(join(folder, 'window.json'), content);
      expect(await loadWindowState(folder)).toEqual(fresh);
    },
  );
});
