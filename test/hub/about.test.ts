/** What pages carry of what was said later, and what that may cost the hub. */
import { describe, expect, it } from 'vitest';
import { withAbout, type AboutOptions } from '../../src/hub/rooms/about';
import { limits, type Entry } from '../../src/shared/protocol';
import type { Doing, Said } from '../../src/storage/annotation-index';

const author = { id: 'k-eve', name: 'Eve' };
const message = (seq: number, text = 'x'): Entry => ({ seq, id: `m${String(seq)}`, kind: 'message', author, at: 0, text });

/** Edits of messages, all behind them; remembers how many were read. */
function edited(times: number, messages: readonly Entry[], text: string, doing: Doing = 'edit') {
  const behind = messages.at(-1)?.seq ?? 0;
  const about = messages.flatMap(({ seq: target }, at) =>
    Array.from({ length: times }, (_, n): Entry => {
      const head = { seq: behind + 1 + at * times + n, id: `e${String(at)}-${String(n)}`, author, at: 0, target };
      return doing === 'edit' ? { ...head, kind: 'edit', text } : { ...head, kind: 'reaction', emoji: '👍', on: true };
    }),
  );
  const bySeq = new Map(about.map((entry) => [entry.seq, entry]));
  let read = 0;
  const annotations = {
    of: (target: number): Said[] =>
      about.flatMap((entry) => ('target' in entry && entry.target === target ? [{ seq: entry.seq, doing }] : [])),
    read: (seqs: readonly number[]): Promise<Entry[]> => {
      read += seqs.length;
      return Promise.resolve(seqs.flatMap((seq) => bySeq.get(seq) ?? []));
    },
  };
  const options = {
    ...{ annotations, deleted: () => false, served: (entry: Entry) => entry, newest: about.at(-1)?.seq ?? behind, limits },
  } as unknown as AboutOptions;
  return { options, read: () => read };
}

describe('a page', () => {
  it('of short messages with many long edits reads little more than it tells', async () => {
    const messages = Array.from({ length: 100 }, (_, at) => message(at + 1));
    const { options, read } = edited(limits.editsPerMessage, messages, '界'.repeat(limits.maxText));
    const page = await withAbout(messages, 100, options);
    expect(page.cut).toBe(true);
    expect(page.entries.at(-1)?.seq).toBe(100);
    expect(page.about.length).toBe(page.entries.length * limits.editsPerMessage);
    // All of them are 48 MB.
    expect(read()).toBeLessThan(4 * limits.editsPerMessage);
  });

  it('reads what is short at once, and tells all of it', async () => {
    const messages = Array.from({ length: 200 }, (_, at) => message(at + 1));
    const { options, read } = edited(10, messages, '', 'reaction');
    const page = await withAbout(messages, 200, options);
    expect(page).toMatchObject({ cut: false });
    expect([page.entries.length, page.about.length, read()]).toEqual([200, 2_000, 2_000]);
    const seqs = page.about.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  });

  it('is a frame, also where one message has as much about it as there may be', async () => {
    const long = '界'.repeat(limits.maxText);
    const newer = Array.from({ length: 10 }, (_, at) => message(at + 2, long));
    const { options } = edited(limits.editsPerMessage + 20, [message(1, long)], long);
    const bytes = (page: object): number => Buffer.byteLength(JSON.stringify(page));
    const first = await withAbout([message(1, long), ...newer], 1, options);
    expect(bytes(first)).toBeLessThan(limits.maxHubFrame);
    expect([first.cut, first.entries.length, first.about.length]).toEqual([true, 10, 0]);
    // It comes alone with the next one.
    const next = await withAbout([message(0), message(1, long)], 1, options);
    expect([next.cut, next.entries.map(({ seq }) => seq), next.about.length]).toEqual([true, [1], limits.editsPerMessage + 20]);
    expect(bytes(next)).toBeLessThan(limits.maxHubFrame);
  });
});
