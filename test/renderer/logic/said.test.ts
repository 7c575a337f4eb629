import { describe, expect, it } from 'vitest';
import type { PendingMessage } from '../../../src/shared/ipc/talk-api';
import type { Body, Entry, Member } from '../../../src/shared/protocol';
import { aboutOf } from '../../../src/renderer/src/logic/about';
import { buildRows } from '../../../src/renderer/src/logic/rows';
import { makeFold } from '../../../src/renderer/src/logic/said';
import { ada, ben, cleo, deletion, entry } from '../../helpers/fake-chat-api';

const said = (seq: number, author: Member, body: Body): Entry =>
  ({ seq, id: `a-${String(seq)}`, author, at: 1_700_000_000_000 + seq * 60_000, ...body }) as Entry;
const edit = (seq: number, author: Member, target: number, text: string): Entry =>
  said(seq, author, { kind: 'edit', target, text });
const react = (seq: number, author: Member, target: number, emoji = '👍', on = true): Entry =>
  said(seq, author, { kind: 'reaction', target, emoji, on });
const log = [entry(1, ben, 'one'), entry(2, cleo, 'two'), entry(3, ada, 'three')];
const fold = (entries: Entry[], about: Entry[] = [], pending: PendingMessage[] = []) =>
  makeFold()({ entries, about, pending, me: ada });

describe('what was said about messages', () => {
  it('is folded into them, wherever it stands', () => {
    const now = fold([...log, react(4, ada, 2), react(5, ben, 2)], [edit(90, ben, 1, 'uno'), react(91, ben, 2, '👍', false)]);
    expect(now.get(1)).toMatchObject({ text: 'uno', edits: [{ text: 'one' }, { text: 'uno', seq: 90 }] });
    expect(now.get(2)?.reactions).toEqual([{ emoji: '👍', members: [ada], mine: true }]);
    expect(now.get(3)).toBeUndefined();
  });

  it('is believed of nobody who may not say it, whatever a hub passes on', () => {
    const forged = [edit(4, cleo, 1, 'forged'), react(5, ben, 99), react(6, ben, 4), edit(7, ben, 77, 'x')];
    const now = fold([...log, ...forged]);
    expect(now.get(1)).toMatchObject({ text: 'one', edits: [{ text: 'one' }] });
    expect([...now.keys()]).toEqual([1]);
    const rows = buildRows({ entries: [...log, ...forged], pending: [], notes: [], said: now, me: ada, newAfter: null });
    expect(rows.flatMap((row) => (row.kind === 'message' ? [row.text] : []))).toEqual(['one', 'two', 'three']);
  });

  it('is shown before the hub has it, and not once it was refused', () => {
    const mine = { id: 'p-1', room: 'r', at: 0, kind: 'reaction', target: 1, emoji: '🎉', on: true } as const;
    expect(fold(log, [], [{ ...mine, state: 'queued' }]).get(1)?.reactions).toMatchObject([{ emoji: '🎉', mine: true }]);
    const refused = fold(log, [], [{ ...mine, state: 'failed' }]).get(1);
    expect([refused?.reactions, refused?.waiting.length]).toEqual([[], 1]);
  });

  it('leaves alone what nothing was said about since', () => {
    const again = makeFold();
    const first = again({ entries: log, about: [react(9, ben, 1), react(10, ben, 2)], pending: [], me: ada });
    const about = [react(9, ben, 1), react(10, ben, 2), react(11, ada, 2)];
    const second = again({ entries: [...log, entry(4, ben, 'four')], about, pending: [], me: ada });
    expect(second.get(1)).toBe(first.get(1));
    expect(second.get(2)).not.toBe(first.get(2));
    expect(again({ entries: log, about, pending: [], me: { ...ada, id: ben.id } }).get(1)?.reactions).toMatchObject([
      { mine: true },
    ]);
  });

  it('goes with a message that is deleted', () => {
    const now = fold([...log, edit(4, ben, 1, 'uno'), deletion(5, cleo, 1)]);
    expect(now.get(1)).toMatchObject({ deleted: true, deletedBy: cleo, text: '', edits: [] });
  });

  it('is kept for what is held alone, each once', () => {
    const about = aboutOf(log.slice(1), [react(9, ben, 1), react(8, ben, 3)], [react(8, ben, 3), ...log, react(7, ben, 2)]);
    expect(about.map(({ seq }) => seq)).toEqual([7, 8]);
  });

  it('folds a full window with many reactions in a bounded number of looks', () => {
    const entries = Array.from({ length: 1_000 }, (_, index) => entry(index + 1, ben, 'x'));
    let looks = 0;
    const about = Array.from({ length: 5_000 }, (_, index) => {
      const one = react(2_000 + index, ben, 1 + (index % 1_000), String.fromCodePoint(0x1f600 + Math.floor(index / 1_000)));
      return new Proxy(one, { get: (of, key) => ((looks += key === 'target' ? 1 : 0), Reflect.get(of, key) as unknown) });
    });
    const again = makeFold();
    expect(again({ entries, about, pending: [], me: ada }).size).toBe(1_000);
    expect(looks).toBeLessThan(5 * about.length);
    looks = 0;
    again({ entries, about, pending: [], me: ada });
    expect(looks).toBeLessThan(2 * about.length);
  });
});
