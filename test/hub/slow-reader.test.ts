import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Counters } from '../../src/hub/counters';
import { FanOut } from '../../src/hub/rooms/fan-out';
import type { Entry, HubFrame, HubFrameOf } from '../../src/shared/protocol';
import { HubClock } from '../helpers/hub-clock';
import { startHub } from '../helpers/hub';
import { newDevice, person, type FullClient } from '../helpers/raw-client';
import { stuckPeer } from '../helpers/stuck-peer';

const KIB = 1024;
const room = { id: 'r', name: 'r' };
const author = { id: 'k-a', name: 'Ann' };
const entry = (seq: number, text = 'x'): Entry => ({ seq, id: `m${String(seq)}`, kind: 'message', author, at: 0, text });
const standing: HubFrame = { type: 'presence', room: 'r', joined: [], left: [], count: 7, members: [author] };
const notice = (count: number): HubFrame => ({ type: 'presence', room: 'r', joined: [], left: [], count });

function setUp(sendBudget = 400 * KIB) {
  const fanOut = new FanOut(() => standing, new Counters());
  const slow = stuckPeer({ sendBudget });
  const quick = stuckPeer({ sendBudget });
  for (const { peer } of [slow, quick]) fanOut.add(peer);
  slow.socket.stuck = true;
  let seq = 0;
  const write = (bytes: number): void =>
    fanOut.deliver(room, [{ entry: entry((seq += 1), 'x'.repeat(bytes)), from: quick.peer }], 256 * KIB);
  return { fanOut, slow, quick, write };
}

const seqs = (frames: HubFrame[]): number[] =>
  frames.flatMap((frame) => (frame.type === 'entries' ? frame.entries.map(({ seq }) => seq) : []));
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a slow reader in a fan-out', () => {
  it('is spared notices above a quarter of its budget, and told once how things stand', async () => {
    const { fanOut, slow, quick, write } = setUp();
    fanOut.tell(notice(1));
    write(110 * KIB);
    for (let n = 2; n < 20; n += 1) fanOut.tell(notice(n));
    write(10);
    slow.socket.flow();
    await turn();
    fanOut.tell(notice(20));
    await turn();
    const counts = (frames: HubFrame[]): number[] => frames.flatMap((frame) => (frame.type === 'presence' ? [frame.count] : []));
    expect(counts(quick.frames())).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(counts(slow.frames())).toEqual([1, 7, 20]);
    expect(slow.frames().find((frame) => frame.type === 'presence' && frame.count === 7)).toEqual(standing);
    expect(seqs(slow.frames())).toEqual([1, 2]);
  });

  it('is told lagging above a half, once, instead of more entries; others notice nothing', async () => {
    const { slow, quick, write } = setUp();
    for (let n = 0; n < 20; n += 1) write(50 * KIB);
    expect(slow.closed).toEqual([]);
    expect(slow.socket.writableLength).toBeLessThan(201 * KIB);
    slow.socket.flow();
    await turn();
    const lagging = slow.frames().filter((frame): frame is HubFrameOf<'lagging'> => frame.type === 'lagging');
    expect(lagging).toEqual([{ type: 'lagging', room: 'r', seq: seqs(slow.frames()).at(-1) }]);
    expect(seqs(quick.frames())).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it('gets entries again when it is added again', async () => {
    const { fanOut, slow, write } = setUp();
    for (let n = 0; n < 10; n += 1) write(50 * KIB);
    slow.socket.flow();
    await turn();
    write(1);
    fanOut.add(slow.peer);
    write(1);
    expect(seqs(slow.frames()).at(-1)).toBe(12);
    expect(seqs(slow.frames())).not.toContain(11);
  });

  it('is closed above its budget by answers that nobody reads', () => {
    const { slow } = setUp(100 * KIB);
    for (let n = 0; n < 200; n += 1) slow.peer.send('x'.repeat(KIB));
    expect(slow.closed).toEqual([4408]);
    expect(slow.socket.writableLength).toBeLessThanOrEqual(100 * KIB);
  });

  it('never holds more unsent than its budget, whatever mix of sizes is written', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 100 }), (sizes) => {
        const { slow, write } = setUp(300 * KIB);
        sizes.forEach(write);
        expect(slow.closed).toEqual([]);
        expect(slow.socket.writableLength).toBeLessThanOrEqual(151 * KIB);
      }),
    );
  });
});

/** As PROTOCOL.md says: reads what it was sent, joins again, fetches, goes on live. */
async function catchUp(client: FullClient, id: string): Promise<number[]> {
  const lagging = await client.next('lagging');
  const held = seqs(client.frames);
  expect(held.at(-1)).toBe(lagging.seq);
  const joined = await client.join(id, lagging.seq);
  while ((held.at(-1) ?? 0) < joined.room.seq) {
    const page = await client.ask({ type: 'history', room: id, after: held.at(-1) ?? 0 });
    if (page.type !== 'page') throw new Error(page.type);
    held.push(...page.entries.map(({ seq }) => seq));
  }
  return held;
}

it.each(['ws', 'wss'] as const)(
  'a client that stops reading for a while loses nothing, is not closed, and is live again (%s)',
  async (scheme) => {
    const hub = await startHub({ limits: { messageRate: 0, sendBudget: 512 * KIB } });
    const writer = await person(hub, 'Writer');
    const reader = await person({ ws: hub[scheme] }, 'Reader', newDevice(), true, { rejectUnauthorized: false });
    reader.ws.pause();
    const long = 'x'.repeat(7_990);
    let sent = 0;
    // More than kernel and budget hold together.
    while (sent < 1_600) {
      for (let n = 0; n < 100; n += 1)
        writer.send({ type: 'send', room: writer.room, id: `m${String(sent)}`, text: `${String(sent++)} ${long}` });
      await writer.until('what was sent', () => (writer.entries().length === sent ? true : null));
    }
    reader.ws.resume();
    const held = await catchUp(reader, reader.room);
    writer.send({ type: 'send', room: writer.room, id: 'last', text: 'last' });
    held.push((await reader.heard('last')).seq);
    expect(held).toEqual(Array.from({ length: sent + 1 }, (_, n) => n + 1));
    expect(reader.ws.readyState).toBe(reader.ws.OPEN);
  },
  20_000,
);

it('a client that has stopped altogether is gone after two missed pings, however little waits for it', async () => {
  const clock = new HubClock();
  const hub = await startHub({ clock });
  const [ann, stopped] = [await person(hub, 'Ann'), await person(hub, 'Stopped')];
  stopped.ws.pause();
  let pings = 0;
  ann.ws.on('ping', () => (pings += 1));
  for (let beat = 1; beat <= 2; beat += 1) {
    clock.advance(5_000);
    await pollUntil(() => pings >= beat);
  }
  for (let turns = 0; turns < 20; turns += 1) await turn();
  expect(hub.log.filter(({ code }) => code === 'heartbeat')).toEqual([]);
  clock.advance(5_000);
  await pollUntil(() => hub.log.some(({ code }) => code === 'heartbeat'));
  // Its end reaches the room in a turn of its own.
  await pollUntil(() => hub.log.some(({ event }) => event === 'leave'));
  clock.advance(50);
  const left = await ann.until('notice', () =>
    ann.frames.find((frame) => frame.type === 'presence' && frame.left.some(({ name }) => name === 'Stopped')),
  );
  expect(left).toMatchObject({ count: 1 });
});

/** For what no socket tells of. */
async function pollUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}
