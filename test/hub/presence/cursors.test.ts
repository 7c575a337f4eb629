import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HubFrameOf } from '../../../src/shared/protocol';
import { cast, player, write, type Player } from '../../helpers/cast';
import { startHub, tempDir } from '../../helpers/hub';
import { newDevice } from '../../helpers/raw-client';

const quick = { hintGap: 5 };

const told = (client: Player): HubFrameOf<'cursors'>[] =>
  client.frames.filter((frame): frame is HubFrameOf<'cursors'> => frame.type === 'cursors');

/** How far everybody is, as one client was told. */
function known(client: Player): Map<string, [received: number, read: number | null]> {
  const all = new Map<string, [number, number | null]>();
  for (const frame of told(client)) {
    if (frame.all) all.clear();
    for (const [id, received, read] of frame.cursors) all.set(id, [received, read]);
  }
  return all;
}

const move = (client: Player, received: number, read?: number): void =>
  client.send({ type: 'cursor', room: client.room, received, ...(read === undefined ? {} : { read }) });

const knows = (client: Player, who: Player, received: number, read: number | null): Promise<true> =>
  client.until(`cursor ${String(received)} ${String(read)} of ${who.id}`, () => {
    const [there, seen] = known(client).get(who.id) ?? [];
    return there === received && seen === read ? true : null;
  });

const reads = (client: Player, seq: number): Promise<HubFrameOf<'reads'>> =>
  client.say({ type: 'reads', room: client.room, seq });

const names = ({ people = [] }: HubFrameOf<'reads'>): Record<string, string> =>
  Object.fromEntries(people.map(({ name, state }) => [name, state]));

describe('cursors', () => {
  it('tell a small room how far everybody is, and who comes how things stand', async () => {
    const hub = await startHub({ limits: quick });
    const [ada, ben] = [await player(hub, 'Ada'), await player(hub, 'Ben')];
    await write(ada, 'one');
    move(ada, 1, 1);
    await knows(ben, ada, 1, null);
    move(ben, 1, 0);
    await knows(ada, ben, 1, 0);
    await knows(ben, ada, 1, 1);
    move(ben, 1, 1);
    await knows(ada, ben, 1, 1);
    const cleo = await player(hub, 'Cleo');
    expect([...known(cleo).keys()].sort()).toEqual([ada.id, ben.id, cleo.id].sort());
    await ada.until('the newcomer', () => (known(ada).has(cleo.id) ? true : null));
  });

  it('say nothing to anybody as long as nobody tells how far they are', async () => {
    const { hub, host, member } = await cast({ limits: quick });
    await write(member, 'hello');
    await host.ask({ type: 'history', room: host.room });
    expect(told(host)).toEqual([]);
    await hub.stop();
    expect(existsSync(join(hub.dataDir, 'cursors.json'))).toBe(false);
  });

  it('answer who has seen a message, the author left out, and who has left', async () => {
    const hub = await startHub({ limits: quick });
    const [ada, ben, cleo, dan] = [
      await player(hub, 'Ada'),
      await player(hub, 'Ben'),
      await player(hub, 'Cleo'),
      await player(hub, 'Dan'),
    ];
    await write(ada, 'one');
    await write(ada, 'two');
    move(ada, 2, 2);
    move(ben, 2, 2);
    move(cleo, 2, 1);
    await knows(ada, cleo, 2, 1);
    expect(names(await reads(ada, 2))).toEqual({ Ben: 'read', Cleo: 'received', Dan: 'none' });
    expect(await reads(ada, 2)).toMatchObject({ of: 3, received: 2, read: 1 });
    expect(await reads(ada, 1)).toMatchObject({ of: 3, received: 2, read: 2 });
    await dan.ask({ type: 'leave', room: dan.room });
    expect(names(await reads(ada, 2))).toEqual({ Ben: 'read', Cleo: 'received' });
    // Closing the lid is not leaving.
    await ben.close();
    expect(names(await reads(ada, 2))).toEqual({ Ben: 'read', Cleo: 'received' });
  });

  it('keep from others what somebody read who does not tell, and from them what others read', async () => {
    const hub = await startHub({ limits: quick });
    const [ada, ben, cleo] = [await player(hub, 'Ada'), await player(hub, 'Ben'), await player(hub, 'Cleo')];
    await write(ada, 'one');
    move(ada, 1, 1);
    move(cleo, 1, 1);
    await knows(ada, cleo, 1, 1);
    move(ben, 1);
    await knows(ada, ben, 1, null);
    expect(await reads(ada, 1)).toMatchObject({ of: 2, received: 2, read: 1 });
    expect(names(await reads(ada, 1))).toEqual({ Ben: 'received', Cleo: 'read' });
    expect(await reads(ben, 1)).toMatchObject({ of: 2, received: 2, read: null });
    expect(names(await reads(ben, 1))).toEqual({ Ben: 'received', Cleo: 'received' });
    expect(told(ben).flatMap(({ cursors }) => cursors.filter(([, , read]) => read !== null))).toEqual([]);
    // Who told before and does no longer is not remembered to have.
    move(cleo, 1);
    await knows(ada, cleo, 1, null);
  });

  it('move the mark of the same member on their other device, also in a crowd', async () => {
    const hub = await startHub({ limits: { ...quick, hintNames: 1 } });
    const device = newDevice();
    const [ada, ben] = [await player(hub, 'Ada', device), await player(hub, 'Ben')];
    const phone = await player(hub, 'Ada', device);
    await write(ben, 'one');
    move(ben, 1, 1);
    move(ada, 1, 1);
    await knows(phone, ada, 1, 1);
    await knows(ada, ada, 1, 1);
    // A crowd is told of nobody.
    await reads(ben, 1);
    expect(known(ben).size).toBe(0);
    expect(names(await reads(ben, 1))).toEqual({ Ada: 'read' });
    const again = await player(hub, 'Ada', device);
    expect(known(again)).toEqual(new Map([[ada.id, [1, 1]]]));
  });

  it('survive a restart of the hub, and say when somebody was here last', async () => {
    const dataDir = await tempDir();
    const hub = await startHub({ dataDir, limits: quick });
    const [adas, bens] = [newDevice(), newDevice()];
    const [ada, ben] = [await player(hub, 'Ada', adas), await player(hub, 'Ben', bens)];
    await write(ada, 'one');
    move(ada, 1, 1);
    move(ben, 1, 1);
    await knows(ada, ben, 1, 1);
    await hub.stop();
    const again = await startHub({ dataDir, limits: quick });
    const back = await player(again, 'Ada', adas);
    await knows(back, ben, 1, 1);
    const statuses = await back.say<HubFrameOf<'statuses'>>({ type: 'statuses', members: [ben.id] });
    expect(statuses.members).toEqual([{ id: ben.id, presence: 'offline', at: expect.any(Number) as number }]);
    expect(names(await reads(back, 1))).toEqual({ Ben: 'read' });
  });

  it('count nobody who is banned', async () => {
    const { host, member, moderator } = await cast({ limits: quick });
    await write(host, 'one');
    for (const one of [host, member, moderator]) move(one, 1, 1);
    await knows(host, member, 1, 1);
    await knows(host, moderator, 1, 1);
    await host.say({ type: 'ban', member: member.id });
    const answer = names(await reads(host, 1));
    expect(answer).not.toHaveProperty('Ann');
    expect(answer).toHaveProperty('Mo', 'read');
  });
});

describe('bad frames', () => {
  const bad: [string, Record<string, unknown>, string][] = [
    ['a cursor beyond the newest message', { type: 'cursor', room: 'lobby', received: 2, read: 1 }, 'resync'],
    ['a read mark beyond it', { type: 'cursor', room: 'lobby', received: 1, read: 2 }, 'resync'],
    ['a cursor below zero', { type: 'cursor', room: 'lobby', received: -1 }, 'bad_message'],
    ['a cursor beyond 2^53', { type: 'cursor', room: 'lobby', received: 2 ** 53 }, 'bad_message'],
    ['half a cursor', { type: 'cursor', room: 'lobby', received: 0.5 }, 'bad_message'],
    ['a cursor of nothing', { type: 'cursor', room: 'lobby' }, 'bad_message'],
    ['a cursor for somebody else', { type: 'cursor', room: 'lobby', received: 1, member: 'k-1' }, 'bad_message'],
    ['a cursor of no room', { type: 'cursor', room: 'nowhere', received: 0 }, 'room_unknown'],
    ['a cursor of a room that one is not in', { type: 'cursor', room: 'other', received: 0 }, 'forbidden'],
    ['typing in a room that one is not in', { type: 'typing', room: 'other', on: true }, 'forbidden'],
    ['typing that is neither on nor off', { type: 'typing', room: 'lobby', on: 'yes' }, 'bad_message'],
    ['who has seen what is not there', { type: 'reads', ref: 7, room: 'lobby', seq: 2 }, 'message_unknown'],
    ['who has seen something of another room', { type: 'reads', ref: 7, room: 'other', seq: 1 }, 'forbidden'],
    ['a status that does not exist', { type: 'status', presence: 'invisible' }, 'bad_message'],
    ['a status of 81 characters', { type: 'status', presence: 'online', text: 'x'.repeat(81) }, 'bad_name'],
    ['a status that turns its direction', { type: 'status', presence: 'online', text: 'a\u202Eb' }, 'bad_name'],
    ['a status of two lines', { type: 'status', presence: 'online', text: 'a\nb' }, 'bad_name'],
    ['a status with a mountain of marks', { type: 'status', presence: 'online', text: `a${'\u0301'.repeat(70)}` }, 'bad_name'],
    ['nobody to ask about', { type: 'statuses', ref: 7, members: [] }, 'bad_message'],
    [
      'too many to ask about',
      { type: 'statuses', ref: 7, members: Array.from({ length: 201 }, (_, n) => `k-${String(n)}`) },
      'bad_message',
    ],
  ];

  it.each(bad)('%s is refused and changes nothing', async (_, frame, code) => {
    const hub = await startHub({ limits: quick });
    const [ada, ben] = [await player(hub, 'Ada'), await player(hub, 'Ben')];
    const made = await ben.ask({ type: 'create', name: 'other' });
    const other = made.type === 'created' ? made.room.id : '';
    await write(ben, 'one');
    move(ben, 1, 1);
    move(ada, 1, 1);
    await knows(ben, ada, 1, 1);
    const places: Record<string, string> = { lobby: ada.room, other };
    const room = places[String(frame['room'])] ?? frame['room'];
    ada.raw(JSON.stringify(frame['room'] === undefined ? frame : { ...frame, room }));
    await ada.error({ code });
    expect(await reads(ben, 1)).toMatchObject({ of: 1, received: 1, read: 1 });
    expect(known(ben).get(ada.id)).toEqual([1, 1]);
    const { members } = await ben.say<HubFrameOf<'statuses'>>({ type: 'statuses', members: [ada.id] });
    expect(members).toEqual([{ id: ada.id, presence: 'online' }]);
    await write(ada, 'still here');
  });

  it('a cursor that goes back is no error and takes nothing back', async () => {
    const hub = await startHub({ limits: quick });
    const [ada, ben] = [await player(hub, 'Ada'), await player(hub, 'Ben')];
    await write(ben, 'one');
    move(ben, 1, 1);
    move(ada, 1, 1);
    await knows(ben, ada, 1, 1);
    move(ada, 0, 0);
    expect(await reads(ben, 1)).toMatchObject({ received: 1, read: 1 });
    await write(ada, 'no refusal came before this');
    expect(ada.frames.filter(({ type }) => type === 'error')).toEqual([]);
  });

  it('ten thousand cursors end the connection that sends them, and reach nobody', async () => {
    const hub = await startHub({ limits: { hintGap: 50 } });
    const [ada, ben] = [await player(hub, 'Ada'), await player(hub, 'Ben')];
    await write(ben, 'one');
    move(ben, 1, 1);
    for (let n = 0; n < 10_000; n += 1) ada.raw(`{"type":"cursor","room":"${ada.room}","received":${String(n % 2)},"read":0}`);
    expect((await ada.ended).code).toBe(4429);
    await write(ben, 'two');
    await reads(ben, 2);
    expect(told(ben).length).toBeLessThan(20);
  });
});
