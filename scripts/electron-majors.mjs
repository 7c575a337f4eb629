/**
 * Asks the npm registry for Electron's majors and writes them to test/fixtures/electron-majors.json, against which test/packaging.test.ts holds the
 * version that is used: Electron mends holes in its latest three majors and in no other one. Run it before each release.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../test/fixtures/electron-majors.json', import.meta.url));

try {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const answer = execFileSync(npm, ['view', 'electron', 'time', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 60_000,
  });
  const times = Object.entries(/** @type {Record<string, string>} */ (JSON.parse(String(answer))));
  const majors = times
    .flatMap(([version, time]) => {
      const [, major] = /^(\d+)\.0\.0$/.exec(version) ?? [];
      return major === undefined ? [] : [{ major: Number(major), released: time.slice(0, 10) }];
    })
    .sort((a, b) => b.major - a.major)
    .slice(0, 6);
  if (majors.length < 3) throw new Error('too few majors');
  writeFileSync(path, `${JSON.stringify({ checked: new Date().toISOString().slice(0, 10), majors }, null, 2)}\n`);
  console.log(`Electron's latest major is ${String(majors[0]?.major)}, of ${String(majors[0]?.released)}.`);
} catch {
  console.error('The registry could not be asked for the versions of Electron; the table stays as it was.');
  process.exitCode = 1;
}
