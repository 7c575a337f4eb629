import { describe, expect, it } from 'vitest';
import { annotate, type Annotated } from '../../src/client/annotate';
import type { Outgoing, PendingMessage } from '../../src/shared/ipc/talk-api';
import { limits, type Body, type Entry, type Member } from '../../src/shared/protocol';
import { dice } from '../helpers/crash-fs';

const ada: Member = { id: 'k-ada', name: 'Ada' };
const ben: Member = { id: 'k-ben', name: 'Ben' };
const cleo: Member = { id: 'k-cleo', name: 'Cleo' };
const entry = (seq: number, author: Member, body: Body): Entry =>
  Object.assign({ seq, id: `i${String(seq)}`, author, at: seq * 10 }, body);
const said = (seq: number, author: Member, text: string): Entry => entry(seq, author, { kind: 'message', text });
const waits = (id: string, body: Outgoing, over: Partial<PendingMessage> = {}): PendingMessage =>
  ({ id, room: 'r', at: 999, state: 'queued', ...body, ...over }) as PendingMessage;
const one = (entries: Entry[], about: Entry[] = [], pending: PendingMessage[] = []): Annotated =>
  annotate(entries, about, pending, ada).get(1) as Annotated;
const emoji = ({ reactions }: Annotated): string[] =>
  reactions.map(({ emoji, members, mine }) => `${emoji} ${members.map(({ name }) => name).join('+')}${mine ? ' mine' : ''}`);

describe('a message', () => {
  it('of which nothing is said is as it was written', () => {
    expect(one([said(1, ben, 'hello')])).toEqual({
      ...{
        message: said(1, ben, 'hello'),
        text: 'hello',
        edits: [{ text: 'hello', at: 10, seq: 1 }],
        mentions: [],
        everyone: false,
      },
      ...{ reactions: [], pinned: false, acks: [], deleted: false, deletedBy: null, waiting: [] },
    });
  });

  it('has its newest text, and all texts before; others cannot give it one', () => {
    const now = one(
      [
        said(1, ben, 'one'),
        entry(2, ben, { kind: 'edit', target: 1, text: 'two', everyone: true }),
        entry(3, cleo, { kind: 'edit', target: 1, text: 'evil' }),
      ],
      [entry(9, ben, { kind: 'edit', target: 1, text: 'three', mentions: ['k-ada'] })],
    );
    expect([now.text, now.edits.map(({ text, seq }) => [text, seq]), now.mentions, now.everyone]).toEqual([
      'three',
      [
        ['one', 1],
        ['two', 2],
        ['three', 9],
      ],
      ['k-ada'],
      false,
    ]);
  });

  it('has reactions in the order in which they came first, without those that were taken back', () => {
    const react = (seq: number, author: Member, sign: string, on = true) =>
      entry(seq, author, { kind: 'reaction', target: 1, emoji: sign, on });
    const about = [
      react(2, ben, '🔥'),
      react(3, ada, '👍'),
      react(4, ada, '🔥'),
      react(5, ben, '👍'),
      react(6, ada, '👍', false),
      react(7, cleo, '🎉'),
      react(8, cleo, '🎉', false),
    ];
    expect(emoji(one([said(1, ben, 'x')], about))).toEqual(['🔥 Ben+Ada mine', '👍 Ben']);
  });

  it('is pinned, acknowledged, and says nothing more once it is deleted', () => {
    const about = [
      entry(2, ben, { kind: 'pin', target: 1, on: true }),
      entry(3, cleo, { kind: 'ack', target: 1 }),
      entry(4, cleo, { kind: 'ack', target: 1 }),
      entry(5, ada, { kind: 'edit', target: 1, text: 'more' }),
    ];
    const now = one([said(1, ada, 'fire')], about);
    expect([now.pinned, now.acks, now.text]).toEqual([true, [cleo], 'more']);
    const gone = one([said(1, ada, 'fire'), ...about, entry(6, cleo, { kind: 'deletion', target: 1, text: '' })]);
    expect(gone).toMatchObject({ text: '', edits: [], reactions: [], acks: [], pinned: false, deleted: true, deletedBy: cleo });
    const stripped: Entry = { seq: 1, id: 'i1', kind: 'message', author: ada, at: 1, text: '', deleted: true };
    expect(one([stripped], about)).toMatchObject({ text: '', edits: [], deleted: true, deletedBy: null });
  });

  it('shows what waits as if it were confirmed, once, and what failed beside it', () => {
    const entries = [said(1, ada, 'one'), entry(2, ada, { kind: 'reaction', target: 1, emoji: '👍', on: true })];
    const pending = [
      waits('a', { kind: 'edit', target: 1, text: 'two' }),
      waits('b', { kind: 'reaction', target: 1, emoji: '👍', on: false }),
      waits('c', { kind: 'reaction', target: 1, emoji: '🔥', on: true }),
      waits('d', { kind: 'pin', target: 1, on: true }, { state: 'failed', problem: { code: 'too_many_pins' } }),
      waits('e', { kind: 'ack', target: 7 }),
      waits('f', { kind: 'message', text: 'x' }),
    ];
    const now = one(entries, [], pending);
    expect([now.text, now.edits.at(-1), emoji(now), now.pinned]).toEqual([
      'two',
      { text: 'two', at: 999, seq: null },
      ['🔥 Ada mine'],
      false,
    ]);
    expect(now.waiting.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    // Confirmed, and still in the outbox for a moment.
    const confirmed: Entry = { ...entry(3, ada, { kind: 'edit', target: 1, text: 'two' }), id: 'a' };
    const then = one([...entries, confirmed], [], pending);
    expect([then.edits.length, then.waiting.map(({ id }) => id)]).toEqual([2, ['b', 'c', 'd']]);
  });

  it('is the same in whatever order and however often it is told', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = dice(seed);
      const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
      const log: Entry[] = [said(1, ada, 'one'), said(2, ben, 'two'), said(3, cleo, 'three')];
      for (let seq = 4; seq < 40; seq += 1) {
        const target = 1 + Math.floor(random() * 3);
        const who = pick([ada, ben, cleo]);
        log.push(
          entry(
            seq,
            who,
            pick<Body>([
              { kind: 'edit', target, text: `text ${String(seq)}` },
              { kind: 'reaction', target, emoji: pick(['👍', '🔥', '🎉']), on: random() < 0.6 },
              { kind: 'pin', target, on: random() < 0.5 },
              { kind: 'ack', target },
              ...(random() < 0.05 ? [{ kind: 'deletion' as const, target, text: '' }] : []),
            ]),
          ),
        );
      }
      const whole = annotate(log, [], [], ada);
      // Any split into what is loaded and what is about it, in any order, with doubles.
      const entries = log.filter(({ kind }) => kind === 'message' || random() < 0.4);
      const about = [
        ...log.filter((one) => !entries.includes(one)),
        ...log.filter((one) => one.kind !== 'message' && random() < 0.3),
      ];
      about.sort(() => random() - 0.5);
      expect([seed, [...annotate(entries, about, [], ada)]]).toEqual([seed, [...whole]]);
      expect([seed, new Map(annotate([...entries].reverse(), about, [], ada))]).toEqual([seed, new Map(whole)]);
    }
  });
});

describe('a hub that makes things up', () => {
  it('has no wall of emoji shown, and costs no more for the thousandth than for the first', () => {
    const MANY = 60_000;
    const crowd = Array.from({ length: MANY }, (_, n) =>
      entry(
        n + 2,
        { id: `k-${String(n)}`, name: 'x' },
        { kind: 'reaction', target: 1, emoji: n % 2 ? '👍' : `e${String(n)}`, on: true },
      ),
    );
    const acks = Array.from({ length: MANY }, (_, n) =>
      entry(n + MANY + 2, { id: `k-${String(n)}`, name: 'x' }, { kind: 'ack', target: 1 }),
    );
    const start = performance.now();
    const now = one([said(1, ben, 'hello')], [...crowd, ...acks]);
    // Each with each would be billions: minutes.
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(now.reactions).toHaveLength(limits.reactionsPerMessage);
    expect(now.reactions[1]?.members).toHaveLength(MANY / 2);
    expect(now.acks).toHaveLength(MANY);
  });
});
