/** Programs that tests run and kill, built from the sources as they are: once for all test files, which would each wait for the same build. */
import { createHash } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '../..');

// Inside node_modules, so that what stays external is found from there.
const cache = join(root, 'node_modules/.cache');

/** What a program may be made from, and where what stays external comes from. */
const SOURCES = ['src', 'test/helpers', 'package-lock.json'];

/** A build of other sources is removed after so long, ms: until then a run that began with them may use it. */
const KEPT = 24 * 3_600_000;

async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Another one whenever a source is. */
async function keyOfSources(): Promise<string> {
  const files = (await Promise.all(SOURCES.map((path) => filesOf(join(root, path))))).flat().sort();
  const hash = createHash('sha256');
  for (const path of files) {
    const { size, mtimeMs } = await stat(path);
    hash.update(`${path} ${String(size)} ${String(mtimeMs)}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function removeOld(prefix: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    const { mtimeMs } = name.startsWith(prefix) ? await stat(path).catch(() => ({ mtimeMs: Date.now() })) : { mtimeMs: Infinity };
    if (Date.now() - mtimeMs > KEPT) await rm(path, { recursive: true, force: true });
  }
}

/**
 * @param entry - source file, from the project's folder
 * @param file - name of the program
 * @returns its path
 */
export async function builtProgram(entry: string, file: string): Promise<string> {
  const prefix = `hearth-test-${file}-`;
  const folder = join(cache, `${prefix}${await keyOfSources()}`);
  const program = join(folder, 'main', file);
  const there = (): Promise<boolean> =>
    stat(program).then(
      () => true,
      () => false,
    );
  if (await there()) return program;
  const own = `${folder}.${String(process.pid)}`;
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: join(root, entry),
      outDir: join(own, 'main'),
      rollupOptions: { external: ['ws'], output: { entryFileNames: file } },
    },
  });
  // Whole or not at all; where another test file was faster, it is the same.
  await rename(own, folder).catch(async (error: unknown) => {
    await rm(own, { recursive: true, force: true });
    if (!(await there())) throw error;
  });
  await removeOld(prefix);
  return program;
}
