import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { CounterLines } from '../../src/hub/counter-lines';
import { Counters, type CountersSnapshot } from '../../src/hub/counters';
import { Log } from '../../src/hub/log';
import { CommitQueue } from '../../src/hub/rooms/commit-queue';
import { FanOut } from '../../src/hub/rooms/fan-out';
import { Pace } from '../../src/hub/rooms/pace';
import type { Entry } from '../../src/shared/protocol';
import { HubClock } from '../helpers/hub-clock';
import { startHub, type TestHub } from '../helpers/hub';
import { FullClient, person, script } from '../helpers/raw-client';
import { clientFrame, rawSocket, upgradeHead } from '../helpers/raw-socket';
import { stuckPeer } from '../helpers/stuck-peer';

const KIB = 1024;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The newest line, or the one that the end of a hub writes. */
const counted = (hub: TestHub): CountersSnapshot =>
  hub.log.findLast(({ event }) => event === 'counters') as unknown as CountersSnapshot;

async function countedAtEnd(hub: TestHub): Promise<CountersSnapshot> {
  await hub.stop();
  return counted(hub);
}

describe('a hub counts', () => {
  it('connections, and those it refuses by reason', async () => {
    const clock = new HubClock();
    const hub = await startHub({ clock, limits: { maxConnections: 3, heartbeat: 0 } });
    const [ann, , bot] = [await person(hub, 'Ann'), await person(hub, 'Ben'), await script(hub)];
    const late = await new FullClient(hub.ws).opened();
    expect((await late.ended).code).toBe(4503);
    await bot.close();
    await ann.until('notice', () => hub.log.find(({ event }) => event === 'leave'));
    await new Promise((resolve) => {
      const headers = { Connection: 'Upgrade', Upgrade: 'websocket', Origin: 'https://evil.example' };
      request({ host: '127.0.0.1', port: hub.port, path: '/ws', headers, agent: false }, resolve).end();
    });
    clock.advance(5 * 60_000);
    expect(counted(hub)).toMatchObject({ connections: { open: 2, total: 3 }, refused: { full: 1, http_403: 1 } });
    expect((await countedAtEnd(hub)).connections).toEqual({ open: 0, total: 3 });
  });

  it('sockets that wait at the door in vain', async () => {
    const hub = await startHub({ limits: { connectionsPerAddress: 20, socketsPerAddress: 2 } });
    const sockets = await Promise.all(Array.from({ length: 3 }, () => rawSocket(hub.port)));
    await Promise.race(sockets.map((socket) => new Promise((resolve) => socket.resume().once('close', resolve))));
    expect((await countedAtEnd(hub)).refused).toEqual({ too_many_sockets: 1 });
  });

  it('entries, deliveries, syncs, and what waits for them', async () => {
    const hub = await startHub();
    const [ann, ben, bot] = [await person(hub, 'Ann'), await person(hub, 'Ben'), await script(hub)];
    for (const text of ['one', 'two']) {
      ann.send({ type: 'send', room: ann.room, id: text, text });
      await Promise.all([ann.heard(text), ben.heard(text), bot.heard(text)]);
    }
    const { entries, deliveries, sync, syncClasses, queue, bytesOut } = await countedAtEnd(hub);
    expect({ entries, deliveries, queue }).toEqual({ entries: 2, deliveries: 6, queue: { now: 0, most: 1 } });
    expect(sync.count).toBe(2);
    expect(sync.total).toBeGreaterThanOrEqual(sync.longest);
    expect(sync.longest).toBeGreaterThan(0);
    expect(Object.values(syncClasses).reduce((sum, count) => sum + count)).toBe(2);
    expect(bytesOut).toBeGreaterThan([...ann.texts, ...ben.texts, ...bot.texts].join('').length / 2);
  });

  it('refusals for rate, and frames that are none', async () => {
    const hub = await startHub({ limits: { messageRate: 1, messageBurst: 2 } });
    const ann = await person(hub, 'Ann');
    for (let n = 0; n < 5; n += 1) ann.send({ type: 'send', room: ann.room, id: `m${String(n)}`, text: 'text' });
    await ann.until('refusals', () => (ann.frames.filter((frame) => frame.type === 'error').length === 3 ? true : null));
    ann.raw('no JSON');
    ann.raw('{"type":"nonsense"}');
    await ann.error({ code: 'unknown_type' });
    const socket = await rawSocket(hub.port);
    const gone = new Promise((resolve) => socket.resume().once('close', resolve));
    socket.write(upgradeHead(hub.port));
    await new Promise((resolve) => socket.once('data', resolve));
    // Not masked: WebSocket's own rules are broken.
    const frame = clientFrame('text');
    socket.write(Buffer.concat([Buffer.from([0x81, 4]), frame.subarray(6)]));
    await gone;
    expect(await countedAtEnd(hub)).toMatchObject({ rateLimited: 3, badMessages: 3 });
  });
});

describe('counters', () => {
  it('know how many messages wait, and the most that ever did, also where the disk refuses', async () => {
    const clock = new HubClock();
    const counters = new Counters();
    const outcomes: ((error?: Error) => void)[] = [];
    const queue = new CommitQueue(
      {
        last: () => 0,
        append: () => new Promise((resolve, reject) => outcomes.push((error) => (error ? reject(error) : resolve()))),
        committed: () => undefined,
        failed: () => undefined,
      },
      new Pace(clock, 0),
      counters,
    );
    const { peer } = stuckPeer();
    const add = (): void =>
      queue.add({ id: 'x', author: { id: 'k', name: 'K' }, body: { kind: 'message', text: '' }, at: 0, from: peer, waiting: [] });
    for (let n = 0; n < 3; n += 1) add();
    expect(counters.snapshot().queue).toEqual({ now: 3, most: 3 });
    while (outcomes.length < 1) await turn();
    add();
    outcomes[0]?.();
    while (outcomes.length < 2) await turn();
    expect(counters.snapshot()).toMatchObject({ queue: { now: 1, most: 4 }, entries: 3 });
    outcomes[1]?.(new Error('refused'));
    await queue.idle();
    expect(counters.snapshot()).toMatchObject({ queue: { now: 0, most: 4 }, entries: 3 });
  });

  it('put a time into the first class that holds it', () => {
    const counters = new Counters();
    for (const ms of [0, 1, 1.5, 2, 50, 1_000, 1_000.5, 60_000]) counters.synced(ms);
    const { sync, syncClasses } = counters.snapshot();
    expect(sync).toEqual({ count: 8, total: 62_055, longest: 60_000 });
    expect(syncClasses).toEqual({ 1: 2, 2: 2, 5: 0, 10: 0, 25: 0, 50: 1, 100: 0, 250: 0, 1000: 1, longer: 2 });
  });

  it('know who was told to read from the log, who was closed, and every byte', () => {
    const counters = new Counters();
    const fanOut = new FanOut(() => ({ type: 'pong' }), counters);
    const slow = stuckPeer({ sendBudget: 100 * KIB });
    fanOut.add(slow.peer);
    slow.socket.stuck = true;
    const author = { id: 'k', name: 'K' };
    for (let seq = 1; seq <= 3; seq += 1) {
      const entry: Entry = { seq, id: `m${String(seq)}`, kind: 'message', author, at: 0, text: 'x'.repeat(30 * KIB) };
      fanOut.deliver({ id: 'r', name: 'r' }, [{ entry, from: slow.peer }], 256 * KIB);
    }
    expect(counters.snapshot()).toMatchObject({ lagNotices: 1, deliveries: 2 });
    expect(slow.counters.lagCloses).toBe(0);
    for (let n = 0; n < 200; n += 1) slow.peer.send('x'.repeat(KIB));
    expect(slow.counters.lagCloses).toBe(1);
    slow.socket.flow();
    expect(slow.counters.bytesOut).toBe(Buffer.concat(slow.socket.chunks).length);
  });

  it('become a line every five minutes in which something happened, and one at the end', () => {
    const clock = new HubClock();
    const counters = new Counters();
    const lines: string[] = [];
    const counterLines = new CounterLines(counters, new Log((line) => lines.push(line), clock), clock);
    clock.advance(20 * 60_000);
    expect(lines).toHaveLength(0);
    counters.opened();
    clock.advance(20 * 60_000);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', event: 'counters', connections: { open: 1, total: 1 } });
    counters.closed();
    counterLines.stop();
    expect(lines).toHaveLength(2);
    expect(clock.waiting).toBe(0);
  });
});
