/** What a packaged app holds and how its runtime is set: packed for real, on a dummy in the place of Electron's runtime. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractFile, listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../scripts/ensure-built.mjs';

/** Marks the fuses in Electron's program: this text, version 1, their number, then one character each. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = [
  'RunAsNode',
  'CookieEncryption',
  'NodeOptions',
  'NodeCliInspect',
  'EmbeddedAsarIntegrity',
  'OnlyLoadAppFromAsar',
  'LoadBrowserProcessSpecificV8Snapshot',
  'GrantFileProtocolExtraPrivileges',
];

let folder: string;
let asar: string;
let files: string[];

beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'hearth-pack-'));
  const runtime = join(folder, 'runtime');
  mkdirSync(runtime);
  // As Electron ships: what is dangerous is on, what protects is off.
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FUSES.length]), Buffer.from('10110001')]);
  writeFileSync(join(runtime, 'electron'), Buffer.concat([Buffer.alloc(64), wire, Buffer.alloc(64)]));
  const cli = new URL('../node_modules/electron-builder/cli.js', import.meta.url).pathname;
  const config = [`-c.electronDist=${runtime}`, `-c.directories.output=${join(folder, 'dist')}`];
  await promisify(execFile)(process.execPath, [cli, '--linux', '--x64', '--dir', '--publish', 'never', ...config]);
  asar = join(folder, 'dist/linux-unpacked/resources/app.asar');
  files = listPackage(asar, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const topOf = (path: string, depth: number): string => path.split('/').slice(0, depth).join('/');

describe('the packaged app', () => {
  it('holds the built files, its description and ws, and nothing else', () => {
    expect([...new Set(files.map((path) => topOf(path, 1)))].sort()).toEqual(['node_modules', 'out', 'package.json']);
    const packages = files.filter((path) => path.startsWith('node_modules/')).map((path) => topOf(path, 2));
    expect([...new Set(packages)]).toEqual(['node_modules/ws']);
    expect(files).toEqual(
      expect.arrayContaining(['out/main/index.js', 'out/main/hub.js', 'out/preload/index.cjs', 'out/renderer/index.html']),
    );
    expect(files.filter((path) => /\.(ts|vue|map|md|tsbuildinfo)$|(^|\/)(src|test|tests|bench|docs)(\/|$)/.test(path))).toEqual(
      [],
    );
  });

  it('holds everything that was built', () => {
    const built = readdirSync('out', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
      .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'));
    expect(files).toEqual(expect.arrayContaining(built));
  });

  it('names its main script, is a module, and brings no scripts of ours', () => {
    const description = JSON.parse(extractFile(asar, 'package.json').toString()) as Record<string, unknown>;
    expect(description).toMatchObject({
      name: 'hearth',
      main: 'out/main/index.js',
      type: 'module',
      dependencies: { ws: expect.any(String) },
    });
    expect(description).not.toHaveProperty('devDependencies');
    expect(description).not.toHaveProperty('scripts');
  });

  it('stays small', () => {
    const bytes = statSync(asar).size;
    console.log(`app.asar: ${(bytes / 1024).toFixed(0)} KiB, ${String(files.length)} entries`);
    // Of it 2 MiB are emoji's names in five languages, and 1 MiB packed copies for guests' browsers; Electron beside it has 200.
    expect(bytes).toBeLessThan(8 * 1024 * 1024);
  });

  it('has its fuses set, read from the packed program (E19)', () => {
    const program = readFileSync(join(folder, 'dist/linux-unpacked/hearth'));
    const at = program.indexOf(SENTINEL) + SENTINEL.length + 2;
    const states = [...program.subarray(at, at + FUSES.length).toString('latin1')].map((state) => state === '1');
    expect(Object.fromEntries(FUSES.map((name, index) => [name, states[index]]))).toEqual({
      RunAsNode: false,
      CookieEncryption: true,
      NodeOptions: false,
      NodeCliInspect: false,
      EmbeddedAsarIntegrity: true,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
    });
  });
});

describe('Electron', () => {
  it('is pinned to one exact version', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: Record<string, string> };
    expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('is one of the latest three majors of the table, which are the ones that are mended (E16)', () => {
    const { checked, majors } = JSON.parse(readFileSync('test/fixtures/electron-majors.json', 'utf8')) as {
      checked: string;
      majors: { major: number; released: string }[];
    };
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: Record<string, string> };
    const used = Number(devDependencies['electron']?.split('.')[0]);
    // The registry is asked by scripts/electron-majors.mjs; here nothing is asked of anybody.
    console.log(
      `Electron ${String(used)}; the registry was asked on ${checked}, when ${String(majors[0]?.major)} was the latest`,
    );
    expect(majors.slice(0, 3).map(({ major }) => major)).toContain(used);
    expect(
      majors.every(({ major, released }, at) => released <= checked && (at === 0 || major + 1 === majors[at - 1]?.major)),
    ).toBe(true);
  });
});
