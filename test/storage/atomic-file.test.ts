import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJson, writeJson } from '../../src/storage/atomic-file';
import { tempFolder } from '../helpers/temp-folder';

const numbers = (value: unknown): number[] | null =>
  Array.isArray(value) && value.every((one) => typeof one === 'number') ? (value as number[]) : null;

describe('writeJson and readJson', () => {
  it('write what is read again, in a folder that is made, for the owner alone', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'deep', 'numbers.json');
    await writeJson(path, [1, 2]);
    expect(await readJson(path, numbers)).toEqual([1, 2]);
    expect(await readFile(path, 'utf8')).toBe('[\n  1,\n  2\n]\n');
    expect(await readdir(join(folder, 'deep'))).toEqual(['numbers.json']);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('find nothing where nothing is', async () => {
    expect(await readJson(join(await tempFolder(), 'none.json'), numbers)).toBeNull();
  });

  it.each([
    ['no JSON', '{"a":'],
    ['nothing', ''],
    ['another shape', '{"a":1}'],
  ])('move a file that holds %s aside', async (_, content) => {
    const folder = await tempFolder();
    const path = join(folder, 'numbers.json');
    for (const n of [1, 2]) {
      await writeFile(path, content);
      expect(await readJson(path, numbers)).toBeNull();
      expect(await readFile(`${path}.damaged-${n}`, 'utf8')).toBe(content);
    }
    expect((await readdir(folder)).sort()).toEqual(['numbers.json.damaged-1', 'numbers.json.damaged-2']);
  });

  it('move a file aside whose parser throws', async () => {
    const path = join(await tempFolder(), 'numbers.json');
    await writeJson(path, [1]);
    const read = readJson(path, () => {
      throw new Error('not mine');
    });
    expect(await read).toBeNull();
    expect(await readFile(`${path}.damaged-1`, 'utf8')).toContain('1');
  });

  it('follow each other on one path: the last wins, and every promise is kept', async () => {
    const path = join(await tempFolder(), 'numbers.json');
    await Promise.all(Array.from({ length: 50 }, (_, n) => writeJson(path, [n])));
    expect(await readJson(path, numbers)).toEqual([49]);
  });

  it('write what was given, whatever becomes of it afterwards', async () => {
    const path = join(await tempFolder(), 'numbers.json');
    const value = [1];
    const first = writeJson(path, value);
    value.push(2);
    const second = writeJson(path, value);
    value.push(3);
    await first;
    await second;
    expect(await readJson(path, numbers)).toEqual([1, 2]);
  });

  it('fail once without spoiling what follows, and leave the old file', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'numbers.json');
    await writeJson(path, [1]);
    // A folder where the temporary file should be.
    await mkdir(`${path}.tmp`);
    const results = await Promise.allSettled([writeJson(path, [2]), writeJson(path, [3]), writeJson(path, [4])]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(results[0]).toMatchObject({ reason: { name: 'StorageError', code: 'storage_failed' } });
    expect(await readJson(path, numbers)).toEqual([1]);
    await rm(`${path}.tmp`, { recursive: true });
    await writeJson(path, [5]);
    expect(await readJson(path, numbers)).toEqual([5]);
  });

  it('say so where a file cannot be read', async () => {
    const folder = await tempFolder();
    await expect(readJson(folder, numbers)).rejects.toMatchObject({ name: 'StorageError', code: 'storage_failed' });
  });
});
