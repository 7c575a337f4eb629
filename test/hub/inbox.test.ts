import { describe, expect, it } from 'vitest';
import { Inbox, type Take } from '../../src/hub/inbox';
import { Turns } from '../../src/hub/turns';
import { startHub } from '../helpers/hub';
import { person, script } from '../helpers/raw-client';
import { stuckPeer } from '../helpers/stuck-peer';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(budget: number, take?: Take) {
  const { peer, paused, closed } = stuckPeer();
  const taken: (string | null)[] = [];
  const inbox = new Inbox(peer, new Turns(), budget, take ?? ((text) => void taken.push(text)));
  return { peer, inbox, taken, paused, closed };
}

const texts = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n));

describe('Inbox', () => {
  it('looks at a budget of frames a turn, in order, and reads the socket again when it is done', async () => {
    const { inbox, taken, paused } = setUp(32);
    texts(100).forEach((text) => inbox.push(text));
    expect(taken).toEqual(texts(32));
    expect(paused()).toBe(true);
    await turn();
    // What arrives meanwhile comes last.
    inbox.push('100');
    for (let turns = 0; turns < 10 && taken.length < 101; turns += 1) await turn();
    expect(taken).toEqual(texts(101));
    expect(paused()).toBe(false);
  });

  it('lets others have a turn in between', async () => {
    const { inbox, taken } = setUp(10);
    const seen: number[] = [];
    texts(40).forEach((text) => inbox.push(text));
    while (taken.length < 40) {
      seen.push(taken.length);
      await turn();
    }
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen[0]).toBe(10);
  });

  it('has a new budget in a new turn, and pauses nobody who stays below', async () => {
    const { inbox, taken, paused } = setUp(5);
    for (let round = 0; round < 4; round += 1) {
      texts(5).forEach((text) => inbox.push(text));
      expect(paused()).toBe(false);
      await turn();
      await turn();
    }
    expect(taken).toHaveLength(20);
  });

  it('counts a long frame for more', () => {
    const { inbox, taken } = setUp(32);
    inbox.push('x'.repeat(64 * 1024));
    inbox.push('short');
    expect(taken).toHaveLength(1);
  });

  it('is without end at 0', () => {
    const { inbox, taken } = setUp(0);
    texts(5_000).forEach((text) => inbox.push(text));
    expect(taken).toHaveLength(5_000);
  });

  it('holds everything back while an answer is under way', async () => {
    const waiting: (() => void)[] = [];
    const taken: (string | null)[] = [];
    const { inbox, paused } = setUp(32, (text) => {
      taken.push(text);
      if (text === '1') return new Promise((resolve) => waiting.push(resolve));
    });
    texts(4).forEach((text) => inbox.push(text));
    await turn();
    expect(taken).toEqual(['0', '1']);
    expect(paused()).toBe(true);
    waiting[0]?.();
    await turn();
    expect(taken).toEqual(texts(4));
    expect(paused()).toBe(false);
  });

  it('drops what is left when the connection is closed', async () => {
    const { inbox, taken, peer, paused, closed } = setUp(3);
    texts(9).forEach((text) => inbox.push(text));
    peer.close('goingAway');
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(taken).toHaveLength(3);
    expect(closed).toEqual([1001]);
    // The other side's close frame must be read.
    expect(paused()).toBe(false);
  });
});

it('one chunk of 500 messages does not make others wait for all of it', async () => {
  const hub = await startHub({ limits: { messageRate: 0 } });
  const [flood, quiet] = [await script(hub, 'name=Flood'), await person(hub, 'Quiet')];
  for (let n = 0; n < 500; n += 1) flood.raw(`flood ${String(n)}`);
  quiet.send({ type: 'send', room: quiet.room, id: 'q', text: 'quiet' });
  const entry = await quiet.heard('quiet');
  expect(entry.seq).toBeLessThan(250);
  await quiet.heard('flood 499');
  const floods = quiet.entries().filter(({ text }) => text?.startsWith('flood'));
  expect(floods.map(({ text }) => text)).toEqual(Array.from({ length: 500 }, (_, n) => `flood ${String(n)}`));
});
