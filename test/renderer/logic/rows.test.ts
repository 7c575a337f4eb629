import { describe, expect, it } from 'vitest';
import type { PendingText } from '../../../src/shared/ipc/talk-api';
import type { Entry } from '../../../src/shared/protocol';
import { buildRows, type Note, type Row, type RowsInput } from '../../../src/renderer/src/logic/rows';
import { makeFold } from '../../../src/renderer/src/logic/said';
import { ada, ben, cleo, entry } from '../../helpers/fake-chat-api';

const MINUTE = 60_000;
const noon = new Date(2026, 10, 21, 12).getTime();
const at = (seq: number, author: typeof ada, minutes: number): Entry =>
  entry(seq, author, `text ${String(seq)}`, noon + minutes * MINUTE);
const rows = (input: Partial<RowsInput>): Row[] => {
  const made = { entries: [], pending: [], notes: [], me: ada, newAfter: null, ...input };
  return buildRows({ said: makeFold()({ about: [], ...made }), ...made });
};
const kinds = (built: readonly Row[]): string[] =>
  built.map((row) => (row.kind === 'message' || row.kind === 'pending' ? `${row.kind}${row.head ? ' head' : ''}` : row.kind));
const waiting = (id: string, minutes = 60): PendingText => ({
  id,
  room: 'r-lobby',
  kind: 'message',
  text: id,
  at: noon + minutes * MINUTE,
  state: 'queued',
});
const came = (id: number, after: number, joined = [ben], left: (typeof ada)[] = []): Note => ({
  id,
  after,
  at: noon,
  kind: 'presence',
  joined,
  left,
});

describe('buildRows', () => {
  it('groups messages of one author within five minutes of the first', () => {
    const built = rows({ entries: [at(1, ben, 0), at(2, ben, 4), at(3, ben, 6), at(4, cleo, 6), at(5, ben, 7)] });
    expect(kinds(built)).toEqual(['top', 'day', 'message head', 'message', 'message head', 'message head', 'message head']);
  });

  it('begins a group anew when the clock of the hub went back', () => {
    expect(kinds(rows({ entries: [at(1, ben, 5), at(2, ben, 1)] }))).toEqual(['top', 'day', 'message head', 'message head']);
  });

  it('puts a header above each day and breaks groups there', () => {
    const late = entry(1, ben, 'late', new Date(2026, 10, 21, 23, 59).getTime());
    const early = entry(2, ben, 'early', new Date(2026, 10, 22, 0, 1).getTime());
    expect(kinds(rows({ entries: [late, early] }))).toEqual(['top', 'day', 'message head', 'day', 'message head']);
  });

  it('draws the New line above the first unread message of somebody else, once', () => {
    const built = rows({ entries: [at(1, ben, 0), at(2, ada, 1), at(3, ben, 2), at(4, ben, 3)], newAfter: 1 });
    expect(kinds(built)).toEqual(['top', 'day', 'message head', 'message head', 'new', 'message head', 'message']);
  });

  it('draws no New line where nothing is new', () => {
    expect(kinds(rows({ entries: [at(1, ben, 0)], newAfter: 1 }))).not.toContain('new');
  });

  it('puts unconfirmed messages last and drops those that are confirmed', () => {
    const mine = at(2, ada, 30);
    const built = rows({ entries: [at(1, ben, 0), mine], pending: [waiting(mine.id), waiting('p-1')] });
    expect(kinds(built)).toEqual(['top', 'day', 'message head', 'message head', 'pending head']);
  });

  it('keeps the key of a message when it is confirmed, so that its row stays where it is', () => {
    const before = rows({ pending: [waiting('m-7')] }).at(-1);
    const after = rows({ entries: [at(7, ada, 60)] }).at(-1);
    expect(after?.key).toBe(before?.key);
  });

  it('does not take the message of another author for a confirmation', () => {
    expect(kinds(rows({ entries: [at(1, ben, 0)], pending: [waiting('m-1')] }))).toContain('pending head');
  });

  it('merges notices that stand next to each other, and not across a message', () => {
    const notes = [came(1, 1), came(2, 1, [cleo]), came(3, 2, [], [ben])];
    const built = rows({ entries: [at(1, ben, 0), at(2, ben, 1)], notes });
    expect(kinds(built)).toEqual(['top', 'day', 'message head', 'presence', 'message head', 'presence']);
    expect(built[3]).toMatchObject({ passage: { joined: ['Ben', 'Cleo'], left: [] } });
  });

  it('leaves out notices whose place is above what is loaded', () => {
    const notes = [came(1, 3), came(2, 9)];
    expect(kinds(rows({ entries: [at(10, ben, 0)], notes })).filter((kind) => kind === 'presence')).toHaveLength(1);
  });

  it('welcomes into an empty room without a day above it', () => {
    expect(kinds(rows({ notes: [{ id: 1, after: 0, at: noon, kind: 'welcome', others: 0 }] }))).toEqual(['top', 'welcome']);
  });

  it('gives every row a key of its own', () => {
    const entries = Array.from({ length: 50 }, (_, index) => at(index + 1, index % 3 ? ben : ada, index * 90));
    const built = rows({ entries, pending: [waiting('p-1'), waiting('p-2')], notes: [came(1, 5), came(2, 20)], newAfter: 30 });
    const keys = built.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('does not go back to an earlier day when clocks disagree', () => {
    const day = (seq: number, date: number): Entry => entry(seq, ben, 'x', new Date(2026, 10, date, 12).getTime());
    const built = rows({ entries: [day(1, 2), day(2, 1), day(3, 2), day(4, 3)] });
    expect(kinds(built).filter((kind) => kind === 'day')).toHaveLength(2);
  });
});
