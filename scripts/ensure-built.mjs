// @ts-check
/** Builds the app when `out/` is missing or older than what it is made from. Run by itself it says what it did. */
import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const sources = ['src', 'electron.vite.config.ts', 'package.json', 'package-lock.json'];
const products = ['main/index.js', 'main/hub.js', 'preload/index.cjs', 'renderer/index.html'];

/** @param {string} path @returns {number} */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  // The folder's own time counts, too: it changes when a file goes away.
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isFresh() {
  try {
    const built = products.map((path) => statSync(join(root, 'out', path)).mtimeMs);
    return Math.min(...built) >= Math.max(...sources.map((path) => newest(join(root, path))));
  } catch {
    return false;
  }
}

/**
 * Builds if need be. Nothing goes to stdout; the build's own output goes to stderr, and only when it failed.
 * @returns {Promise<void>}
 * @throws {Error} one sentence, where the build fails
 */
export async function ensureBuilt() {
  if (isFresh()) return;
  process.stderr.write('Building Hearth, which takes a few seconds…\n');
  const tool = join(dirname(createRequire(import.meta.url).resolve('electron-vite/package.json')), 'bin/electron-vite.js');
  const build = spawn(process.execPath, [tool, 'build'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  build.stdout.on('data', (data) => (log += String(data)));
  build.stderr.on('data', (data) => (log += String(data)));
  const code = await new Promise((resolve) => build.once('close', resolve));
  if (code === 0) return;
  process.stderr.write(log);
  throw new Error('Hearth could not be built; what is above says why.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureBuilt().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
