import { describe, expect, it } from 'vitest';
import { CursorTeller } from '../../../src/client/presence/cursor-teller';
import type { ClientFrame } from '../../../src/shared/protocol';
import { FakeClock } from '../../helpers/fake-clock';

function made(over: { joined?: (room: string) => boolean } = {}) {
  const clock = new FakeClock();
  const sent: ClientFrame[] = [];
  const state = { up: true, tells: true };
  const teller = new CursorTeller({
    clock,
    send: (frame) => state.up && sent.push(frame) > 0,
    joined: over.joined ?? (() => true),
    tellsReads: () => state.tells,
  });
  return { clock, sent, state, teller };
}

describe('CursorTeller', () => {
  it('tells once what became different within a second', async () => {
    const { clock, sent, teller } = made();
    for (let seq = 1; seq <= 100; seq += 1) {
      teller.kept('r', seq);
      teller.seen('r', seq - 1);
    }
    await clock.advance(999);
    expect(sent).toEqual([]);
    await clock.advance(1);
    expect(sent).toEqual([{ type: 'cursor', room: 'r', received: 100, read: 99 }]);
    expect(clock.waiting).toBe(0);
  });

  it('says nothing that the hub knows, and everything again to a hub that may not', async () => {
    const { clock, sent, teller } = made();
    teller.known('r', 10, 8);
    teller.seen('r', 8);
    teller.kept('r', 10);
    await clock.advance(1_000);
    expect(sent).toEqual([]);
    teller.offline();
    teller.kept('r', 10);
    await clock.advance(1_000);
    expect(sent).toHaveLength(1);
  });

  it('never goes back, whatever it hears', async () => {
    const { clock, sent, teller } = made();
    teller.kept('r', 10);
    teller.seen('r', 9);
    teller.kept('r', 4);
    teller.seen('r', 2);
    await clock.advance(1_000);
    expect(sent).toEqual([{ type: 'cursor', room: 'r', received: 10, read: 9 }]);
  });

  it('keeps what was read to itself where others are not to know', async () => {
    const { clock, sent, state, teller } = made();
    state.tells = false;
    teller.kept('r', 10);
    teller.seen('r', 10);
    await clock.advance(1_000);
    expect(sent).toEqual([{ type: 'cursor', room: 'r', received: 10 }]);
    state.tells = true;
    teller.again();
    await clock.advance(1_000);
    expect(sent.at(-1)).toEqual({ type: 'cursor', room: 'r', received: 10, read: 10 });
  });

  it('tells 200 rooms over some seconds, and none that it is not in', async () => {
    const { clock, sent, teller } = made({ joined: (room) => room !== 'r-7' });
    for (let room = 0; room < 200; room += 1) teller.kept(`r-${String(room)}`, 1);
    await clock.advance(1_000);
    expect(sent).toHaveLength(20);
    await clock.advance(20_000);
    expect(sent).toHaveLength(199);
  });
});
