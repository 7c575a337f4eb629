/** Before the first spec: a fresh build, a browser, an empty folder for pictures. */
import { mkdirSync, rmSync } from 'node:fs';
import { ensureBrowser } from '../../scripts/ensure-browser.mjs';
import { ensureBuilt } from '../../scripts/ensure-built.mjs';
import { electronProgram } from '../helpers/launch-app';

export default async function setup(): Promise<void> {
  process.env['HEARTH_CHROMIUM'] = ensureBrowser();
  await ensureBuilt();
  rmSync('artifacts/e2e', { recursive: true, force: true });
  mkdirSync('artifacts/e2e', { recursive: true });
  console.log(
    electronProgram() ? "e2e: on Electron's own runtime" : 'e2e: on the Electron stand-in, its runtime is not installed',
  );
}
