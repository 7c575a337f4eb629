import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AnnotationIndex, doingOf } from '../../src/storage/annotation-index';
import { Annotations, annotationsOf, type AnnotatedLog } from '../../src/storage/annotations';
import { entryOf } from '../../src/storage/entry-log';
import { JsonLog } from '../../src/storage/json-log';
import { nodeLogFs, type LogFs } from '../../src/storage/log-fs';
import { isAnnotation, type Entry } from '../../src/shared/protocol';
import { CrashFs, dice } from '../helpers/crash-fs';
import { tempFolder } from '../helpers/temp-folder';

const author = { id: 'k-ann', name: 'Ann' };
const message = (seq: number): Entry => ({
  seq,
  id: `i${String(seq)}`,
  kind: 'message',
  author,
  at: 0,
  text: `text ${String(seq)}`,
});

/** Any entry that may stand at a sequence. */
function any(seq: number, random: () => number): Entry {
  const head = { seq, id: `i${String(seq)}`, author, at: 0 };
  const target = 1 + Math.floor(random() * (seq - 1));
  if (seq < 4) return message(seq);
  const kinds: Entry[] = [
    message(seq),
    message(seq),
    { ...head, kind: 'edit', target, text: 'again' },
    { ...head, kind: 'reaction', target, emoji: '👍', on: random() < 0.5 },
    { ...head, kind: 'pin', target, on: random() < 0.6 },
    { ...head, kind: 'ack', target },
    { ...head, kind: 'deletion', target, text: '' },
  ];
  return kinds[Math.floor(random() * kinds.length)] as Entry;
}

/** What is about a stretch, as a reader of the whole log sees it. */
const expected = (log: readonly Entry[], first: number, last: number): number[] =>
  log.flatMap((entry) =>
    isAnnotation(entry) && entry.kind !== 'deletion' && entry.target >= first && entry.target <= last ? [entry.seq] : [],
  );

function pinnedIn(log: readonly Entry[]): number[] {
  const pinned = new Set<number>();
  for (const entry of log) if (entry.kind === 'pin') pinned[entry.on ? 'add' : 'delete'](entry.target);
  return [...pinned].sort((a, b) => a - b);
}

const open = (path: string, fs: LogFs = nodeLogFs): Promise<JsonLog<Entry>> =>
  JsonLog.open<Entry>({ fs, path, key: ({ seq }) => seq, parse: entryOf });

describe('an index of annotations', () => {
  it('says what a reader of the whole log would, before and after it was kept', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = dice(seed);
      const log = Array.from({ length: 20 + Math.floor(random() * 300) }, (_, at) => any(at + 1, random));
      let index = new AnnotationIndex();
      for (const entry of log) {
        const done = doingOf(entry);
        if (done) index.add(done.target, { seq: entry.seq, doing: done.doing });
        if (random() < 0.02) index = AnnotationIndex.from(index.record()) as AnnotationIndex;
      }
      const first = 1 + Math.floor(random() * log.length);
      const last = first + Math.floor(random() * 50);
      const seqs = index.between(first, last).map(({ seq }) => seq);
      expect([seed, seqs.sort((a, b) => a - b)]).toEqual([seed, expected(log, first, last)]);
      expect([seed, index.of(first).map(({ seq }) => seq)]).toEqual([seed, expected(log, first, first)]);
      expect([seed, index.pinned]).toEqual([seed, pinnedIn(log)]);
      const from = Math.floor(random() * log.length);
      index.forgetBefore(from);
      const left = log.filter((entry) => entry.seq >= from);
      const pinned = pinnedIn(log).filter((target) => target >= from);
      expect([seed, index.size, index.pinned]).toEqual([seed, expected(left, 1, Infinity).length, pinned]);
    }
  });

  it.each([
    ['of other lengths', { targets: 'AAAAAAAA8D8=', seqs: '', doings: '' }],
    ['that is cut', { targets: 'AAAA', seqs: 'AAAA', doings: 'AA==' }],
    [
      'out of order',
      {
        targets: Buffer.from(Float64Array.of(2, 1).buffer).toString('base64'),
        seqs: Buffer.from(Float64Array.of(3, 4).buffer).toString('base64'),
        doings: 'AAA=',
      },
    ],
    [
      'of no numbers',
      {
        targets: Buffer.from(Float64Array.of(NaN).buffer).toString('base64'),
        seqs: Buffer.from(Float64Array.of(3).buffer).toString('base64'),
        doings: 'AA==',
      },
    ],
    ['of a doing of a later day', { targets: 'AAAAAAAA8D8=', seqs: 'AAAAAAAACEA=', doings: 'CQ==' }],
  ])('is not made from a record %s', (_what, record) => {
    expect(AnnotationIndex.from(record)).toBeNull();
  });
});

describe('annotations of a log', () => {
  it('are read again where the file beside it is missing, cut, of another log or ahead of this one', async () => {
    const path = join(await tempFolder(), 'room.json');
    const random = dice(7);
    const log = await open(path);
    const all = Array.from({ length: 200 }, (_, at) => any(at + 1, random));
    await log.append(all);
    const annotations = new Annotations(log, nodeLogFs);
    await annotations.ready();
    expect(annotations.between(1, 200)).toEqual(expected(all, 1, 200));
    await annotations.rest();
    const file = annotationsOf(path);
    const whole = await readFile(file, 'utf8');
    const other = { ...(JSON.parse(whole) as object), proof: 'x'.repeat(22) };
    const ahead = { ...(JSON.parse(whole) as object), through: 900 };
    const states = [whole, '', '{', JSON.stringify(other), JSON.stringify(ahead), null];
    for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 40)) states.push(whole.slice(0, at));
    for (const state of states) {
      if (state === null) await rm(file, { force: true });
      else await writeFile(file, state);
      const again = new Annotations(log, nodeLogFs);
      await again.ready();
      expect(again.between(1, 200)).toEqual(expected(all, 1, 200));
      expect(again.pinned).toEqual(pinnedIn(all));
      expect((await again.read(again.between(20, 40))).map(({ seq }) => seq)).toEqual(expected(all, 20, 40));
    }
    await log.close();
  });

  it('miss nothing that is written while they are read', async () => {
    const path = join(await tempFolder(), 'room.json');
    const log = await open(path);
    await log.append(Array.from({ length: 3_000 }, (_, at) => message(at + 1)));
    const annotations = new Annotations(log, nodeLogFs);
    const reading = annotations.ready();
    const about: Entry = { seq: 3_001, id: 'late', kind: 'ack', author, at: 0, target: 1 };
    await log.append([about]);
    annotations.add(about);
    await reading;
    expect(annotations.editsOf(1)).toEqual([]);
    expect(annotations.of(1)).toEqual([{ seq: 3_001, doing: 'ack' }]);
    // Who comes back while memory is given back keeps it.
    const resting = annotations.rest();
    const back = annotations.ready();
    await Promise.all([resting, back]);
    expect(annotations.of(1)).toEqual([{ seq: 3_001, doing: 'ack' }]);
    await log.close();
  });

  it('that loses its power are those of the log that is left', async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = dice(seed);
      const fs = new CrashFs();
      const log = await open('/data/room.json', fs);
      const annotations = new Annotations(log, fs);
      await annotations.ready();
      const cut = 1 + Math.floor(random() * 80);
      let disk: CrashFs | null = null;
      for (let seq = 1; seq <= 80 && !disk; seq += 1) {
        const entry = any(seq, random);
        const appending = log.append([entry]);
        if (seq === cut) {
          disk = fs.crash(random);
          await appending.catch(() => undefined);
          break;
        }
        await appending;
        annotations.add(entry);
        if (random() < 0.2) await annotations.save();
        if (random() < 0.05) {
          await log.retain({ now: 0, at: () => 0, maxBytes: 3_000 });
          if (random() < 0.5) disk = fs.crash(random);
          else await annotations.dropped();
        }
      }
      const left = disk ?? fs.crash(random);
      const again = await open('/data/room.json', left);
      const found = new Annotations(again, left);
      await found.ready();
      const entries = await again.after(0, 1_000);
      const first = again.first ?? 0;
      const held = entries.filter((entry) => !isAnnotation(entry) || entry.target >= first);
      expect([seed, (await found.read(found.between(first, 1_000))).map(({ seq }) => seq)]).toEqual([
        seed,
        expected(held, first, 1_000),
      ]);
      await again.close();
    }
  });

  it('of a disk that refuses are known all the same, and kept as soon as it takes them', async () => {
    const fs = new CrashFs();
    const log = await open('/data/room.json', fs);
    const annotations = new Annotations(log, fs);
    await annotations.ready();
    const entries = [message(1), { seq: 2, id: 'a', kind: 'ack', author, at: 0, target: 1 } satisfies Entry];
    await log.append(entries);
    for (const entry of entries) annotations.add(entry);
    fs.refuse = () => 'ENOSPC';
    await annotations.save();
    expect(fs.bytes('/data/room.json.about')).toBeNull();
    fs.refuse = () => null;
    await annotations.save();
    expect(fs.bytes('/data/room.json.about')).not.toBeNull();
    await log.close();
  });

  it('are 100,000 in a small file and little memory, opened without reading the log', async () => {
    const path = join(await tempFolder(), 'room.json');
    const MESSAGES = 20_000;
    const log = await JsonLog.open<Entry>({ path, durability: 'process', key: ({ seq }) => seq, parse: entryOf });
    await log.append(Array.from({ length: MESSAGES }, (_, at) => message(at + 1)));
    const random = dice(3);
    const annotations = new Annotations(log, nodeLogFs);
    await annotations.ready();
    for (let from = 0; from < 100_000; from += 5_000) {
      const batch = Array.from({ length: 5_000 }, (_, at): Entry => {
        const seq = MESSAGES + from + at + 1;
        // Most are said soon after their message.
        const target = Math.max(1, Math.round(((from + at) / 100_000) * MESSAGES - random() ** 4 * 2_000));
        return { seq, id: `r${String(seq)}`, kind: 'reaction', author, at: 0, target, emoji: '👍', on: true };
      });
      await log.append(batch);
      for (const entry of batch) annotations.add(entry);
    }
    await annotations.save();
    const bytes = (await readFile(annotationsOf(path))).length;
    const { annotations: count, bytes: memory } = annotations.size;
    expect(count).toBe(100_000);
    // 17 bytes each, and base64 for the file.
    expect(memory).toBeLessThan(100_000 * 17 + 600_000);
    expect(bytes).toBeLessThan((100_000 * 17 * 4) / 3 + 2_000);
    let read = 0;
    const counted: AnnotatedLog = {
      ...{ path, first: log.first, last: log.last },
      async *scan(after) {
        for await (const entry of log.scan(after)) {
          read += 1;
          yield entry;
        }
      },
      before: (key, limit) => log.before(key, limit),
      after: (key, limit) => log.after(key, limit),
    };
    const start = performance.now();
    const again = new Annotations(counted, nodeLogFs);
    await again.ready();
    const opened = performance.now();
    expect(read).toBe(0);
    const about = await again.read(again.between(10_000, 10_099));
    const paged = performance.now();
    expect(about.length).toBe(again.between(10_000, 10_099).length);
    await rm(annotationsOf(path));
    const rebuilt = new Annotations(log, nodeLogFs);
    const before = performance.now();
    await rebuilt.ready();
    const after = performance.now();
    expect(rebuilt.size.annotations).toBe(100_000);
    console.info(
      `annotations: 100,000 in ${String(bytes)} bytes, ${String(memory)} in memory; opened in ${(opened - start).toFixed(1)} ms, ` +
        `read again from the log in ${(after - before).toFixed(0)} ms; a page with ${String(about.length)} of them ${(paged - opened).toFixed(1)} ms`,
    );
    await log.close();
  }, 60_000);
});

it('are read in pieces, however long what stands between them is', async () => {
  const path = join(await tempFolder(), 'log.json');
  const log = await JsonLog.open<Entry>({ path, key: ({ seq }) => seq, parse: entryOf, durability: 'memory' });
  const COUNT = 1_500;
  const STEP = 10;
  const all = Array.from({ length: COUNT }, (_, at): Entry => {
    const seq = at + 1;
    if (seq === 1 || seq % STEP > 0) return { ...message(seq), text: 'x'.repeat(8_000) } as Entry;
    return { seq, id: `r${String(seq)}`, kind: 'reaction', author, at: 0, target: 1, emoji: '👍', on: true };
  });
  await log.append(all);
  const taken: number[] = [];
  const annotations = new Annotations(
    {
      ...{
        path,
        first: log.first,
        last: log.last,
        scan: (after) => log.scan(after),
        before: (key, limit) => log.before(key, limit),
      },
      async after(key, limit, most) {
        const entries = await log.after(key, limit, most);
        taken.push(entries.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0));
        return entries;
      },
    },
    nodeLogFs,
  );
  await annotations.ready();
  const seqs = annotations.between(1, 1);
  expect((await annotations.read(seqs)).map(({ seq }) => seq)).toEqual(expected(all, 1, 1));
  expect(seqs).toHaveLength(COUNT / STEP);
  // All of it is 11 MB.
  expect(Math.max(...taken)).toBeLessThan(300_000);
  await log.close();
});
