import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdTable, type IdSource } from '../../src/storage/id-table';
import { CrashFs, dice } from '../helpers/crash-fs';

const PATH = '/data/room.json';

/** A log of ids in memory; entry `key` has `ids[key - 1]`. */
class Ids implements IdSource {
  asked = 0;
  scanned = 0;
  first: number | null = 1;

  constructor(readonly ids: (string | null)[]) {}

  get last(): number | null {
    return this.ids.length > 0 ? this.ids.length : null;
  }

  async *after(key: number): AsyncGenerator<{ key: number; id: string | null }> {
    await Promise.resolve();
    for (let i = Math.max(0, key, (this.first ?? 1) - 1); i < this.ids.length; i += 1) {
      this.scanned += 1;
      yield { key: i + 1, id: this.ids[i] as string | null };
    }
  }

  idOf(key: number): Promise<string | null | undefined> {
    this.asked += 1;
    return Promise.resolve(key < (this.first ?? 1) ? undefined : this.ids[key - 1]);
  }
}

const named = (count: number, word = 'id'): string[] => Array.from({ length: count }, (_, i) => `${word} ${i + 1}`);

/** Adds more entries to a log and its table. */
function grow(source: Ids, table: IdTable, ids: readonly (string | null)[]): void {
  for (const id of ids) {
    source.ids.push(id);
    table.add(id, source.ids.length);
  }
}

const files = (fs: CrashFs): string[] => fs.paths.filter((path) => path.includes('.ids-'));

describe('IdTable', () => {
  it('knows every id and no other, from the log, from files, and after both', async () => {
    const fs = new CrashFs();
    const source = new Ids(named(20_000));
    let table = new IdTable({ path: PATH, source, fs });
    for (let round = 0; round < 3; round += 1) {
      await table.ready();
      for (let n = 1; n <= source.ids.length; n += 397) expect(await table.find(`id ${n}`)).toBe(n);
      for (let n = 1; n <= 200; n += 1) expect(await table.find(`other ${round} ${n}`)).toBeNull();
      grow(source, table, named(source.ids.length + 7_000).slice(source.ids.length));
      expect(await table.find(`id ${source.ids.length}`)).toBe(source.ids.length);
      await table.close();
      table = new IdTable({ path: PATH, source, fs });
    }
    expect(files(fs).length).toBeGreaterThan(0);
    expect(files(fs).length).toBeLessThan(8);
  });

  it('answers at once, without the disk and the log, for nearly all ids that were never used', async () => {
    const fs = new CrashFs();
    const source = new Ids(named(50_000));
    const table = new IdTable({ path: PATH, source, fs });
    await table.ready();
    const before = [source.asked, fs.calls.length];
    let asked = 0;
    for (let n = 0; n < 5_000; n += 1) {
      const found = table.find(`new ${n}`);
      if (found === null) continue;
      asked += 1;
      expect(await found).toBeNull();
    }
    expect(asked).toBeLessThan(100);
    expect(source.asked).toBe(before[0]);
    expect(fs.calls.length - (before[1] as number)).toBeLessThanOrEqual(2 * asked);
  });

  it('reads only what it does not know when it is opened again', async () => {
    const fs = new CrashFs();
    const source = new Ids(named(70_000));
    const first = new IdTable({ path: PATH, source, fs });
    await first.ready();
    await first.close();
    source.scanned = 0;
    const second = new IdTable({ path: PATH, source, fs });
    await second.ready();
    expect(source.scanned).toBeLessThan(5_000);
    expect(await second.find('id 1')).toBe(1);
  });

  it('holds nothing at rest, and answers again', async () => {
    const fs = new CrashFs();
    const source = new Ids(named(9_000));
    const table = new IdTable({ path: PATH, source, fs });
    await table.ready();
    await table.rest();
    grow(source, table, ['while it slept']);
    expect(fs.calls.filter((call) => call === 'close').length).toBe(fs.calls.filter((call) => call.startsWith('open')).length);
    expect(await table.find('while it slept')).toBe(9_001);
    expect(table.find('nobody')).toBeNull();
  });

  it('misses nothing that is added while it is read', async () => {
    const fs = new CrashFs();
    const source = new Ids(named(5_000));
    const table = new IdTable({ path: PATH, source, fs });
    const ready = table.ready();
    for (let n = 1; n <= 50; n += 1) {
      grow(source, table, [`late ${n}`]);
      await Promise.resolve();
    }
    await ready;
    for (let n = 1; n <= 50; n += 1) expect(await table.find(`late ${n}`)).toBe(5_000 + n);
  });

  it('passes over entries whose ids need not be remembered, once', async () => {
    const fs = new CrashFs();
    const source = new Ids(Array.from({ length: 150_000 }, (_, i) => (i % 1_000 === 7 ? `id ${i + 1}` : null)));
    const table = new IdTable({ path: PATH, source, fs });
    await table.ready();
    expect(await table.find('id 8')).toBe(8);
    await table.close();
    source.scanned = 0;
    const again = new IdTable({ path: PATH, source, fs });
    await again.ready();
    expect(source.scanned).toBeLessThan(70_000);
    expect(await again.find('id 149008')).toBe(149_008);
  });

  it('remembers the ids of entries that the log has dropped', async () => {
    const fs = new CrashFs();
    const source = new Ids(named(9_000));
    const table = new IdTable({ path: PATH, source, fs });
    await table.ready();
    await table.rest();
    source.first = 8_999;
    expect(await table.find('id 5')).toBe(5);
    expect(await table.find('id 8999')).toBe(8_999);
    expect(await table.find('never')).toBeNull();
  });

  it('is not that of another log, nor of one that is shorter now', async () => {
    const fs = new CrashFs();
    const first = new IdTable({ path: PATH, source: new Ids(named(9_000)), fs });
    await first.ready();
    await first.close();
    const other = new IdTable({ path: PATH, source: new Ids(named(9_000, 'other')), fs });
    expect(await other.find('other 77')).toBe(77);
    expect(await other.find('id 77')).toBeNull();
    await other.close();
    const shorter = new IdTable({ path: PATH, source: new Ids(named(50, 'other')), fs });
    expect(await shorter.find('other 51')).toBeNull();
    expect(await shorter.find('other 50')).toBe(50);
  });

  it('is read from the log again wherever its files were changed or cut', async () => {
    const origin = new CrashFs();
    const ids = named(6_000);
    const first = new IdTable({ path: PATH, source: new Ids(ids), fs: origin });
    await first.ready();
    await first.close();
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(1_000_000), fc.integer({ min: 0, max: 255 }), async (which, at, change) => {
        const fs = new CrashFs();
        for (const path of origin.paths) fs.put(path, origin.bytes(path) as Buffer);
        const path = files(fs)[which % files(fs).length] as string;
        const bytes = Buffer.from(fs.bytes(path) as Buffer);
        const place = at % bytes.length;
        bytes[place] = (bytes[place] as number) ^ change;
        fs.put(path, change === 0 ? bytes.subarray(0, place) : bytes);
        const table = new IdTable({ path: PATH, source: new Ids(ids), fs });
        await table.ready();
        for (let n = 1; n <= ids.length; n += 1) if ((await table.find(`id ${n}`)) !== n) throw new Error(`lost id ${n}`);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('goes on where the disk refuses to close a file that is not needed any more', async () => {
    const fs = new CrashFs();
    const source = new Ids(named(9_000));
    const table = new IdTable({ path: PATH, source, fs });
    await table.ready();
    let refused = 0;
    fs.refuse = (call) => {
      // What was written is closed right after its sync, and that one counts.
      if (call !== 'close' || fs.calls.at(-1) === 'sync') return null;
      refused += 1;
      return 'EIO';
    };
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    process.on('unhandledRejection', note);
    for (let round = 0; round < 4; round += 1) {
      grow(source, table, named(source.ids.length + 5_000).slice(source.ids.length));
      // Until the files in the background are written.
      for (let seen = -1; seen < fs.calls.length; await new Promise(setImmediate)) seen = fs.calls.length;
    }
    process.off('unhandledRejection', note);
    expect(refused).toBeGreaterThan(0);
    expect(rejections).toEqual([]);
    for (let n = 1; n <= source.ids.length; n += 997) expect(await table.find(`id ${n}`)).toBe(n);
  });

  it('keeps the ids of what the log is about to drop, also should the power go then', async () => {
    const fs = new CrashFs();
    const source = new Ids(named(100));
    const table = new IdTable({ path: PATH, source, fs });
    await table.keep(60);
    source.first = 61;
    // Of what was done to names, nothing is there that was not synced.
    const after = fs.crash(() => 0);
    const again = new IdTable({ path: PATH, source, fs: after });
    for (const n of [1, 60, 61, 100]) expect(await again.find(`id ${n}`)).toBe(n);
    expect(source.scanned).toBe(100);
  });

  it('says so where they cannot be kept', async () => {
    const fs = new CrashFs();
    const table = new IdTable({ path: PATH, source: new Ids(named(100)), fs });
    await table.ready();
    fs.refuse = (call) => (call === 'sync' ? 'ENOSPC' : null);
    await expect(table.keep(60)).rejects.toMatchObject({ name: 'StorageError' });
    fs.refuse = () => null;
    await table.keep(100);
  });

  it('never forgets an id, whenever the power goes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = dice(seed);
        let fs = new CrashFs();
        const source = new Ids([]);
        for (let crash = 0; crash < 4; crash += 1) {
          const table = new IdTable({ path: PATH, source, fs });
          let left = Math.floor(random() * 120);
          let after: CrashFs | null = null;
          const running = fs;
          fs.refuse = () => {
            left -= 1;
            if (left >= 0) return random() < 0.02 ? 'EIO' : null;
            after ??= running.crash(random);
            return 'ENODEV';
          };
          await table.ready().catch(() => undefined);
          for (let i = 0; i < 4 && !after; i += 1) {
            grow(source, table, named(source.ids.length + 3_000).slice(source.ids.length));
            if (random() < 0.5) await table.find('id 1')?.catch(() => undefined);
            if (random() < 0.3) await table.rest().catch(() => undefined);
          }
          fs = after ?? fs.crash(random);
          const copy = new CrashFs();
          for (const path of fs.paths) copy.put(path, fs.bytes(path) as Buffer);
          const again = new IdTable({ path: PATH, source, fs: copy });
          for (let n = 1; n <= source.ids.length; n += 101) expect(await again.find(`id ${n}`)).toBe(n);
        }
      }),
      { numRuns: 10 },
    );
  }, 60_000);
});
