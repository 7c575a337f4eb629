/** Finds a Chromium for tests and screenshots; on Debian, as root, it installs one. Run by itself it prints the path. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackage } from './apt.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge', 'microsoft-edge'];
const windowsRoots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name] ?? '').filter(Boolean);
const usualPlaces = [
  '/usr/bin/chromium',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...windowsRoots.flatMap((root) => [
    join(root, 'Google/Chrome/Application/chrome.exe'),
    join(root, 'Microsoft/Edge/Application/msedge.exe'),
  ]),
];

/** @returns {string | null} */
function find() {
  const asked = process.env['HEARTH_CHROMIUM'];
  if (asked) {
    if (existsSync(asked)) return asked;
    throw new Error(`HEARTH_CHROMIUM names ${asked}, and there is no such file.`);
  }
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name + suffix)));
  return [...onPath, ...usualPlaces].find((path) => existsSync(path)) ?? null;
}

/**
 * @returns {string} path of a Chromium's program
 * @throws {Error} one sentence, where there is none and none can be installed
 */
export function ensureBrowser() {
  const found = find();
  if (found) return found;
  if (installPackage('chromium')) {
    const installed = find();
    if (installed) return installed;
  }
  throw new Error(
    'No Chromium was found: install the package "chromium" or Google Chrome, or name the program in HEARTH_CHROMIUM.',
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(ensureBrowser());
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
