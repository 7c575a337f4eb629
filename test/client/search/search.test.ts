import { describe, expect, it } from 'vitest';
import { fold } from '../../../src/client/search/fold';
import { termsOf } from '../../../src/client/search/query';
import { Search } from '../../../src/client/search/search';
import type { SearchCursor, SearchHit, SearchQuery } from '../../../src/shared/ipc/archive';
import type { Entry } from '../../../src/shared/protocol';
import { FakeClock } from '../../helpers/fake-clock';
import { deletion, entry, ada, ben } from '../../helpers/fake-chat-api';
import { MemoryHistory } from '../../helpers/memory-ports';
import { SeededRandom } from '../../helpers/random';
import { seeded } from '../../helpers/seeded';
import { authors, randomLog, sentence } from '../../helpers/sentences';

const hub = 'hub';

async function searchIn(logs: Record<string, Entry[]>, mostBytes?: number) {
  const history = new MemoryHistory();
  for (const [room, log] of Object.entries(logs)) await history.append(hub, room, log);
  const clock = new FakeClock();
  const search = new Search({ hub, history, clock, ...(mostBytes === undefined ? {} : { mostBytes }) });
  const page = async (query: Partial<SearchQuery>, rooms = Object.keys(logs)) => {
    const outcome = await search.find({ text: '', room: null, ...query }, rooms);
    if (!outcome.ok) throw new Error(outcome.problem.code);
    return outcome.value;
  };
  const all = async (query: Partial<SearchQuery>): Promise<SearchHit[]> => {
    const hits: SearchHit[] = [];
    let before: SearchCursor | null = null;
    do {
      const { hits: some, more } = await page({ ...query, ...(before === null ? {} : { before }) });
      expect(some.length).toBeLessThanOrEqual(30);
      hits.push(...some);
      before = more;
    } while (before !== null);
    return hits;
  };
  return { history, clock, search, page, all };
}

/** What must be found, by looking at everything. */
function reference(logs: Record<string, Entry[]>, query: Partial<SearchQuery>): string[] {
  const terms = termsOf(query.text ?? '');
  const name = fold(query.author ?? '').trim();
  return Object.entries(logs)
    .flatMap(([room, log]) => {
      const deleted = new Set(log.flatMap((one) => (one.kind === 'deletion' ? [one.target] : [])));
      return log
        .filter((one) => one.kind === 'message' && !deleted.has(one.seq))
        .filter(({ text = '' }) => terms.every((term) => fold(text).includes(term)))
        .filter(({ author }) => author.id === query.author || fold(author.name).includes(name))
        .filter(({ at }) => at >= (query.from ?? -Infinity) && at <= (query.to ?? Infinity))
        .map((one) => ({ room, seq: one.seq, at: one.at }));
    })
    .sort((a, b) => b.at - a.at || 0)
    .map(({ room, seq }) => `${room}/${String(seq)}`);
}

const names = (hits: readonly SearchHit[]): string[] => hits.map(({ room, seq }) => `${room}/${String(seq)}`);

describe('search', () => {
  it('finds what looking at everything finds, in the same order', { timeout: 60_000 }, async () => {
    const random = seeded();
    for (let round = 0; round < 6; round += 1) {
      const shift = (log: Entry[], by: number): Entry[] => log.map((one) => ({ ...one, at: one.at + by }));
      const logs = { a: randomLog(random, 1_400, random.between(1, 900)), b: shift(randomLog(random, 700), 500), empty: [] };
      // Also where not everything can be kept in memory.
      const { all, history } = await searchIn(logs, round % 2 === 0 ? undefined : 40_000);
      for (let question = 0; question < 12; question += 1) {
        const text = sentence(random, 2).trim().slice(0, random.between(1, 12));
        const query: Partial<SearchQuery> = {
          text: random.fraction() < 0.2 ? `"${text}"` : text,
          ...(random.fraction() < 0.3 ? { author: random.fraction() < 0.5 ? 'k-ada' : 'MULLER' } : {}),
          ...(random.fraction() < 0.3 ? { from: 1_700_000_400_000 } : {}),
          ...(random.fraction() < 0.3 ? { to: 1_700_001_000_000 } : {}),
        };
        const seed = `HEARTH_SEED=${String(random.seed)} ${JSON.stringify(query)}`;
        const narrowed = termsOf(query.text ?? '').length + Object.keys(query).length > 1;
        expect(names(await all(query)), seed).toEqual(narrowed ? reference(logs, query) : []);
        // It goes on with what came meanwhile.
        const last = logs.a.at(-1)?.seq ?? 0;
        const more = randomLog(random, random.between(0, 3), last + 1);
        logs.a.push(...more);
        await history.append(hub, 'a', more);
      }
    }
  });

  it('finds words in any order, parts of words, and phrases only as they stand', async () => {
    const { all } = await searchIn({ r: [entry(1, ada, 'Die Abschlussrechnung für Müller'), entry(2, ben, 'Müller für die')] });
    expect(names(await all({ text: 'muller rechn' }))).toEqual(['r/1']);
    expect(names(await all({ text: '"fur muller"' }))).toEqual(['r/1']);
    expect(names(await all({ text: '"muller fur"' }))).toEqual(['r/2']);
    expect(names(await all({ text: 'nirgends' }))).toEqual([]);
    expect(names(await all({ author: 'be' }))).toEqual(['r/2']);
  });

  it('does not let a word begin in one message and end in the next', async () => {
    const { all } = await searchIn({ r: [entry(1, ada, 'Baum'), entry(2, ada, 'Haus')] });
    expect(await all({ text: 'hausbaum' })).toEqual([]);
    expect(await all({ text: '"haus baum"' })).toEqual([]);
  });

  it('does not find what was deleted: before it was read, after it was read, and on a later page', async () => {
    const log = Array.from({ length: 100 }, (_, i) => entry(i + 1, ada, `geheim ${String(i + 1)}`));
    const { all, history, page } = await searchIn({ r: [...log, deletion(101, ada, 5)] });
    expect(names(await all({ text: 'geheim' }))).not.toContain('r/5');
    expect((await all({ text: 'geheim' })).length).toBe(99);
    const first = await page({ text: 'geheim' });
    await history.append(hub, 'r', [deletion(102, ada, 50), deletion(103, ada, 100)]);
    const second = await page({ text: 'geheim', before: first.more ?? {} });
    expect(names(second.hits)).not.toContain('r/50');
    expect(names((await page({ text: 'geheim' })).hits)).not.toContain('r/100');
  });

  it('finds the newest text of what was edited, where its message is, and no text before it', async () => {
    const head = (seq: number, at = 1_700_000_000_000 + seq * 60_000) => ({ seq, id: `e${String(seq)}`, author: ada, at });
    const log: Entry[] = [
      entry(1, ada, 'alpha one'),
      entry(2, ben, 'alpha two'),
      ...Array.from({ length: 1_200 }, (_, i) => entry(i + 3, ada, 'x')),
      { ...head(1_203), kind: 'edit', target: 1, text: 'beta one' },
      { ...head(1_204), kind: 'edit', target: 1, text: 'gamma one' },
      { ...head(1_205), kind: 'edit', target: 9_999, text: 'gamma of what is not here' },
    ];
    const { all, history } = await searchIn({ r: log });
    expect(names(await all({ text: 'alpha' }))).toEqual(['r/2']);
    expect(await all({ text: 'beta' })).toEqual([]);
    const [unknown, found] = await all({ text: 'gamma' });
    expect(found).toMatchObject({ seq: 1, id: 'm-1', author: ada, at: log[0]?.at, text: 'gamma one' });
    expect(unknown?.seq).toBe(9_999);
    // By the day on which it was said, and by its author.
    const day = { from: log[0]?.at ?? 0, to: log[0]?.at ?? 0 };
    expect(names(await all({ text: 'one', ...day }))).toEqual(['r/1']);
    expect(names(await all({ text: 'gamma', from: (log[0]?.at ?? 0) + 1 }))).toEqual(['r/9999']);
    expect(names(await all({ text: 'gamma', author: ben.name }))).toEqual([]);
    await history.append(hub, 'r', [{ ...head(1_206), kind: 'edit', target: 2, text: 'delta' }, deletion(1_207, ada, 1)]);
    expect([await all({ text: 'alpha' }), names(await all({ text: 'gamma' })), names(await all({ text: 'delta' }))]).toEqual([
      [],
      ['r/9999'],
      ['r/2'],
    ]);
  });

  it('shows nothing of what left the disk since', async () => {
    const { all, history } = await searchIn({ r: [entry(1, ada, 'fort'), entry(2, ada, 'fort')] });
    expect(await all({ text: 'fort' })).toHaveLength(2);
    await history.erase(hub, 'r', [2]);
    expect(names(await all({ text: 'fort' }))).toEqual(['r/1']);
  });

  it('begins again when the log is another one', async () => {
    const old = Array.from({ length: 700 }, (_, i) => entry(i + 1, ada, i < 2 ? 'alt' : 'x'));
    const { all, history } = await searchIn({ r: old });
    expect(await all({ text: 'alt' })).toHaveLength(2);
    await history.setAside(hub, 'r');
    await history.append(hub, 'r', [entry(1, ada, 'neu')]);
    expect(await all({ text: 'alt' })).toEqual([]);
    expect(names(await all({ text: 'neu' }))).toEqual(['r/1']);
  });

  it('ends when another one begins, and leaves what it read to it', async () => {
    const log = randomLog(new SeededRandom(7), 5_000);
    const { search, history } = await searchIn({ r: log });
    let reads = 0;
    const before = history.before.bind(history);
    history.before = (...args) => {
      reads += 1;
      return before(...args);
    };
    const first = search.find({ text: 'nirgends', room: null }, ['r']);
    const second = search.find({ text: 'nirgendwo', room: null }, ['r']);
    expect(await first).toEqual({ ok: false, problem: { code: 'cancelled' } });
    expect(await second).toEqual({ ok: true, value: { hits: [], more: null } });
    reads = 0;
    await search.find({ text: 'nichts', room: null }, ['r']);
    // Only to see that nothing older came.
    expect(reads).toBe(1);
  });

  it('pauses when it worked for too long, and gives its memory back when nobody searches any more', async () => {
    const { search, clock, history } = await searchIn({ r: randomLog(new SeededRandom(3), 3_000) });
    let pauses = 0;
    const before = history.before.bind(history);
    history.before = (...args) => {
      clock.step(10);
      return before(...args);
    };
    const after = clock.after.bind(clock);
    clock.after = (ms, callback) => {
      if (ms !== 0) return after(ms, callback);
      pauses += 1;
      callback();
      return () => undefined;
    };
    await search.find({ text: 'nirgends', room: null }, ['r']);
    expect(pauses).toBeGreaterThan(4);
    let reads = 0;
    const counted = history.before;
    history.before = (...args) => {
      reads += 1;
      return counted(...args);
    };
    await search.find({ text: 'nirgends', room: null }, ['r']);
    expect(reads).toBe(1);
    await clock.advance(5 * 60_000);
    await search.find({ text: 'nirgends', room: null }, ['r']);
    expect(reads).toBeGreaterThan(4);
    search.close();
  });

  it('keeps no more in memory than it may: what is older is read again', async () => {
    const log = Array.from({ length: 4_000 }, (_, i) => entry(i + 1, ada, 'x'.repeat(100)));
    const readsOf = async (mostBytes: number): Promise<number> => {
      const { all, history } = await searchIn({ r: log }, mostBytes);
      await all({ text: 'nirgends' });
      let reads = 0;
      const before = history.before.bind(history);
      history.before = (...args) => {
        reads += 1;
        return before(...args);
      };
      await all({ text: 'nirgends' });
      return reads;
    };
    // 512 messages are some 64 kB.
    expect([await readsOf(10_000_000), await readsOf(200_000), await readsOf(0)]).toEqual([1, 6, 9]);
  });

  it('keeps one chunk for what comes message by message', async () => {
    const { all, history } = await searchIn({ r: [entry(1, authors[0]!, 'eins')] });
    const reads: number[] = [];
    const after = history.after.bind(history);
    history.after = (...args) => {
      reads.push(args[2]);
      return after(...args);
    };
    await all({ text: 'nirgends' });
    for (let seq = 2; seq <= 20; seq += 1) {
      await history.append(hub, 'r', [entry(seq, ada, `eins ${String(seq)}`)]);
      reads.length = 0;
      expect(await all({ text: 'nirgends' })).toEqual([]);
      // All that is not a full chunk is read as one again.
      expect(reads).toEqual([0, seq]);
    }
    expect(await all({ text: 'eins' })).toHaveLength(20);
  });
});
