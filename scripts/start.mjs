// @ts-check
/**
 * `npm start`: the desktop window; where its runtime cannot be had, the hub with its browser client. `--browser` asks for that way
 * outright. Everything else is passed on: to the app (`--data-dir DIR`), or to the hub (`--port N`, `--guests`, …).
 */
import { spawn } from 'node:child_process';
import { runBrowserHub } from './browser-hub.mjs';
import { fetchRuntime, installedRuntime } from './electron-runtime.mjs';
import { endWithNpm } from './end-with-npm.mjs';
import { ensureBuilt, root } from './ensure-built.mjs';

const args = process.argv.slice(2).filter((argument) => argument !== '--browser');
const browser = args.length < process.argv.length - 2;

/** A window that is gone with an error before this many ms never opened. */
const OPENING = 5_000;

/** @param {string} program @returns {Promise<number | null>} exit code; null where no window opened */
async function runWindow(program) {
  const begun = Date.now();
  const app = spawn(program, [root, ...args], { stdio: 'inherit' });
  let asked = false;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => {
      asked = true;
      app.kill(signal);
    });
  }
  const code = await new Promise((resolve) => app.once('error', () => resolve(-1)).once('close', resolve));
  if (asked || code === 0) return 0;
  return Date.now() - begun < OPENING ? null : (code ?? 1);
}

/** @returns {Promise<{ code: number } | { why: string }>} how the window ended, or why there was none */
async function openDesktop() {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return { why: 'There is no display here for a window, so Hearth runs as a hub for browsers.' };
  }
  const program = installedRuntime() ?? (await fetchRuntime(console.error));
  if (!program) {
    return { why: "Electron's runtime is not on this machine and could not be fetched, so Hearth runs in your browser instead." };
  }
  const code = await runWindow(program);
  return code === null ? { why: 'The window could not be opened, so Hearth runs in your browser instead.' } : { code };
}

endWithNpm();
try {
  await ensureBuilt();
  const desktop = browser ? null : await openDesktop();
  if (desktop && 'code' in desktop) process.exitCode = desktop.code;
  else {
    if (desktop) console.error(desktop.why);
    process.exitCode = await runBrowserHub(args, { open: true });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
