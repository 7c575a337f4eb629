import { describe, expect, it } from 'vitest';
import { UNREAD_WITHIN, unreadAfter, unreadFrom, type Unread, type UnreadEvent } from '../../../src/client/unread/reducer';
import type { Entry, Member } from '../../../src/shared/protocol';
import type { SeededRandom } from '../../helpers/random';
import { seeded } from '../../helpers/seeded';

const me: Member = { id: 'k-me', name: 'Ada' };
const ben: Member = { id: 'k-ben', name: 'Ben' };

const take = (...entries: Entry[]): UnreadEvent => ({ kind: 'entries', entries, me: me.id });
const read = (seq: number): UnreadEvent => ({ kind: 'read', seq });
const head = (seq: number, author: Member) => ({ seq, id: `e-${String(seq)}`, author, at: seq });
const said = (seq: number, author = ben, more: Partial<Extract<Entry, { kind: 'message' }>> = {}): Entry => ({
  ...head(seq, author),
  ...{ kind: 'message', text: 'hello', ...more },
});
const deletion = (seq: number, target: number): Entry => ({ ...head(seq, ben), kind: 'deletion', target, text: '' });
const edit = (seq: number, target: number): Entry => ({
  ...head(seq, ben),
  kind: 'edit',
  target,
  text: 'new',
  mentions: [me.id],
});
const reaction = (seq: number, target: number): Entry => ({
  ...{ ...head(seq, ben), kind: 'reaction', target, emoji: '👍', on: true },
});
const pin = (seq: number, target: number): Entry => ({ ...head(seq, ben), kind: 'pin', target, on: true });

const after = (start: Unread, ...events: UnreadEvent[]): Unread => events.reduce(unreadAfter, start);
const counts = ({ messages, mentions }: Unread) => ({ messages, mentions });

/** What is unread, counted from a whole log by nothing but the words of the rule. */
function fromScratch(log: readonly Entry[], readSeq: number): { messages: number[]; mentions: number[] } {
  const newest = log.at(-1)?.seq ?? 0;
  const gone = new Set(log.flatMap((entry) => (entry.kind === 'deletion' ? [entry.target] : [])));
  const unread = log
    .flatMap((entry) => (entry.kind === 'message' && !entry.deleted ? [entry] : []))
    .filter(({ author, seq }) => author.id !== me.id && seq > readSeq && seq > newest - UNREAD_WITHIN && !gone.has(seq));
  const calling = unread.filter(({ mentions, everyone }) => everyone === true || (mentions?.includes(me.id) ?? false));
  return { messages: unread.map(({ seq }) => seq), mentions: calling.map(({ seq }) => seq) };
}

function anyLog(random: SeededRandom, length: number): Entry[] {
  return Array.from({ length }, (_, index): Entry => {
    const seq = index + 1;
    const target = random.between(1, Math.max(1, seq - 1));
    const roll = random.fraction();
    if (roll < 0.1) return deletion(seq, target);
    if (roll < 0.2) return reaction(seq, target);
    if (roll < 0.25) return edit(seq, target);
    if (roll < 0.3) return pin(seq, target);
    if (roll < 0.35) return said(seq, ben, { text: '', deleted: true });
    if (roll < 0.5) return said(seq, ben, { mentions: [me.id] });
    return said(seq, roll < 0.65 ? me : ben, roll > 0.95 ? { everyone: true } : {});
  });
}

function shuffled<T>(list: readonly T[], random: SeededRandom): T[] {
  const out = [...list];
  for (let last = out.length - 1; last > 0; last -= 1) {
    const other = random.between(0, last);
    [out[last], out[other]] = [out[other] as T, out[last] as T];
  }
  return out;
}

describe('what is unread', () => {
  it('is what others said and nobody here saw', () => {
    const state = after(unreadFrom(1), take(said(1), said(2), said(3, me), said(4, ben, { everyone: true })));
    expect(counts(state)).toEqual({ messages: [2, 4], mentions: [4] });
    expect(counts(after(state, read(2)))).toEqual({ messages: [4], mentions: [4] });
    expect(counts(after(state, read(4)))).toEqual({ messages: [], mentions: [] });
  });

  it('is told of edits, reactions and pins by nothing', () => {
    const state = after(unreadFrom(0), take(said(1, me)), take(edit(2, 1), reaction(3, 1), pin(4, 1)));
    expect([counts(state), state.seq]).toEqual([{ messages: [], mentions: [] }, 4]);
  });

  it('goes with its text, also where the deletion is heard first', () => {
    expect(counts(after(unreadFrom(0), take(said(1), said(2)), take(deletion(3, 1))))).toEqual({ messages: [2], mentions: [] });
    expect(counts(after(unreadFrom(0), take(deletion(3, 1)), take(said(1), said(2))))).toEqual({ messages: [2], mentions: [] });
  });

  it('never goes back, whatever an old cursor says', () => {
    const state = after(unreadFrom(0), take(said(1), said(2)), read(2));
    expect(unreadAfter(state, read(1))).toBe(state);
    expect(unreadAfter(state, { kind: 'reaches', seq: 1 })).toBe(state);
  });

  it('is looked for among the newest entries only, and takes no more room than they do', () => {
    const log = Array.from({ length: UNREAD_WITHIN + 500 }, (_, index) => said(index + 1));
    const state = after(unreadFrom(0), take(...log));
    expect(state.messages).toHaveLength(UNREAD_WITHIN);
    expect(counts(state)).toEqual(fromScratch(log, 0));
  });
});

it('is the same in any order of entries, reads, cursors of other devices and restarts as counted from scratch', () => {
  const random = seeded();
  for (let round = 0; round < 200; round += 1) {
    const log = anyLog(random, random.between(1, 120));
    const reads = Array.from({ length: random.between(0, 5) }, () => random.between(0, log.length));
    const batches: UnreadEvent[] = [];
    for (let at = 0; at < log.length;) {
      const size = random.between(1, 12);
      batches.push(take(...log.slice(at, at + size)));
      // What was not confirmed is told twice.
      if (random.fraction() < 0.2) batches.push(take(...log.slice(at, at + size)));
      at += size;
    }
    const events = shuffled([...batches, ...reads.map(read), { kind: 'reaches', seq: log.length } as const], random);
    let state = unreadFrom(0);
    for (const [index, event] of events.entries()) {
      state = unreadAfter(state, event);
      // A restart keeps the mark and reads again what the log has by then.
      if (random.fraction() < 0.1) {
        const { readSeq } = state;
        state = after(unreadFrom(readSeq), ...shuffled(events.slice(0, index + 1), random).filter(({ kind }) => kind !== 'read'));
      }
    }
    expect(counts(state)).toEqual(fromScratch(log, Math.max(0, ...reads)));
  }
});
