/** A file that several programs change, one at a time. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SharedFile } from '../../../src/hub/access/shared-file';
import { nodeLogFs, type LogFs } from '../../../src/storage/log-fs';
import { CrashFs } from '../../helpers/crash-fs';
import { settle } from '../../helpers/fake-clock';
import { tempDir } from '../../helpers/hub';

interface Count {
  count: number;
}

const open = (path: string, fs: LogFs): Promise<SharedFile<Count>> =>
  SharedFile.open({ fs, path, parse: (value) => value as Count, empty: { count: 0 } });

const more = ({ count }: Count): Count => ({ count: count + 1 });

it('is changed without a wait where a crash left its lock', async () => {
  const fs = new CrashFs();
  fs.put('/data/count.json.lock', '');
  const file = await open('/data/count.json', fs);
  let now: Count | null = null;
  void file.change(more).then((value) => (now = value));
  await settle();
  expect(now).toEqual({ count: 1 });
  expect(fs.paths).toEqual(['/data/count.json']);
});

it('is changed after whoever holds its lock', async () => {
  const path = join(await tempDir(), 'count.json');
  const file = await open(path, nodeLogFs);
  await writeFile(`${path}.lock`, '');
  let changed = false;
  const change = file.change(more).then(() => (changed = true));
  for (let turn = 0; turn < 20; turn += 1) await settle();
  expect(changed).toBe(false);
  await rm(`${path}.lock`);
  await change;
  expect(file.value).toEqual({ count: 1 });
});

it('misses no change of the same size that was made at the same moment', async () => {
  const fs = new CrashFs();
  // It does not get older while this runs.
  const changed = BigInt(Date.now() + 3_600_000) * 1_000_000n;
  fs.open = async (path, mode) => {
    const handle = await CrashFs.prototype.open.call(fs, path, mode);
    return { ...handle, stamp: async () => ({ ...(await handle.stamp()), changed }) };
  };
  const [one, other] = [await open('/data/count.json', fs), await open('/data/count.json', fs)];
  for (const file of [one, other, one]) await file.change(more);
  expect(one.value).toMatchObject({ count: 3 });
});

it('is not as it was before its last change, however long somebody reads it', async () => {
  const fs = new CrashFs();
  const file = await open('/data/count.json', fs);
  fs.put('/data/count.json', '{"version":1,"count":5}');
  let release = (): void => undefined;
  let held = false;
  const slow: LogFs['open'] = async (path, mode) => {
    const handle = await CrashFs.prototype.open.call(fs, path, mode);
    if (held || mode !== 'read') return handle;
    return {
      ...handle,
      async read(into, position) {
        const bytes = await handle.read(into, position);
        if (held || bytes === 0) return bytes;
        held = true;
        await new Promise<void>((resolve) => (release = resolve));
        return bytes;
      },
    };
  };
  fs.open = slow;
  const reading = file.fresh();
  while (!held) await settle();
  expect(await file.change(more)).toMatchObject({ count: 6 });
  release();
  expect([await reading, file.value]).toMatchObject([{ count: 6 }, { count: 6 }]);
});

it('loses nothing where two change it again and again', async () => {
  const path = join(await tempDir(), 'count.json');
  const both = [await open(path, nodeLogFs), await open(path, nodeLogFs)];
  await Promise.all(both.flatMap((file) => Array.from({ length: 10 }, () => file.change(more))));
  expect(await (await open(path, nodeLogFs)).fresh()).toMatchObject({ count: 20 });
});
