/** The judge is judged first: a run that is fine passes, and each way of breaking it is found. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/shared/protocol';
import { check, Recorder } from '../helpers/checker';

const entry = (seq: number): Message => ({
  seq,
  id: `m${String(seq)}`,
  kind: 'message',
  author: { id: `k-${String(seq % 3)}`, name: 'K' },
  at: 0,
  text: `text ${String(seq)}`,
});

/** Ten messages, all acknowledged and seen by two readers. */
function fine(): { run: Recorder; log: Message[] } {
  const log = Array.from({ length: 10 }, (_, n) => entry(n + 1));
  const run = new Recorder();
  for (const { author, id, text, seq } of log) {
    run.sent(author.id, id, text);
    run.acked(author.id, id, seq);
  }
  for (const reader of ['ann', 'ben']) for (const one of log) run.saw(reader, one);
  return { run, log };
}

const everybody = { complete: ['ann', 'ben'] };

describe('the checker', () => {
  it('finds nothing where nothing is wrong', () => {
    const { run, log } = fine();
    expect(check(run.operations, log, everybody)).toEqual([]);
    // Sent and neither acknowledged nor kept: nobody was promised anything.
    run.sent('k-1', 'pending', 'x');
    run.refused('k-1', 'pending');
    expect(check(run.operations, log, everybody)).toEqual([]);
  });

  it('catches an acknowledged entry that is lost', () => {
    const { run, log } = fine();
    expect(check(run.operations, log.slice(0, -1))).toContain('acked: k-1 m10 as 10, in the log undefined');
  });

  it('catches a hole, a double and two in the wrong order in the log', () => {
    const { run, log } = fine();
    expect(check(run.operations, log.toSpliced(4, 1))).toContain('log: sequence 6 at place 5');
    const doubled = log.toSpliced(10, 0, { ...(log[3] as Message), seq: 11 });
    expect(check(run.operations, doubled)).toEqual(['log: k-1 m4 twice', 'acked: k-1 m4 as 4, in the log 11']);
    const [third, fourth] = [log[2] as Message, log[3] as Message];
    const swapped = log.toSpliced(2, 2, { ...fourth, seq: 3 }, { ...third, seq: 4 });
    expect(check(run.operations, swapped)).toContain('acked: k-0 m3 as 3, in the log 4');
  });

  it('catches what was never written, and a text that changed', () => {
    const { run, log } = fine();
    expect(check(run.operations, [...log, entry(11)])).toEqual(['log: k-2 m11 was never sent like that']);
    const changed = log.with(0, { ...(log[0] as Message), text: 'other' });
    expect(check(run.operations, changed)).toContain('log: k-1 m1 was never sent like that');
  });

  it('catches a message that was acknowledged twice, and one that was refused and kept', () => {
    const { run, log } = fine();
    run.acked('k-1', 'm1', 2);
    run.refused('k-2', 'm2');
    expect(check(run.operations, log)).toEqual([
      'acked: k-1 m1 as 1 and as 2',
      'acked: k-1 m1 as 2, in the log 1',
      'refused: k-2 m2 is in the log',
    ]);
  });

  it('catches any entry that one reader lost, saw twice or saw too early', () => {
    fc.assert(
      fc.property(fc.constantFrom('lose', 'double', 'swap'), fc.integer({ min: 0, max: 8 }), (how, at) => {
        const { log } = fine();
        const run = new Recorder();
        for (const { author, id, text } of log) run.sent(author.id, id, text);
        const [one, next] = [log[at] as Message, log[at + 1] as Message];
        const view =
          how === 'lose' ? log.toSpliced(at, 1) : how === 'double' ? log.toSpliced(at, 0, one) : log.toSpliced(at, 2, next, one);
        for (const seen of view) run.saw('ann', seen);
        expect(check(run.operations, log, { complete: ['ann'] })).not.toEqual([]);
      }),
    );
  });

  it('catches a reader who stopped short, and one with another text', () => {
    const { run, log } = fine();
    expect(check([...run.operations], [...log], { complete: ['cleo'] })).toEqual(['cleo: saw 0 of 10']);
    run.saw('dan', { ...(log[0] as Message), text: 'forged' });
    expect(check(run.operations, log)).toEqual(['dan: saw another 1 than the log has']);
  });
});
