/** Conversations: direct ones, private rooms, topics, archives, and that nobody else learns of them by any frame. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limits, type HubFrame, type HubFrameOf, type Room } from '../../src/shared/protocol';
import { cast, player, write, type Player } from '../helpers/cast';
import { startHub, tempDir } from '../helpers/hub';
import { HubClock } from '../helpers/hub-clock';
import { newDevice, script, ScriptSocket } from '../helpers/raw-client';

type Frame = { type: string } & Record<string, unknown>;

/** Asks, and gets the room that answers. */
async function roomOf(from: Player, frame: Frame): Promise<Room> {
  const answer = await from.say<HubFrameOf<'created'>>(frame);
  expect(answer).toMatchObject({ type: 'created' });
  return answer.room;
}

const direct = (from: Player, to: Player): Promise<Room> => roomOf(from, { type: 'direct', member: to.id });
const privateRoom = (from: Player, name = 'plans'): Promise<Room> => roomOf(from, { type: 'create', name, private: true });

/** Somebody who says hello to a hub where the name is free. */
const again = (hub: { ws: string }, who: Player, name: string): Promise<Player> => player(hub, name, who.device);

const listed = (who: Player): Room[] =>
  who.frames.filter((frame): frame is HubFrameOf<'ready'> => frame.type === 'ready').at(-1)?.rooms ?? [];

/** All frames that name a room. */
const about = (who: Player, room: string): HubFrame[] => who.frames.filter((frame) => JSON.stringify(frame).includes(room));

/** A frame of every kind that goes about a room. */
const asked = (room: string): [string, Frame][] => [
  ['join', { type: 'join', room }],
  ['leave', { type: 'leave', room }],
  ['history', { type: 'history', room }],
  ['messages', { type: 'messages', room, seqs: [1] }],
  ['pins', { type: 'pins', room }],
  ['delete', { type: 'delete', room, seq: 1 }],
  ['reads', { type: 'reads', room, seq: 1 }],
  ['topic', { type: 'topic', room, text: 'mine' }],
  ['rename', { type: 'rename', room, name: 'mine' }],
  ['archive', { type: 'archive', room, on: true }],
  ['remove', { type: 'remove', room }],
  ['people_list', { type: 'people_list', room }],
  ['people_add', { type: 'people_add', room, members: ['k-x'] }],
  ['people_remove', { type: 'people_remove', room, member: 'k-x' }],
  ['lock', { type: 'lock', room, locked: true }],
  ['slow', { type: 'slow', room, seconds: 10 }],
  ['password_clear', { type: 'password_clear', room }],
  ['login_start', { type: 'login_start', room, request: 'x' }],
];

/** The same without a `ref`: the answer has the room, or there is none. */
const told = (room: string): [string, Frame][] => [
  ['send', { type: 'send', room, id: 'a1', text: 'hello' }],
  ['edit', { type: 'edit', room, id: 'a2', target: 1, text: 'hello' }],
  ['react', { type: 'react', room, id: 'a3', target: 1, emoji: '👍', on: true }],
  ['pin', { type: 'pin', room, id: 'a4', target: 1, on: true }],
  ['ack', { type: 'ack', room, id: 'a5', target: 1 }],
  ['typing', { type: 'typing', room, on: true }],
  ['cursor', { type: 'cursor', room, received: 0 }],
];

describe('a direct conversation', () => {
  it('is one for its two, whoever begins it, with each named to the other', async () => {
    const { hub, member: ann, guest, moderator } = await cast();
    const ben = await player(hub, 'Ben');
    const room = await direct(ann, ben);
    expect(room).toMatchObject({ kind: 'direct', name: 'Ben', with: { id: ben.id, name: 'Ben' }, seq: 0 });
    const heard = await ben.until('room', () => ben.frames.find((frame) => frame.type === 'room'));
    expect(heard).toMatchObject({ room: { id: room.id, with: { id: ann.id, name: 'Ann' } } });
    expect((await direct(ben, ann)).id).toBe(room.id);
    const phone = await again(hub, ann, 'Ann');
    expect(listed(phone)).toContainEqual(expect.objectContaining({ id: room.id, kind: 'direct' }));
    for (const other of [guest, moderator]) expect(about(other, room.id)).toEqual([]);
  });

  it('is found again after the hub was away, with what was said, also by one who was not there', async () => {
    const dataDir = await tempDir();
    const first = await startHub({ dataDir });
    const [ann, ben] = [await player(first, 'Ann'), await player(first, 'Ben')];
    const room = await direct(ann, ben);
    await ben.close();
    await ann.join(room.id);
    const seq = await write(Object.assign(ann, { room: room.id }), 'while you were out');
    expect(seq).toBe(1);
    await first.stop();
    const second = await startHub({ dataDir });
    const back = await again(second, ben, 'Ben');
    expect(listed(back)).toContainEqual(expect.objectContaining({ id: room.id, seq: 1, with: { id: ann.id, name: 'Ann' } }));
    await back.join(room.id);
    const page = await back.ask({ type: 'history', room: room.id });
    expect(page).toMatchObject({ entries: [{ text: 'while you were out' }] });
    expect((await roomOf(back, { type: 'direct', member: ann.id })).id).toBe(room.id);
  });

  it('of two who begin it at once is one', async () => {
    const hub = await startHub();
    const [ann, ben] = [await player(hub, 'Ann'), await player(hub, 'Ben')];
    const rooms = await Promise.all([direct(ann, ben), direct(ben, ann)]);
    expect(new Set(rooms.map(({ id }) => id)).size).toBe(1);
  });

  it('with oneself is for notes', async () => {
    const hub = await startHub();
    const ann = await player(hub, 'Ann');
    const room = await direct(ann, ann);
    expect(room).toMatchObject({ kind: 'direct', with: { id: ann.id } });
    expect((await direct(ann, ann)).id).toBe(room.id);
  });

  it('has no moderator, no lock, no password, no topic, no archive, no third', async () => {
    const all = await cast();
    const room = await direct(all.host, all.member);
    await all.host.join(room.id);
    await all.member.join(room.id);
    await write(Object.assign(all.member, { room: room.id }), 'mine');
    await all.host.heard('mine');
    for (const frame of [
      { type: 'lock', locked: true },
      { type: 'slow', seconds: 5 },
      { type: 'password_clear' },
      { type: 'topic', text: 'us' },
      { type: 'rename', name: 'us' },
      { type: 'archive', on: true },
      { type: 'remove' },
      { type: 'people_add', members: [all.moderator.id] },
      { type: 'people_remove', member: all.member.id },
      { type: 'delete', seq: 1 },
    ])
      expect([frame.type, await all.host.say({ ...frame, room: room.id })]).toMatchObject([frame.type, { code: 'not_allowed' }]);
    expect(await all.member.say({ type: 'delete', room: room.id, seq: 1 })).toMatchObject({ type: 'done' });
  });

  it('is with nobody whom the hub does not know, no script, nobody banned; a guest reads it and begins none', async () => {
    const all = await cast();
    const bot = await script(all.hub, 'name=bot');
    const botId = `s-${bot.messages[0]?.id ?? ''}`;
    const tim = await player(all.hub, 'Tim');
    await all.host.say({ type: 'ban', member: tim.id });
    for (const member of ['k-nobody', botId, tim.id])
      expect(await all.member.say({ type: 'direct', member })).toMatchObject({ code: 'member_unknown' });
    expect(await all.guest.say({ type: 'direct', member: all.member.id })).toMatchObject({ code: 'read_only' });
    const room = await direct(all.member, all.guest);
    expect((await direct(all.guest, all.member)).id).toBe(room.id);
    await all.guest.join(room.id);
    expect(await write(Object.assign(all.guest, { room: room.id }), 'I?')).toMatchObject({ code: 'read_only' });
  });

  it('leaves to everybody some that they begin themselves, however many others begin with them', async () => {
    const hub = await startHub({ limits: { directRooms: 4 } });
    const people = await Promise.all(['Ann', 'Ben', 'Cleo', 'Dora', 'Emil'].map((name) => player(hub, name)));
    const [ann, ben, cleo, dora, emil] = people as [Player, Player, Player, Player, Player];
    for (const eve of [ben, cleo, dora]) await direct(eve, ann);
    expect(await emil.say({ type: 'direct', member: ann.id })).toMatchObject({ code: 'room_limit' });
    expect((await direct(ann, emil)).kind).toBe('direct');
  });

  it('has its bounds, for one and for the hub', async () => {
    const hub = await startHub({ limits: { directRooms: 2, maxDirect: 3 } });
    const people = await Promise.all(['Ann', 'Ben', 'Cleo', 'Dora', 'Emil'].map((name) => player(hub, name)));
    const [ann, ben, cleo, dora, emil] = people as [Player, Player, Player, Player, Player];
    await direct(ann, ben);
    await direct(ann, cleo);
    expect(await ann.say({ type: 'direct', member: dora.id })).toMatchObject({ code: 'room_limit' });
    expect(await dora.say({ type: 'direct', member: ann.id })).toMatchObject({ code: 'room_limit' });
    await direct(ben, cleo);
    expect(await dora.say({ type: 'direct', member: emil.id })).toMatchObject({ code: 'room_limit' });
    expect(await ann.say({ type: 'create', name: 'still a room' })).toMatchObject({ type: 'created' });
  });
});

describe('what is not for everybody', () => {
  it.each(['direct', 'private'] as const)('%s: is unknown to outsiders of every role, by every frame', async (kind) => {
    const all = await cast();
    const [ann, ben] = [await player(all.hub, 'Ada'), await player(all.hub, 'Ben')];
    const room = kind === 'direct' ? await direct(ann, ben) : await privateRoom(ann);
    await ann.join(room.id);
    expect(await write(Object.assign(ann, { room: room.id }), 'secret')).toBe(1);
    for (const outsider of [all.host, all.moderator, all.member]) {
      for (const [name, frame] of asked(room.id)) {
        const [answer, unknown] = [await outsider.say(frame), await outsider.say({ ...frame, room: 'rNowhere0000' })];
        const of = (one: HubFrame) => JSON.stringify({ ...one, ref: 0, room: '' });
        expect([name, of(answer)]).toEqual([name, of(unknown)]);
        expect([name, answer.type]).toEqual([name, 'error']);
      }
      for (const [name, frame] of told(room.id)) {
        const seen = outsider.frames.length;
        outsider.raw(JSON.stringify(frame));
        const answer = await outsider.until(name, () =>
          outsider.frames.slice(seen).find((one) => one.type === 'error' && one.room === room.id),
        );
        expect([name, answer]).toMatchObject([name, { code: 'room_unknown' }]);
      }
      const heard = outsider.frames.filter(({ type }) => type !== 'error');
      expect(heard.filter((frame) => JSON.stringify(frame).includes(room.id))).toEqual([]);
      expect(JSON.stringify(outsider.frames)).not.toContain('secret');
    }
    expect(ann.entries(room.id).map(({ kind: one }) => one)).toEqual(['message']);
  });

  it('is reached by no name of a script, and counted in no public number', async () => {
    const hub = await startHub();
    const ann = await player(hub, 'Ann');
    const room = await privateRoom(ann, 'plans');
    await ann.join(room.id);
    const bot = await script(hub, 'name=bot&room=plans');
    expect(bot.messages[0]?.room).toBe('plans');
    bot.raw('into another room');
    await bot.heard('into another room');
    await write(Object.assign(ann, { room: room.id }), 'among us');
    expect(ann.entries(room.id).map(({ text }) => text)).toEqual(['among us']);
    expect(bot.messages.map(({ message }) => message)).not.toContain('among us');
    const health = (await (await fetch(`${hub.url}healthz`)).json()) as { rooms: number };
    // The lobby, and the one that the script made.
    expect(health.rooms).toBe(2);
    const byId = await new ScriptSocket(`${hub.ws}?room=${room.id}`).opened();
    await byId.until('welcome', () => byId.messages[0]);
    byId.raw('a room of that name');
    await byId.heard('a room of that name');
    expect(JSON.stringify(ann.entries(room.id))).not.toContain('a room of that name');
  });

  it('tells nobody by its name that it exists', async () => {
    const hub = await startHub();
    const [ann, ben] = [await player(hub, 'Ann'), await player(hub, 'Ben')];
    await privateRoom(ann, 'plans');
    expect(await ben.say({ type: 'create', name: 'plans' })).toMatchObject({ type: 'created' });
    expect(await ben.say({ type: 'create', name: 'Plans', private: true })).toMatchObject({ code: 'room_exists' });
    await privateRoom(ben, 'other plans');
    expect(await ann.say({ type: 'create', name: 'other plans', private: true })).toMatchObject({ type: 'created' });
  });

  it.each([
    ['in other letters', 'lоbby', false],
    ['in other letters, private', 'lоbby', true],
    ['in wide ones', 'ＬＯＢＢＹ', false],
  ])('a name that imitates another room’s is that one’s: %s', async (_, name, hidden) => {
    const hub = await startHub();
    const ann = await player(hub, 'Ann');
    expect(await ann.say({ type: 'create', name, ...(hidden ? { private: true } : {}) })).toMatchObject({ code: 'room_exists' });
  });

  it('keeps a list of it out of a file that an older Hearth would open to everybody', async () => {
    const hub = await startHub();
    const read = async () => JSON.parse(await readFile(join(hub.dataDir, 'hub.json'), 'utf8')) as { version: number };
    const ann = await player(hub, 'Ann');
    await ann.say({ type: 'create', name: 'for all' });
    expect((await read()).version).toBe(1);
    await privateRoom(ann);
    expect((await read()).version).toBe(2);
  });
});

describe('a private room', () => {
  it('is told to those who are invited, and is over for those who leave or are taken out', async () => {
    const all = await cast();
    const ben = await player(all.hub, 'Ben');
    const room = await privateRoom(all.member);
    expect(room).toMatchObject({ private: true, by: all.member.id });
    await all.member.join(room.id);
    expect(await all.member.say({ type: 'people_add', room: room.id, members: [ben.id, all.guest.id] })).toMatchObject({
      type: 'done',
    });
    const heard = await ben.until('room', () => ben.frames.find((frame) => frame.type === 'room' && frame.room.id === room.id));
    expect(heard).toMatchObject({ room: { private: true, name: 'plans' } });
    await ben.join(room.id);
    const people = await ben.say<HubFrameOf<'people'>>({ type: 'people_list', room: room.id });
    expect(people.members.map(({ name, online }) => [name, online])).toEqual([
      ['Ann', true],
      ['Ben', true],
      ['Gus', true],
    ]);
    // Only who made it, or a host who is in it.
    expect(await ben.say({ type: 'people_remove', room: room.id, member: all.guest.id })).toMatchObject({ code: 'not_allowed' });
    expect(await all.guest.say({ type: 'people_add', room: room.id, members: [all.host.id] })).toMatchObject({
      code: 'read_only',
    });
    expect(await all.member.say({ type: 'people_remove', room: room.id, member: all.guest.id })).toMatchObject({ type: 'done' });
    expect((await all.guest.next('room_removed')).why).toBe('taken_out');
    expect(await all.guest.say({ type: 'join', room: room.id })).toMatchObject({ code: 'room_unknown' });
    // The next one has the say once its maker has left.
    expect(await all.member.say({ type: 'people_remove', room: room.id, member: all.member.id })).toMatchObject({ type: 'done' });
    expect((await all.member.next('room_removed')).why).toBe('left');
    expect(await write(Object.assign(all.member, { room: room.id }), 'still here?')).toMatchObject({ code: 'room_unknown' });
    const told = await ben.until('its new maker', () =>
      ben.frames.findLast((frame) => frame.type === 'room' && frame.room.by === ben.id),
    );
    expect(told).toBeDefined();
    // And nobody finds what nobody is in.
    expect(await ben.say({ type: 'people_remove', room: room.id, member: ben.id })).toMatchObject({ type: 'done' });
    expect(await readdir(join(all.hub.dataDir, 'rooms', 'removed'))).toContain(`${room.id}.json`);
    const kept = await readFile(join(all.hub.dataDir, 'hub.json'), 'utf8');
    expect(kept).not.toContain(room.id);
  });

  it('is joined by nobody who was taken out while the disk was asked', async () => {
    const hub = await startHub();
    const [ann, ben] = [await player(hub, 'Ann'), await player(hub, 'Ben')];
    const room = await privateRoom(ann);
    await ann.say({ type: 'people_add', room: room.id, members: [ben.id] });
    const [answer] = await Promise.all([
      ben.ask({ type: 'join', room: room.id }),
      ann.say({ type: 'people_remove', room: room.id, member: ben.id }),
    ]);
    await ann.join(room.id);
    await write(Object.assign(ann, { room: room.id }), 'without Ben');
    await ben.say({ type: 'directory' });
    expect(ben.entries(room.id)).toEqual([]);
    expect(['joined', 'error']).toContain(answer.type);
  });

  it('is given back to nobody by whoever is taken out of it, and takes no more than it may from two who add at once', async () => {
    const hub = await startHub({ limits: { maxPeople: 4 } });
    const people = await Promise.all(['Ann', 'Ben', 'Cleo', 'Dora', 'Emil'].map((name) => player(hub, name)));
    const [ann, ben, cleo, dora, emil] = people as [Player, Player, Player, Player, Player];
    const room = await privateRoom(ann);
    const add = (from: Player, one: Player): Promise<HubFrame> =>
      from.say({ type: 'people_add', room: room.id, members: [one.id] });
    const names = async (): Promise<string[]> => {
      const { members } = await ann.say<HubFrameOf<'people'>>({ type: 'people_list', room: room.id });
      return members.map(({ name }) => name);
    };
    await add(ann, ben);
    const [taken, back] = await Promise.all([ann.say({ type: 'people_remove', room: room.id, member: ben.id }), add(ben, ben)]);
    expect([taken.type, back.type === 'done' || ('code' in back && back.code)]).toEqual(['done', expect.anything()]);
    expect(await names()).toEqual(['Ann']);
    for (const one of [ben, cleo]) await add(ann, one);
    const both = await Promise.all([add(ann, dora), add(ben, emil)]);
    expect(both.map((answer) => ('code' in answer ? answer.code : answer.type)).sort()).toEqual(['done', 'people_limit']);
    expect(await names()).toHaveLength(4);
  });

  it('is kept with its people over a restart, and takes as many as it may', async () => {
    const dataDir = await tempDir();
    const first = await startHub({ dataDir, limits: { maxPeople: 2 } });
    const [ann, ben, cleo] = [await player(first, 'Ann'), await player(first, 'Ben'), await player(first, 'Cleo')];
    const room = await privateRoom(ann);
    await ann.say({ type: 'people_add', room: room.id, members: [ben.id] });
    expect(await ann.say({ type: 'people_add', room: room.id, members: [cleo.id] })).toMatchObject({ code: 'people_limit' });
    await first.stop();
    const second = await startHub({ dataDir });
    const [back, stranger] = [await again(second, ben, 'Ben'), await again(second, cleo, 'Cleo')];
    expect(listed(back).map(({ id }) => id)).toContain(room.id);
    expect(listed(stranger).map(({ id }) => id)).not.toContain(room.id);
    const people = await back.say<HubFrameOf<'people'>>({ type: 'people_list', room: room.id });
    expect(people.members).toMatchObject([
      { name: 'Ann', online: false },
      { name: 'Ben', online: true },
    ]);
    // Somebody who is known by nothing but the room can be written to.
    expect(await back.say({ type: 'direct', member: ann.id })).toMatchObject({ room: { name: 'Ann' } });
  });
});

describe('a topic', () => {
  it('is an entry, and stands in the list, also after a restart', async () => {
    const dataDir = await tempDir();
    const first = await startHub({ dataDir });
    const [ann, ben] = [await player(first, 'Ann'), await player(first, 'Ben')];
    expect(await ann.say({ type: 'topic', room: ann.room, text: '  What we\n build  ' })).toMatchObject({ type: 'done' });
    const entry = await ben.until('topic', () => ben.entries().find(({ kind }) => kind === 'topic'));
    expect(entry).toMatchObject({ kind: 'topic', text: 'What we build', author: { id: ann.id } });
    await ben.until('room', () => ben.frames.find((frame) => frame.type === 'room' && frame.room.topic === 'What we build'));
    // The same again is nothing new.
    await ann.say({ type: 'topic', room: ann.room, text: 'What we build' });
    expect(ben.entries().filter(({ kind }) => kind === 'topic')).toHaveLength(1);
    await first.stop();
    const second = await startHub({ dataDir });
    const back = await again(second, ben, 'Ben');
    expect(listed(back)).toMatchObject([{ topic: 'What we build' }]);
    await back.say({ type: 'topic', room: back.room, text: '' });
    await back.until('no topic', () => back.frames.find((frame) => frame.type === 'room' && frame.room.topic === undefined));
  });

  it('is looked for in the log where the hub ended before it had noted it', async () => {
    const dataDir = await tempDir();
    const first = await startHub({ dataDir });
    const ann = await player(first, 'Ann');
    await ann.say({ type: 'topic', room: ann.room, text: 'Noted' });
    for (let n = 0; n < 3; n += 1) await write(ann, `then ${String(n)}`);
    await first.stop();
    const file = join(dataDir, 'hub.json');
    const record = JSON.parse(await readFile(file, 'utf8')) as { rooms: { topic?: unknown }[] };
    record.rooms = record.rooms.map((room) => ({ ...room, topic: { text: 'Of before', seq: -1 } }));
    await writeFile(file, JSON.stringify(record));
    const second = await startHub({ dataDir });
    const back = await again(second, ann, 'Ann');
    expect(listed(back)).toMatchObject([{ topic: 'Of before' }]);
    await back.until('topic', () => back.frames.find((frame) => frame.type === 'room' && frame.room.topic === 'Noted'));
    const kept = JSON.parse(await readFile(file, 'utf8')) as { rooms: unknown[] };
    expect(kept.rooms).toMatchObject([{ topic: { text: 'Noted', seq: 1 } }]);
  });

  it('is for those who may write', async () => {
    const all = await cast();
    const set = (who: Player, text = 'mine') => who.say({ type: 'topic', room: all.room, text });
    expect(await set(all.guest)).toMatchObject({ code: 'read_only' });
    expect(await set(all.member, 'x'.repeat(limits.maxTopic + 1))).toMatchObject({ code: 'text_too_long' });
    await all.member.ask({ type: 'leave', room: all.room });
    expect(await set(all.member)).toMatchObject({ code: 'forbidden' });
    await all.member.join(all.room);
    await all.host.say({ type: 'lock', room: all.room, locked: true });
    expect(await set(all.member)).toMatchObject({ code: 'locked' });
    expect(await set(all.moderator)).toMatchObject({ type: 'done' });
    await all.host.say({ type: 'mute', member: all.member.id, minutes: 5 });
    expect(await set(all.member)).toMatchObject({ code: 'muted' });
  });
});

describe('an archived room', () => {
  it('is read and not written, until it is brought back; hosts alone remove it, and only then', async () => {
    const all = await cast();
    const room = await roomOf(all.member, { type: 'create', name: 'Tea' });
    for (const who of [all.member, all.host, all.moderator]) await who.join(room.id);
    await write(Object.assign(all.member, { room: room.id }), 'before');
    const archive = (who: Player, on: boolean, id = room.id) => who.say({ type: 'archive', room: id, on });
    const ben = await player(all.hub, 'Ben');
    expect(await archive(ben, true)).toMatchObject({ code: 'not_allowed' });
    expect(await archive(all.host, true, all.room)).toMatchObject({ code: 'not_allowed' });
    expect(await all.host.say({ type: 'remove', room: room.id })).toMatchObject({ code: 'not_allowed' });
    expect(await archive(all.member, true)).toMatchObject({ type: 'done' });
    await ben.until('notice', () => ben.frames.find((frame) => frame.type === 'room' && frame.room.archived));
    for (const who of [all.member, all.host])
      expect(await write(Object.assign(who, { room: room.id }), 'after')).toMatchObject({ code: 'archived' });
    expect(await all.member.say({ type: 'topic', room: room.id, text: 'x' })).toMatchObject({ code: 'archived' });
    await ben.join(room.id);
    expect(await ben.ask({ type: 'history', room: room.id })).toMatchObject({ entries: [{ text: 'before' }] });
    // One's own text goes all the same.
    expect(await archive(all.moderator, false)).toMatchObject({ type: 'done' });
    expect(await write(Object.assign(all.member, { room: room.id }), 'again')).toBe(2);
    await archive(all.moderator, true);
    expect(await all.moderator.say({ type: 'remove', room: room.id })).toMatchObject({ code: 'not_allowed' });
    expect(await all.host.say({ type: 'remove', room: room.id })).toMatchObject({ type: 'done' });
    for (const who of [all.member, all.guest, ben])
      expect(await who.next('room_removed')).toMatchObject({ room: room.id, why: 'removed' });
    expect(await ben.say({ type: 'join', room: room.id })).toMatchObject({ code: 'room_unknown' });
    const aside = await readFile(join(all.hub.dataDir, 'rooms', 'removed', `${room.id}.json`), 'utf8');
    expect((JSON.parse(aside) as { text: string }[]).map(({ text }) => text)).toEqual(['before', 'again']);
    const page = await all.host.say<HubFrameOf<'audit_page'>>({ type: 'audit', limit: 20 });
    expect(page.events.map(({ action }) => action).filter((action) => /archive|remove/.test(action))).toEqual([
      'archive',
      'unarchive',
      'archive',
      'remove',
    ]);
    // Its name is free again.
    expect(await ben.say({ type: 'create', name: 'Tea' })).toMatchObject({ type: 'created' });
  });

  it('that is removed ends for a script that is in it', async () => {
    const all = await cast();
    const room = await roomOf(all.host, { type: 'create', name: 'Tea' });
    const bot = await script(all.hub, 'name=bot&room=Tea');
    await all.host.say({ type: 'archive', room: room.id, on: true });
    bot.raw('hello?');
    await bot.refused('archived');
    await all.host.say({ type: 'remove', room: room.id });
    expect((await bot.ended).code).toBe(1008);
  });

  it('leaves no name of a private one to those who read the audit log', async () => {
    const all = await cast();
    const room = await privateRoom(all.member, 'surprise party');
    await all.member.say({ type: 'archive', room: room.id, on: true });
    await all.member.say({ type: 'archive', room: room.id, on: false });
    await all.member.say({ type: 'rename', room: room.id, name: 'surprise dinner' });
    const page = await all.host.say({ type: 'audit', limit: 20 });
    expect(JSON.stringify(page)).not.toContain('surprise');
  });
});

describe('another name', () => {
  it('is given by who made the room, seen by everybody, and found by scripts', async () => {
    const all = await cast();
    const room = await roomOf(all.member, { type: 'create', name: 'Tea' });
    const rename = (who: Player, name: string) => who.say({ type: 'rename', room: room.id, name });
    const ben = await player(all.hub, 'Ben');
    expect(await rename(ben, 'Coffee')).toMatchObject({ code: 'not_allowed' });
    expect(await rename(all.member, 'LOBBY')).toMatchObject({ code: 'room_exists' });
    expect(await rename(all.member, ' ')).toMatchObject({ code: 'bad_name' });
    expect(await rename(all.member, 'TEA')).toMatchObject({ type: 'done' });
    expect(await rename(all.moderator, 'Coffee')).toMatchObject({ type: 'done' });
    await ben.until('notice', () => ben.frames.find((frame) => frame.type === 'room' && frame.room.name === 'Coffee'));
    await script(all.hub, 'name=bot&room=coffee');
    expect(await ben.say({ type: 'create', name: 'Tea' })).toMatchObject({ type: 'created' });
  });
});

describe('the directory', () => {
  it('names those who are here and who are remembered, in pages, but no scripts and nobody banned', async () => {
    const all = await cast({ limits: { peopleListed: 3 } });
    await script(all.hub, 'name=bot');
    const tim = await player(all.hub, 'Tim');
    await all.host.say({ type: 'ban', member: tim.id });
    await all.moderator.close();
    const pages: HubFrameOf<'directory'>[] = [];
    do {
      const last = pages.at(-1)?.members.at(-1);
      pages.push(await all.member.say({ type: 'directory', ...(last ? { after: last.id } : {}) }));
    } while (pages.at(-1)?.more);
    const people = pages.flatMap(({ members }) => members).map(({ name, online }) => [name, online]);
    expect(pages[0]?.members).toHaveLength(3);
    expect(people).toHaveLength(4);
    expect(people).toEqual(
      expect.arrayContaining([
        ['Hanna', true],
        ['Ann', true],
        ['Gus', true],
        ['Mo', false],
      ]),
    );
    expect(await all.guest.say({ type: 'directory' })).toMatchObject({ code: 'not_allowed' });
    expect(await all.member.say({ type: 'directory', after: 'k-gone' })).toMatchObject({ code: 'member_unknown' });
  });
});

describe('making rooms', () => {
  it('has its pace: ten at once, then one a minute; those who keep order furnish the place', async () => {
    const clock = new HubClock();
    const all = await cast({ clock, limits: { heartbeat: 0 } });
    const make = async (who: Player, name: string) => who.say<HubFrameOf<'error'>>({ type: 'create', name });
    for (let n = 0; n < limits.roomBurst; n += 1) expect((await make(all.member, `room ${String(n)}`)).type).toBe('created');
    const refused = await make(all.member, 'one more');
    expect(refused).toMatchObject({ code: 'rate_limited' });
    expect(refused.retryAfter).toBeGreaterThan(50_000);
    expect(refused.retryAfter).toBeLessThanOrEqual(60_000);
    expect(await all.member.say({ type: 'direct', member: all.guest.id })).toMatchObject({ code: 'rate_limited' });
    // What would be refused anyway costs nothing, and nobody gets a full purse by going and coming back.
    expect(await make(all.member, 'lobby')).toMatchObject({ code: 'room_exists' });
    const phone = await player(all.hub, 'Ann', all.member.device);
    expect(await make(phone, 'one more')).toMatchObject({ code: 'rate_limited' });
    clock.advance(60_000);
    expect((await make(all.member, 'one more')).type).toBe('created');
    expect(await make(all.member, 'and another')).toMatchObject({ code: 'rate_limited' });
    for (let n = 0; n < 2 * limits.roomBurst; n += 1)
      expect((await make(all.moderator, `hall ${String(n)}`)).type).toBe('created');
  });

  it('has a pace for an address as well, which scripts under ever new names do not escape', async () => {
    const hub = await startHub({ limits: { connectionsPerAddress: 100, addressRoomBurst: 3 } });
    for (let n = 0; n < 3; n += 1) await script(hub, `name=bot${String(n)}&room=room${String(n)}`);
    const late = await new ScriptSocket(`${hub.ws}?name=late&room=late`).opened();
    expect((await late.refused('rate_limited')).error.retryAfter).toBeGreaterThan(0);
    expect((await late.ended).code).toBe(1008);
    // What is there is entered as ever.
    await script(hub, 'name=later&room=room1');
  });
});

describe('a list of rooms', () => {
  it('of the longest names and topics stays within one frame', async () => {
    const dataDir = await tempDir();
    const name = (n: number): string => `${'世'.repeat(limits.maxName - 4)}${String(n).padStart(4, '0')}`;
    const device = newDevice();
    const first = await startHub({ dataDir });
    const { id } = await player(first, 'Ann', device);
    await first.stop();
    const common = { createdAt: 1, by: `k-${'x'.repeat(43)}` };
    const rooms = Array.from({ length: limits.maxRooms }, (_, n) => ({
      ...{ ...common, id: `r${String(n).padStart(11, '0')}`, name: name(n) },
      ...{ locked: true, slow: 86_400, archived: true, topic: { text: '界'.repeat(limits.maxTopic), seq: 1 } },
      people: [{ id, name: 'Ann' }],
    }));
    const directs = Array.from({ length: limits.directRooms }, (_, n) => ({
      ...{ ...common, id: `d${String(n).padStart(11, '0')}`, name: '', kind: 'direct' },
      people: [
        { id, name: 'Ann' },
        { id: `k-${String(n).padStart(43, 'y')}`, name: name(n) },
      ],
    }));
    await writeFile(
      join(dataDir, 'hub.json'),
      JSON.stringify({ version: 2, name: 'W', rooms: [...rooms, ...directs], defaultRoom: rooms[0]?.id }),
    );
    const second = await startHub({ dataDir });
    const back = await player(second, 'Ann', device);
    const ready = back.texts.find((text) => text.startsWith('{"type":"ready"')) ?? '';
    expect(listed(back)).toHaveLength(limits.maxRooms + limits.directRooms);
    // A sequence and a count of room 1 are short; here they are as long as they can be.
    const room = 15 * (limits.maxRooms + limits.directRooms);
    expect(Buffer.byteLength(ready) + room).toBeLessThan(limits.maxHubFrame);
  }, 20_000);
});
