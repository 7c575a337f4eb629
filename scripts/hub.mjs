// @ts-check
/** `npm run -s hub -- FLAGS`: the headless hub. Its stdout belongs to it alone; `--help` lists the flags. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endWithNpm } from './end-with-npm.mjs';
import { ensureBuilt, root } from './ensure-built.mjs';

try {
  await ensureBuilt();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
endWithNpm();
// In this process, so that a signal reaches the hub and not somebody who would have to pass it on.
await import(pathToFileURL(join(root, 'out/main/hub.js')).href);
