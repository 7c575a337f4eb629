// @ts-check
/**
 * `npm run bench`: every measurement against its peers. `--json` prints lines, `--only NAME` runs one file, `--runs N` repeats,
 * `--quick` takes fewer and shorter ones.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { ensureBuilt } from '../scripts/ensure-built.mjs';

const all = ['codec', 'history', 'fan-out', 'latency', 'flush', 'flood', 'resume', 'idle', 'tls', 'join', 'search', 'files'];
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    runs: { type: 'string' },
  },
});
const names = all.filter((name) => values.only === undefined || name === values.only);
const runs = Number(values.runs ?? (values.quick ? 1 : 5));
if (names.length === 0 || !Number.isInteger(runs) || runs < 1) {
  console.error(`usage: npm run bench -- [--json] [--quick] [--only ${all.join('|')}] [--runs N]`);
  process.exit(2);
}

await ensureBuilt();
// Inside node_modules, so that what stays external is found from there.
const out = join(import.meta.dirname, '../node_modules/.cache/hearth-bench');
try {
  for (const name of names) {
    // Bundled as they are for people: what is measured is what runs.
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: join(import.meta.dirname, `${name}.ts`),
        outDir: join(out, name),
        rollupOptions: { external: ['ws', 'socket.io'], output: { entryFileNames: `${name}.mjs` } },
      },
    });
    const { bench } = await import(pathToFileURL(join(out, name, `${name}.mjs`)).href);
    for (const row of await bench({ runs, quick: values.quick })) print(row);
  }
} finally {
  await rm(out, { recursive: true, force: true });
}

/** @param {import('./row').BenchRow} row */
function print(row) {
  if (values.json) return console.log(JSON.stringify(row));
  const figure = (/** @type {number} */ value) => value.toLocaleString('en', { maximumSignificantDigits: 3 });
  console.log(
    `${row.bench} · ${row.case}: ${figure(row.hearth)} ${row.unit} against ${figure(row.peer)} (${row.peerName}), ratio ${figure(row.ratio)} [${figure(row.min)}–${figure(row.max)}], n=${row.n}. ${row.how}`,
  );
}
