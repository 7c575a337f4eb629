import { describe, expect, it } from 'vitest';
import { keyWords } from '../../../src/shared/names/key-words';
import type { HubFrame, HubFrameOf } from '../../../src/shared/protocol';
import { Visits } from '../../../src/hub/access/visits';
import { Log } from '../../../src/hub/log';
import { memberIdOf } from '../../../src/storage/keys';
import { nodeLogFs } from '../../../src/storage/log-fs';
import { startHub, tempDir, type TestHub } from '../../helpers/hub';
import { HubClock } from '../../helpers/hub-clock';
import { newDevice } from '../../helpers/raw-client';
import { stranger, type TrustClient } from '../../helpers/trust-client';

const owner = newDevice();
const options = { access: 'knock', owner: memberIdOf(owner.publicKey) } as const;
const idOf = (client: TrustClient): string => memberIdOf(client.device.publicKey);

async function withHost(more: Parameters<typeof startHub>[0] = {}): Promise<TestHub & { host: TrustClient }> {
  const hub = await startHub({ ...options, ...more });
  const host = await stranger(hub, owner);
  expect(await host.arrive('Hanna')).toMatchObject({ type: 'ready', role: 'host' });
  return { ...hub, host };
}

async function knocker(hub: { ws: string }, name: string, device = newDevice()): Promise<TrustClient> {
  const client = await stranger(hub, device);
  expect(await client.arrive(name)).toMatchObject({ type: 'admission', ways: ['knock', 'invite'] });
  expect(await client.say({ type: 'knock' })).toMatchObject({ type: 'knocking', words: keyWords(idOf(client)) });
  return client;
}

/** The list as the host was told it last, once it has so many. */
const list = (host: TrustClient, length: number): Promise<HubFrameOf<'knocks'>['members']> =>
  host.until(`${String(length)} who knock`, () => {
    const { members } = (host.frames.findLast(({ type }) => type === 'knocks') as HubFrameOf<'knocks'> | undefined) ?? {};
    return members?.length === length ? members : null;
  });

describe('T1: a knock', () => {
  it('is shown to the host with key words and address, and opened for good', async () => {
    const dataDir = await tempDir();
    const hub = await withHost({ dataDir });
    const ann = await knocker(hub, 'Ann');
    expect(await list(hub.host, 1)).toEqual([
      { id: idOf(ann), name: 'Ann', words: keyWords(idOf(ann)), address: '127.0.0.1', at: expect.any(Number) as number },
    ]);
    expect(await hub.host.say({ type: 'admit', member: idOf(ann), stay: 'good' })).toMatchObject({ type: 'done' });
    expect(await ann.next('ready')).toMatchObject({ member: { name: 'Ann' }, access: 'knock' });
    await list(hub.host, 0);
    await hub.stop();
    const second = await startHub({ ...options, dataDir });
    expect(await (await stranger(second, ann.device)).arrive('Ann')).toMatchObject({ type: 'ready' });
  });

  it('is opened for a visit: a short absence is none, a long one is', async () => {
    const clock = new HubClock();
    const hub = await withHost({ clock, limits: { heartbeat: 0 } });
    const ann = await knocker(hub, 'Ann');
    await list(hub.host, 1);
    await hub.host.say({ type: 'admit', member: idOf(ann), stay: 'visit' });
    await ann.next('ready');
    clock.advance(3_600_000);
    let left = 0;
    /** Until the hub knows as well: only then the absence begins. */
    const leave = async (client: TrustClient): Promise<void> => {
      await client.close();
      left += 1;
      while (hub.log.filter(({ event }) => event === 'leave').length < left) {
        hub.host.send({ type: 'ping' });
        await hub.host.next('pong');
      }
    };
    const enter = async (): Promise<TrustClient> => {
      const client = await stranger(hub, ann.device);
      const ready = (await client.arrive('Ann')) as HubFrameOf<'ready'>;
      expect(ready).toMatchObject({ type: 'ready' });
      await client.join(ready.room);
      return client;
    };
    const second = await enter();
    await ann.close();
    await leave(second);
    clock.advance(4 * 60_000);
    await leave(await enter());
    clock.advance(5 * 60_000 + 1);
    expect(await (await stranger(hub, ann.device)).arrive('Ann')).toMatchObject({ type: 'admission' });
  });

  it('is opened for a visit, which a restart of the hub does not end before its time', async () => {
    const dataDir = await tempDir();
    const first = await withHost({ dataDir, clock: new HubClock(), limits: { heartbeat: 0 } });
    const [ann, ben] = [await knocker(first, 'Ann'), await knocker(first, 'Ben')];
    await list(first.host, 2);
    for (const one of [ann, ben]) {
      await first.host.say({ type: 'admit', member: idOf(one), stay: 'visit' });
      await one.next('ready');
    }
    await first.host.say({ type: 'kick', member: idOf(ben) });
    await first.stop();
    const start = async (later: number): Promise<TestHub> =>
      startHub({ ...options, dataDir, clock: new HubClock(1_700_000_000_000 + later), limits: { heartbeat: 0 } });
    const second = await start(299_000);
    expect(await (await stranger(second, ben.device)).arrive('Ben')).toMatchObject({ type: 'admission' });
    const back = await stranger(second, ann.device);
    expect(await back.arrive('Ann')).toMatchObject({ type: 'ready' });
    // Being here begins the time anew.
    await second.stop();
    const third = await start(299_000 + 299_000);
    expect(await (await stranger(third, ann.device)).arrive('Ann')).toMatchObject({ type: 'ready' });
    await third.stop();
    const fourth = await start(299_000 + 299_000 + 300_000);
    expect(await (await stranger(fourth, ann.device)).arrive('Ann')).toMatchObject({ type: 'admission' });
  });

  it('is opened for a visit, of which a crash of the hub takes no more than a minute, and no clock makes it longer', async () => {
    const folder = await tempDir();
    const clock = new HubClock();
    const about = { fs: nodeLogFs, folder, log: new Log(() => undefined, clock) };
    const visits = await Visits.open({ ...about, clock });
    await visits.begin('k-ann', true);
    clock.advance(3_600_000);
    // What is written once more waits for what was written before.
    await visits.save();
    const after = async (ms: number): Promise<boolean> => {
      const later = await Visits.open({ ...about, clock: new HubClock(clock.now() + ms) });
      return later.has('k-ann');
    };
    expect([await after(0), await after(299_999), await after(300_000)]).toEqual([true, true, false]);
    const turnedBack = new HubClock(0);
    const long = await Visits.open({ ...about, clock: turnedBack });
    turnedBack.advance(300_001);
    expect(long.has('k-ann')).toBe(false);
    visits.stop();
    expect(clock.waiting).toBe(0);
  });

  it('is refused with a word and 4403', async () => {
    const hub = await withHost();
    const eve = await knocker(hub, 'Eve');
    await list(hub.host, 1);
    expect(await hub.host.say({ type: 'refuse', member: idOf(eve) })).toMatchObject({ type: 'done' });
    expect(await eve.error({ code: 'refused' })).toMatchObject({ ref: expect.any(Number) as number });
    expect(await eve.ended).toMatchObject({ code: 4403 });
    await list(hub.host, 0);
  });

  it('goes away with the one who knocked', async () => {
    const hub = await withHost();
    const ann = await knocker(hub, 'Ann');
    await list(hub.host, 1);
    await ann.close();
    await list(hub.host, 0);
    expect(await hub.host.say({ type: 'admit', member: idOf(ann), stay: 'good' })).toMatchObject({ code: 'member_unknown' });
    expect(await hub.host.say({ type: 'refuse', member: idOf(ann) })).toMatchObject({ code: 'member_unknown' });
  });

  it('of one member on two devices is one, and both get in', async () => {
    const hub = await withHost();
    const ann = await knocker(hub, 'Ann');
    const other = await knocker(hub, 'Ann', ann.device);
    expect(await list(hub.host, 1)).toHaveLength(1);
    await hub.host.say({ type: 'admit', member: idOf(ann), stay: 'visit' });
    await Promise.all([ann.next('ready'), other.next('ready')]);
  });

  it('is heard by a host who comes later, and by no member', async () => {
    const hub = await withHost();
    const ann = await knocker(hub, 'Ann');
    await list(hub.host, 1);
    await hub.host.say({ type: 'admit', member: idOf(ann), stay: 'visit' });
    await knocker(hub, 'Ben');
    const second = await stranger(hub, owner);
    await second.arrive('Hanna');
    expect(await list(second, 1)).toMatchObject([{ name: 'Ben' }]);
    expect(ann.frames.some(({ type }) => type === 'knocks')).toBe(false);
    expect(await ann.say({ type: 'admit', member: idOf(ann), stay: 'good' })).toMatchObject({ code: 'not_allowed' });
    expect(await ann.say({ type: 'refuse', member: idOf(ann) })).toMatchObject({ code: 'not_allowed' });
  });

  it('cannot be used to ring and ring', async () => {
    const hub = await withHost();
    for (let time = 1; time <= 5; time += 1) await (await knocker(hub, `Eve ${String(time)}`)).close();
    const eve = await stranger(hub);
    await eve.arrive('Eve');
    expect(await eve.say({ type: 'knock' })).toMatchObject({ code: 'rate_limited', retryAfter: expect.any(Number) as number });
  });

  it('finds no room where too many knock', async () => {
    const hub = await withHost({ limits: { maxKnocks: 2 } });
    await knocker(hub, 'Ann');
    await knocker(hub, 'Ben');
    const cem = await stranger(hub);
    await cem.arrive('Cem');
    expect(await cem.say({ type: 'knock' })).toMatchObject({ code: 'rate_limited', retryAfter: 60_000 });
  });
});

describe('T16: the list of knocks', () => {
  it('is nobody’s to fill: the address with most gives up its latest', async () => {
    const hub = await withHost({ limits: { maxKnocks: 4 } });
    const from = async (name: string, address: string): Promise<[TrustClient, HubFrame]> => {
      const client = await stranger(hub, undefined, address);
      await client.arrive(name);
      return [client, await client.say({ type: 'knock' })];
    };
    const [ben] = await from('Ben', '127.0.0.3');
    const crowd = [await from('Eve 1', '127.0.0.2'), await from('Eve 2', '127.0.0.2'), await from('Eve 3', '127.0.0.2')];
    const [ann, answer] = await from('Ann', '127.0.0.4');
    expect(answer).toMatchObject({ type: 'knocking' });
    expect(await crowd[2]?.[0].ended).toMatchObject({ code: 4503 });
    const names = (await list(hub.host, 4)).map(({ name }) => name);
    expect(names).toEqual(['Ben', 'Eve 1', 'Eve 2', 'Ann']);
    const knock = async (name: string, address: string): Promise<HubFrame> => (await from(name, address))[1];
    expect(await knock('Eve 4', '127.0.0.2')).toMatchObject({ code: 'rate_limited' });
    expect(await knock('Cem', '127.0.0.5')).toMatchObject({ type: 'knocking' });
    // Each has one: it is a crowd, and who comes last waits.
    expect(await knock('Dan', '127.0.0.6')).toMatchObject({ code: 'rate_limited' });
    for (const one of [ann, ben]) expect(await one.say({ type: 'knock' })).toMatchObject({ type: 'knocking' });
  });
});

describe('T16: the lobby', () => {
  it('ends after two minutes, for those who knock after ten', async () => {
    const clock = new HubClock();
    const hub = await withHost({ clock, limits: { heartbeat: 0 } });
    const [quiet, loud] = [await stranger(hub), await knocker(hub, 'Loud')];
    await quiet.arrive('Quiet');
    clock.advance(119_000);
    expect(await quiet.say({ type: 'join', room: 'any' })).toMatchObject({ code: 'admission_required' });
    clock.advance(2_000);
    expect(await quiet.ended).toMatchObject({ code: 4403 });
    clock.advance(478_000);
    expect(await loud.say({ type: 'join', room: 'any' })).toMatchObject({ code: 'admission_required' });
    clock.advance(2_000);
    expect(await loud.ended).toMatchObject({ code: 4403 });
  });

  it('has so many places; who waits longest without knocking gives way', async () => {
    const hub = await withHost({ limits: { maxAdmissions: 3 } });
    const first = await knocker(hub, 'First');
    const [second, third, fourth] = [await stranger(hub), await stranger(hub), await stranger(hub)];
    await second.arrive('Second');
    await third.arrive('Third');
    await fourth.arrive('Fourth');
    expect(await second.ended).toMatchObject({ code: 4503 });
    first.send({ type: 'ping' });
    expect(await first.next('pong')).toBeDefined();
    expect(await third.say({ type: 'knock' })).toMatchObject({ type: 'knocking' });
  });

  it('takes a place from the address that has most', async () => {
    const hub = await withHost({ limits: { maxAdmissions: 4 } });
    const ann = await stranger(hub);
    await ann.arrive('Ann');
    const crowd = await Promise.all([1, 2, 3].map(() => stranger(hub, undefined, '127.0.0.2')));
    for (const [index, one] of crowd.entries()) await one.arrive(`Crowd ${String(index + 1)}`);
    await (await stranger(hub, undefined, '127.0.0.3')).arrive('Ben');
    expect(await crowd[0]?.ended).toMatchObject({ code: 4503 });
    expect(await ann.say({ type: 'knock' })).toMatchObject({ type: 'knocking' });
  });

  it('hears twenty hellos of one connection', async () => {
    const hub = await withHost();
    const eve = await stranger(hub);
    for (let time = 1; time <= 20; time += 1)
      expect(await eve.arrive(`Eve ${String(time)}`)).toMatchObject({ type: 'admission' });
    expect(await eve.arrive('Eve')).toMatchObject({ code: 'rate_limited' });
    expect(await eve.ended).toMatchObject({ code: 4429 });
  });

  it('takes nothing of the chat', async () => {
    const hub = await withHost();
    const ann = await stranger(hub);
    await ann.arrive('Ann');
    const room = { room: 'rz7bWKmnAi8E' };
    for (const frame of [
      { type: 'join', ...room },
      { type: 'leave', ...room },
      { type: 'create', name: 'Mine' },
      { type: 'history', ...room },
      { type: 'admit', member: 'k-x', stay: 'good' },
      { type: 'invite_create', role: 'host' },
      { type: 'password_clear' },
      { type: 'account_list' },
      { type: 'members_list' },
    ])
      expect(await ann.say(frame), frame.type).toMatchObject({ type: 'error', code: 'admission_required' });
    ann.raw(JSON.stringify({ type: 'send', ...room, id: 'x', text: 'let me in' }));
    await ann.until('refusals', () => (ann.frames.filter(({ type }) => type === 'error').length === 10 ? true : null));
    ann.raw('{"type":"nonsense"}');
    expect(await ann.error({ code: 'unknown_type' })).toBeDefined();
  });
});
