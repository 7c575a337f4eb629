import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Heartbeat } from '../../src/hub/heartbeat';
import type { Peer } from '../../src/hub/peer';
import { limits } from '../../src/shared/protocol';
import { HubClock } from '../helpers/hub-clock';
import { stuckPeer } from '../helpers/stuck-peer';
import { cleanUp, startHub, type TestHub } from '../helpers/hub';
import { FullClient, newDevice, person, script } from '../helpers/raw-client';

/** The clock stands still, so what is awaited is awaited by the sockets themselves. */
const turns = async (count = 20): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A client that opens a WebSocket, reads what it likes and never answers anything. */
async function mute(hub: TestHub, path = '/ws'): Promise<Socket> {
  const socket = connect(hub.port, '127.0.0.1');
  cleanUp(async () => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${String(hub.port)}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await new Promise((resolve) => socket.once('data', resolve));
  return socket;
}

describe('heartbeat', () => {
  it('drops a connection that answers no ping, and keeps those that do', async () => {
    const clock = new HubClock();
    const hub = await startHub({ clock });
    const ann = await person(hub, 'Ann');
    let pings = 0;
    ann.ws.on('ping', () => (pings += 1));
    const socket = await mute(hub);
    socket.resume();
    const gone = new Promise((resolve) => socket.once('close', resolve));
    clock.advance(250);
    for (let beat = 1; beat <= 2; beat += 1) {
      clock.advance(5_000);
      await pollUntil(() => pings >= beat);
      await turns();
      expect(socket.destroyed).toBe(false);
    }
    clock.advance(5_000);
    await gone;
    expect(hub.log.filter(({ code }) => code === 'heartbeat')).toHaveLength(1);
    await pollUntil(() => pings >= 3);
    expect(ann.ws.readyState).toBe(ann.ws.OPEN);
    expect(await ann.ask({ type: 'history', room: ann.room })).toMatchObject({ type: 'page' });
  });

  it('can be switched off', async () => {
    const clock = new HubClock();
    const hub = await startHub({ clock, limits: { heartbeat: 0 } });
    const socket = await mute(hub);
    socket.resume();
    clock.advance(600_000);
    await turns();
    expect(socket.destroyed).toBe(false);
  });

  it('pings so many a second at most, each in its turn', () => {
    const clock = new HubClock();
    const heartbeat = new Heartbeat({ ...limits, heartbeat: 5_000, heartbeatRate: 20 }, clock, () => undefined);
    const pinged: number[] = [];
    const peers = Array.from({ length: 200 }, (_, n) => Object.assign(stuckPeer().peer, { ping: () => pinged.push(n) }));
    for (const peer of peers) heartbeat.add(peer);
    clock.advance(10_000);
    expect(pinged.length).toBeGreaterThan(180);
    expect(pinged.length).toBeLessThanOrEqual(200);
    expect(new Set(pinged).size).toBe(pinged.length);
    clock.advance(90_000);
    expect(pinged.length).toBeLessThanOrEqual(2_000);
    const times = peers.map((_, n) => pinged.filter((one) => one === n).length);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
  });

  /** Peers who answer every ping until they vanish; @returns the longest time from there to their end. */
  function longestUnnoticed(
    rate: number,
    traffic: (peer: Peer, since: number) => void = () => undefined,
    gone = { one: 7, every: 700 },
  ): number {
    const clock = new HubClock();
    const noticed: number[] = [];
    const vanished = new Map<Peer, number>();
    const heartbeat = new Heartbeat({ ...limits, heartbeatRate: rate }, clock, (peer) => {
      noticed.push(clock.elapsed() - (vanished.get(peer) ?? Infinity));
      heartbeat.remove(peer);
    });
    const peers = Array.from({ length: 200 }, () => stuckPeer({}, clock).peer);
    for (const peer of peers) heartbeat.add(peer);
    const going = peers.filter((_, n) => n % gone.one === 0);
    for (let at = 0; at < 120_000; at += 100) {
      for (const [n, peer] of going.entries()) if (at === 30_000 + n * gone.every) vanished.set(peer, at);
      for (const peer of peers) {
        const since = vanished.get(peer);
        if (since === undefined) peer.heard();
        else traffic(peer, at - since);
      }
      clock.advance(100);
    }
    expect(noticed).toHaveLength(going.length);
    return Math.max(...noticed);
  }

  it('notices within 20 s who is gone, as 10,000 connections stretch it', () => {
    expect(longestUnnoticed(Infinity)).toBeLessThanOrEqual(15_000);
    // 200 of 16 a second, like 10,000 of 800.
    expect(longestUnnoticed(16)).toBeLessThanOrEqual(20_000);
    expect(longestUnnoticed(16, (peer, since) => since === 9_000 && peer.tell({ type: 'pong' }))).toBeLessThanOrEqual(20_000);
    // All at once, as when a switch dies: with each that is ended the others are looked at sooner.
    expect(longestUnnoticed(16, undefined, { one: 1, every: 0 })).toBeLessThanOrEqual(20_000);
  });

  it('pings those who were written to without stretching', () => {
    const written = longestUnnoticed(0.5, (peer, since) => since === 0 && peer.tell({ type: 'pong' }));
    expect(written).toBeLessThanOrEqual(15_000);
  });

  it('forgets who is gone', () => {
    const clock = new HubClock();
    const dead: Peer[] = [];
    const heartbeat = new Heartbeat(limits, clock, (peer) => dead.push(peer));
    const { peer, socket } = stuckPeer({}, clock);
    heartbeat.add(peer);
    clock.advance(5_000);
    heartbeat.remove(peer);
    clock.advance(60_000);
    expect(dead).toEqual([]);
    expect(socket.chunks).toHaveLength(1);
  });

  it('has no timer of its own for each connection', async () => {
    const clock = new HubClock();
    const hub = await startHub({ clock });
    const before = clock.waiting;
    const clients = await Promise.all(['Ann', 'Ben', 'Cleo'].map((name) => person(hub, name)));
    clock.advance(1_000);
    for (const client of clients) await client.next('presence');
    expect(clock.waiting).toBe(before);
  });
});

describe('hello', () => {
  it('must come in time', async () => {
    const clock = new HubClock();
    const hub = await startHub({ clock, limits: { heartbeat: 0 } });
    const late = await new FullClient(hub.ws).opened();
    await late.next('hello');
    clock.advance(9_000);
    const later = await new FullClient(hub.ws).opened();
    clock.advance(2_000);
    expect((await late.next('error')).code).toBe('hello_required');
    expect((await late.ended).code).toBe(4400);
    await later.hello('In time', newDevice());
    clock.advance(60_000);
    await turns();
    expect(later.ws.readyState).toBe(later.ws.OPEN);
  });
});

describe('a reader that has stopped', () => {
  it('is closed above its budget; everybody else gets everything', async () => {
    const hub = await startHub({ limits: { messageRate: 0, sendBudget: 256 * 1024, closeTimeout: 200 } });
    const [writer, reader] = [await person(hub, 'Writer'), await person(hub, 'Reader')];
    const socket = await mute(hub, '/ws?name=Stopped');
    socket.pause();
    await pollUntil(() => hub.log.filter(({ event }) => event === 'join').length === 3);
    const long = 'x'.repeat(7_990);
    let sent = 0;
    // The kernel takes some megabytes before Node has anything unsent.
    while (!hub.log.some(({ event, code }) => event === 'leave' && typeof code === 'number')) {
      for (let n = 0; n < 50; n += 1)
        writer.send({ type: 'send', room: writer.room, id: `m${String(sent)}`, text: `${String(sent++)} ${long}` });
      await reader.until('what was sent', () => (reader.entries().length === sent ? true : null));
      if (sent > 5_000) throw new Error('the hub buffers without end');
    }
    expect(reader.entries().map(({ seq }) => seq)).toEqual(Array.from({ length: sent }, (_, index) => index + 1));
    // What the kernel still had for it ends with the reason.
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    const gone = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    await gone;
    expect(reader.ws.readyState).toBe(reader.ws.OPEN);
  });

  it('is told 4408 when it reads on in time', async () => {
    const hub = await startHub({ limits: { messageRate: 0, sendBudget: 64 * 1024, closeTimeout: 60_000 } });
    const writer = await person(hub, 'Writer');
    const bot = await script(hub, 'name=Stopped');
    bot.ws.pause();
    const long = 'x'.repeat(7_990);
    let sent = 0;
    while (writer.entries().length < 1_500) {
      for (let n = 0; n < 100; n += 1)
        writer.send({ type: 'send', room: writer.room, id: `m${String(sent)}`, text: `${String(sent++)} ${long}` });
      await writer.until('what was sent', () => (writer.entries().length === sent ? true : null));
    }
    bot.ws.resume();
    expect(await bot.ended).toMatchObject({ code: 4408 });
  });
});

async function pollUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
