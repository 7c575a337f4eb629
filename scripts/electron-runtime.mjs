// @ts-check
/** Electron's runtime: the package brings none and fetches it once, about 115 MB, where its release host can be reached. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Without a new byte for this long, ms, the release host counts as out of reach. */
const PATIENCE = 20_000;

/** @returns {string | null} */
function packageFolder() {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/**
 * As the package's own `index.js` finds it, but without fetching.
 * @returns {string | null} path of the program, null where it is not installed
 */
export function installedRuntime() {
  const folder = packageFolder();
  if (!folder || !existsSync(join(folder, 'path.txt'))) return null;
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const program = join(dist, readFileSync(join(folder, 'path.txt'), 'utf8').trim());
  return existsSync(program) ? program : null;
}

/** @param {string} folder @returns {number} bytes */
function sizeOf(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  } catch {
    // It changes while we look; the next look counts.
    return 0;
  }
}

/**
 * Fetches the runtime, in silence but for one line once it really comes.
 * @param {(line: string) => void} say
 * @returns {Promise<string | null>} path of the program, null where it cannot be had
 */
export async function fetchRuntime(say) {
  const folder = packageFolder();
  if (!folder) return null;
  // A folder of its own, so that its growth is the download's.
  const temporary = mkdtempSync(join(tmpdir(), 'hearth-electron-'));
  const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, ELECTRON_GET_NO_PROGRESS: '1' };
  const installer = spawn(process.execPath, [join(folder, 'install.js')], { env, stdio: 'ignore' });
  let size = 0;
  let told = false;
  let moved = Date.now();
  const watch = setInterval(() => {
    const now = sizeOf(temporary) + sizeOf(join(folder, 'dist'));
    if (now !== size) moved = Date.now();
    else if (Date.now() - moved > PATIENCE) installer.kill();
    if (now > size && !told) {
      told = true;
      say("Fetching Electron's runtime, about 115 MB, this once…");
    }
    size = now;
  }, 500);
  await new Promise((resolve) => installer.once('close', resolve).once('error', resolve));
  clearInterval(watch);
  rmSync(temporary, { recursive: true, force: true });
  return installedRuntime();
}
