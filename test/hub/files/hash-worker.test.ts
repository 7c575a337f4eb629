import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workerHashes } from '../../../src/hub/files/hash-worker';
import { hashesHere } from '../../../src/hub/files/hashes';
import { tempFolder } from '../../helpers/temp-folder';

const bytes = Buffer.alloc(3 * 1024 * 1024 + 5, 'abc');
const hash = (size: number): string => createHash('sha256').update(bytes.subarray(0, size)).digest('base64url');

describe.each([
  ['here', () => hashesHere()],
  // A program that no thread can run: what follows must work all the same.
  ['where no thread can be had', () => workerHashes('/nowhere/at/all.js')],
])('hashes %s', (_where, make) => {
  it('follow a file while it grows, and start again where they were told to forget', async () => {
    const path = join(await tempFolder(), 'a.part');
    const hashes = make();
    await writeFile(path, bytes.subarray(0, 1_000));
    hashes.follow(path, 1_000);
    await writeFile(path, bytes);
    expect(await hashes.finish(path, bytes.length)).toBe(hash(bytes.length));
    await writeFile(path, 'something else');
    hashes.follow(path, 14);
    hashes.forget(path);
    await writeFile(path, bytes);
    expect(await hashes.finish(path, 2_000)).toBe(hash(2_000));
  });

  it('say so where a file is shorter than it should be, or gone', async () => {
    const path = join(await tempFolder(), 'a.part');
    await writeFile(path, 'abc');
    await expect(make().finish(path, 4)).rejects.toThrow('shorter');
    await rm(path);
    await expect(make().finish(path, 3)).rejects.toThrow();
  });
});
