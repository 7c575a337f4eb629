/** Where the window was, so that it opens there again. */
import { join } from 'node:path';
import { screen, type BrowserWindow, type Rectangle } from 'electron';
import * as v from 'valibot';
import { readJson, writeJson } from '../storage/atomic-file';

const side = v.pipe(v.number(), v.safeInteger(), v.minValue(200), v.maxValue(20_000));
const place = v.pipe(v.number(), v.safeInteger());
const size = { width: side, height: side };
const schema = v.object({
  bounds: v.union([v.object({ x: place, y: place, ...size }), v.object(size)]),
  maximized: v.boolean(),
});

/** Size and place in device-independent pixels; no place means the middle of the screen. */
export type WindowState = v.InferOutput<typeof schema>;

const fresh: WindowState = { bounds: { width: 1120, height: 760 }, maximized: false };

const file = (folder: string): string => join(folder, 'window.json');

/** Whether enough of a window is on a display to be seized: displays come and go. */
export function isReachable(window: Rectangle, areas: readonly Rectangle[]): boolean {
  return areas.some(
    (area) =>
      Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x) >= 100 &&
      window.y >= area.y &&
      window.y <= area.y + area.height - 50,
  );
}

/** The last place, or a fresh one where there was none, or where it is off every screen. */
export async function loadWindowState(folder: string): Promise<WindowState> {
  const state = await readJson(file(folder), (value) => v.parse(schema, value));
  if (!state) return fresh;
  if (!('x' in state.bounds)) return state;
  const { width, height } = state.bounds;
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
  return isReachable(state.bounds, areas) ? state : { bounds: { width, height }, maximized: state.maximized };
}

/** Where a window is now. */
export const windowStateOf = (window: BrowserWindow): WindowState => ({
  bounds: window.getNormalBounds(),
  maximized: window.isMaximized(),
});

/** Keeps a place. */
export const saveWindowState = (folder: string, state: WindowState): Promise<void> => writeJson(file(folder), state);
