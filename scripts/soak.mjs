// @ts-check
/**
 * `npm run soak -- --minutes N`: a hub under members who come, go, are cut, flood and stop reading, and a verdict: nothing lost, memory,
 * handles and latency flat. `--members M` (80), `--seed N` repeats one. Ends with 1 where the hub is not what it was.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { ensureBuilt, root } from './ensure-built.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, members: { type: 'string', default: '80' }, seed: { type: 'string' } },
});
const [minutes, members] = [Number(values.minutes), Number(values.members)];
const seed = values.seed === undefined ? undefined : Number(values.seed);
const whole = (/** @type {number | undefined} */ value) => value === undefined || Number.isInteger(value);
// Two minutes are not judged, and two more make the fewest samples that thirds can be made of.
if (!(minutes >= 4) || !whole(members) || members < 10 || !whole(seed)) {
  console.error('usage: npm run soak -- --minutes N [--members M] [--seed N], at least 4 minutes and 10 members');
  process.exit(2);
}

await ensureBuilt();
// Inside node_modules, so that what stays external is found from there.
const out = join(root, 'node_modules/.cache', `hearth-soak-${process.pid}`);
try {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, 'test/soak/soak.ts'),
      outDir: out,
      rollupOptions: { external: ['ws'], output: { entryFileNames: 'soak.mjs' } },
    },
  });
  const { soak } = await import(pathToFileURL(join(out, 'soak.mjs')).href);
  process.exitCode = (await soak({ minutes, members, seed })) ? 0 : 1;
} finally {
  await rm(out, { recursive: true, force: true });
}
