import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { roles, type HubFrameOf, type Role } from '../../src/shared/protocol';
import { memberIdOf } from '../../src/storage/keys';
import { cast, player, write, type Cast, type Player } from '../helpers/cast';
import { startHub, tempDir } from '../helpers/hub';
import { HubClock } from '../helpers/hub-clock';
import { newDevice, script, ScriptSocket } from '../helpers/raw-client';
import { stranger } from '../helpers/trust-client';

type Frame = { type: string } & Record<string, unknown>;

/** A fresh member, for orders that end somebody's visit. */
const somebody = async ({ hub }: Cast, name = 'Tim'): Promise<Player> => player(hub, name);

/** Each order, with the least role that may give it. */
const orders: Record<string, { least: Role; frame(all: Cast): Promise<Frame> }> = {
  kick: { least: 'moderator', frame: async (all) => ({ type: 'kick', member: (await somebody(all)).id }) },
  ban: { least: 'moderator', frame: async (all) => ({ type: 'ban', member: (await somebody(all)).id }) },
  unban: {
    least: 'moderator',
    frame: async (all) => {
      const { id } = await somebody(all);
      await all.host.say({ type: 'ban', member: id });
      return { type: 'unban', member: id };
    },
  },
  mute: { least: 'moderator', frame: async (all) => ({ type: 'mute', member: (await somebody(all)).id, minutes: 5 }) },
  role: { least: 'host', frame: async (all) => ({ type: 'role', member: (await somebody(all)).id, role: 'guest' }) },
  lock: { least: 'moderator', frame: async ({ room }) => ({ type: 'lock', room, locked: true }) },
  slow: { least: 'moderator', frame: async ({ room }) => ({ type: 'slow', room, seconds: 10 }) },
  'delete of another’s': {
    least: 'moderator',
    frame: async (all) => ({ type: 'delete', room: all.room, seq: await write(await somebody(all), 'hello') }),
  },
  members_list: { least: 'moderator', frame: async () => ({ type: 'members_list' }) },
  audit: { least: 'host', frame: async () => ({ type: 'audit', limit: 10 }) },
  invite_create: { least: 'moderator', frame: async () => ({ type: 'invite_create', role: 'guest' }) },
  invite_list: { least: 'moderator', frame: async () => ({ type: 'invite_list' }) },
  password_clear: { least: 'host', frame: async () => ({ type: 'password_clear' }) },
  account_list: { least: 'host', frame: async () => ({ type: 'account_list' }) },
};

const table = Object.entries(orders).flatMap(([name, order]) => roles.map((role) => ({ name, role, order })));

describe('an order', () => {
  it.each(table)('$name by a $role', async ({ role, order }) => {
    const all = await cast();
    const answer = await all[role].say(await order.frame(all));
    const allowed = roles.indexOf(role) <= roles.indexOf(order.least);
    if (allowed) expect(answer.type).not.toBe('error');
    else expect(answer).toMatchObject({ type: 'error', code: 'not_allowed' });
  });

  it.each((['kick', 'ban', 'mute', 'unban'] as const).flatMap((action) => roles.map((target) => ({ action, target }))))(
    '$action: a moderator and a $target',
    async ({ action, target }) => {
      const all = await cast();
      const mod = await player(all.hub, 'Maja');
      await all.host.say({ type: 'role', member: mod.id, role: 'moderator' });
      const answer = await mod.say({ type: action, member: all[target].id, ...(action === 'mute' ? { minutes: 1 } : {}) });
      if (target === 'host' || target === 'moderator') expect(answer).toMatchObject({ code: 'not_allowed' });
      else expect(answer).toMatchObject(action === 'unban' ? { code: 'member_unknown' } : { type: 'done' });
    },
  );

  it('is for nobody about themselves or another host', async () => {
    const all = await cast();
    const second = await player(all.hub, 'Hugo');
    await all.host.say({ type: 'role', member: second.id, role: 'host' });
    for (const frame of [{ type: 'kick' }, { type: 'ban' }, { type: 'unban' }, { type: 'mute', minutes: 1 }])
      for (const member of [all.host.id, second.id])
        expect(await all.host.say({ ...frame, member })).toMatchObject({ code: 'not_allowed' });
    expect(await second.say({ type: 'role', member: all.host.id, role: 'member' })).toMatchObject({ code: 'not_allowed' });
  });

  it('about somebody or something made up changes nothing', async () => {
    const { hub, host, room } = await cast();
    const before = await readFile(join(hub.dataDir, 'members.json'), 'utf8');
    for (const frame of [
      { type: 'kick' },
      { type: 'ban', address: true },
      { type: 'unban' },
      { type: 'mute', minutes: 1 },
      { type: 'role', role: 'host' },
    ])
      for (const member of ['nobody', `k-${'x'.repeat(43)}`, 's-x', '__proto__'])
        expect(await host.say({ ...frame, member })).toMatchObject({ code: 'member_unknown' });
    for (const frame of [
      { type: 'lock', locked: true },
      { type: 'slow', seconds: 1 },
      { type: 'delete', seq: 1 },
    ])
      expect(await host.say({ ...frame, room: 'nowhere' })).toMatchObject({ code: 'room_unknown' });
    for (const frame of [
      { type: 'mute', member: host.id, minutes: -1 },
      { type: 'slow', room, seconds: 1.5 },
      { type: 'role', member: host.id, role: 'emperor' },
      { type: 'delete', room, seq: 0 },
      { type: 'kick', member: host.id, reason: 'x'.repeat(201) },
    ])
      expect(await host.say(frame)).toMatchObject({ code: 'bad_message' });
    expect(await readFile(join(hub.dataDir, 'members.json'), 'utf8')).toBe(before);
  });

  it('of two who act at once is carried out once, and both are answered', async () => {
    const { hub, host, moderator, member, room } = await cast();
    const answers = await Promise.all([
      host.say({ type: 'kick', member: member.id }),
      moderator.say({ type: 'kick', member: member.id }),
    ]);
    expect(answers.map((one) => (one.type === 'error' ? one.code : one.type)).sort()).toEqual(['done', 'member_unknown']);
    await Promise.all([
      host.say({ type: 'lock', room, locked: true }),
      moderator.say({ type: 'slow', room, seconds: 7 }),
      host.say({ type: 'mute', member: member.id, minutes: 3 }),
      moderator.say({ type: 'ban', member: member.id }),
    ]);
    await hub.stop();
    const kept = JSON.parse(await readFile(join(hub.dataDir, 'hub.json'), 'utf8')) as { rooms: unknown[] };
    expect(kept.rooms).toMatchObject([{ locked: true, slow: 7 }]);
    const { members } = JSON.parse(await readFile(join(hub.dataDir, 'members.json'), 'utf8')) as { members: unknown[] };
    expect(members).toContainEqual(
      expect.objectContaining({
        id: member.id,
        banned: expect.objectContaining({ by: moderator.id }) as unknown,
        mutedUntil: expect.any(Number) as unknown,
      }),
    );
  });
});

describe('a kick', () => {
  it('is told with its reason, ends every connection, and forbids nothing', async () => {
    const { hub, moderator, member } = await cast();
    const other = await player(hub, 'Ann', member.device);
    await moderator.say({ type: 'kick', member: member.id, reason: 'Enough for today' });
    for (const one of [member, other]) {
      expect(await one.error({ code: 'kicked' })).toMatchObject({ reason: 'Enough for today' });
      expect(await one.ended).toEqual({ code: 4403, reason: 'kicked' });
    }
    await player(hub, 'Ann', member.device);
  });

  it('ends a script', async () => {
    const { hub, host } = await cast();
    const robot = await script(hub, 'name=Robot');
    const { id } = robot.messages[0] ?? { id: '' };
    expect(await host.say({ type: 'kick', member: `s-${id}`, reason: 'Too loud' })).toMatchObject({ type: 'done' });
    expect((await robot.refused('kicked')).error.message).toContain('Too loud');
    expect(await robot.ended).toMatchObject({ code: 4403 });
    await script(hub, 'name=Robot');
  });

  it('ends a visit: whoever knocked has to knock again', async () => {
    const owner = newDevice();
    const hub = await startHub({ access: 'knock', owner: memberIdOf(owner.publicKey) });
    const host = await player(hub, 'Hanna', owner);
    const ann = await stranger(hub);
    await ann.arrive('Ann');
    await ann.say({ type: 'knock' });
    const id = memberIdOf(ann.device.publicKey);
    await host.say({ type: 'admit', member: id, stay: 'visit' });
    await ann.next('ready');
    await host.say({ type: 'kick', member: id });
    await ann.ended;
    expect(await (await stranger(hub, ann.device)).arrive('Ann')).toMatchObject({ type: 'admission' });
  });
});

describe('a ban', () => {
  it('ends every connection and refuses at hello, over a restart, until it is lifted', async () => {
    const dataDir = await tempDir();
    const { hub, host, member, owner } = await cast({ dataDir });
    await host.say({ type: 'ban', member: member.id, reason: 'Advertising' });
    expect(await member.error({ code: 'banned' })).toMatchObject({ reason: 'Advertising' });
    expect(await member.ended).toEqual({ code: 4403, reason: 'banned' });
    await hub.stop();
    const second = await startHub({ dataDir, owner: host.id });
    const refused = await stranger(second, member.device);
    expect(await refused.arrive('Ann')).toMatchObject({ type: 'error', code: 'banned', reason: 'Advertising' });
    expect(await refused.ended).toMatchObject({ code: 4403 });
    const again = await player(second, 'Hanna', owner);
    expect(await again.say({ type: 'members_list', banned: true })).toMatchObject({
      members: [{ id: member.id, online: false, known: true, banned: { by: host.id, reason: 'Advertising' } }],
    });
    expect(await again.say({ type: 'unban', member: member.id })).toMatchObject({ type: 'done' });
    await player(second, 'Ann', member.device);
  });

  it('reaches one who has left already', async () => {
    const { hub, host, member } = await cast();
    await member.close();
    await host.until('absence', () =>
      host.frames.find((frame) => frame.type === 'presence' && frame.left.some(({ id }) => id === member.id)),
    );
    expect(await host.say({ type: 'ban', member: member.id })).toMatchObject({ type: 'done' });
    expect(await (await stranger(hub, member.device)).arrive('Ann')).toMatchObject({ code: 'banned' });
  });

  it('is not got round by an invite', async () => {
    const { hub, host, member } = await cast({ access: 'open' });
    const { secret } = await host.say<HubFrameOf<'invite'>>({ type: 'invite_create', role: 'moderator' });
    await host.say({ type: 'ban', member: member.id });
    expect(await (await stranger(hub, member.device)).arrive('Ann', secret)).toMatchObject({ code: 'banned' });
  });

  it('of a script holds for its name and address', async () => {
    const { hub, host } = await cast();
    const robot = await script(hub, 'name=Robot');
    await host.say({ type: 'ban', member: `s-${robot.messages[0]?.id ?? ''}` });
    expect(await robot.ended).toMatchObject({ code: 4403 });
    const back = await new ScriptSocket(`${hub.ws}?name=ROBOT`).opened();
    await back.refused('banned');
    expect(await back.ended).toMatchObject({ code: 4403 });
    await script(hub, 'name=Another');
  });

  it('of an address ends after a day, and shuts out neither hosts nor the hub’s own machine', async () => {
    const dataDir = await tempDir();
    const clock = new HubClock();
    const device = newDevice();
    const hanna = newDevice();
    const record = (id: string, more: object): object => ({ id, name: id, admitted: null, seenAt: 0, role: 'member', ...more });
    const banned = { at: clock.now(), by: 'x', address: '127.0.0.1', addressUntil: clock.now() + 86_400_000 };
    const members = [record('k-bad', { banned }), record(memberIdOf(hanna.publicKey), { name: 'Hanna', role: 'host' })];
    await writeFile(join(dataDir, 'members.json'), JSON.stringify({ version: 1, members }));
    const hub = await startHub({ dataDir, clock, limits: { heartbeat: 0 } });
    const ann = await stranger(hub, device);
    expect(await ann.arrive('Ann')).toMatchObject({ code: 'banned' });
    const host = await player(hub, 'Hanna', hanna);
    clock.advance(86_400_000);
    const back = await player(hub, 'Ann', device);
    await host.say({ type: 'ban', member: back.id, address: true });
    await back.ended;
    await player(hub, 'Cleo');
  });
});

describe('a mute', () => {
  it('holds for its minutes, in both modes and over a restart', async () => {
    const dataDir = await tempDir();
    const clock = new HubClock();
    const limits = { heartbeat: 0, messageRate: 0 };
    const { hub, host, moderator, member, owner } = await cast({ dataDir, clock, limits });
    const robot = await script(hub, 'name=Robot');
    await moderator.say({ type: 'mute', member: member.id, minutes: 10 });
    await moderator.say({ type: 'mute', member: `s-${robot.messages[0]?.id ?? ''}`, minutes: 10 });
    expect(await write(member, 'hello')).toEqual({ code: 'muted', retryAfter: 600_000 });
    expect(await member.ask({ type: 'create', name: 'hello' })).toMatchObject({ code: 'muted', retryAfter: 600_000 });
    robot.raw('hello');
    expect((await robot.refused('muted')).error.retryAfter).toBe(600_000);
    const told = await member.until('word of it', () =>
      member.frames.find((frame) => frame.type === 'member' && frame.mutedUntil !== undefined),
    );
    expect(told).toMatchObject({ member: { id: member.id }, mutedUntil: clock.now() + 600_000 });
    expect(host.frames).toContainEqual(told);
    await hub.stop();
    const later = new HubClock(clock.now() + 60_000);
    const second = await startHub({ dataDir, clock: later, owner: host.id, limits });
    const ann = await player(second, 'Ann', member.device);
    const remembered = await ann.until('word of the mute', () => ann.frames.find(({ type }) => type === 'member'));
    expect(remembered).toMatchObject({ member: { id: member.id }, mutedUntil: later.now() + 540_000 });
    expect(await write(ann, 'hello')).toEqual({ code: 'muted', retryAfter: 540_000 });
    const other = await script(second, 'name=Robot');
    other.raw('hello');
    expect((await other.refused('muted')).error.retryAfter).toBe(540_000);
    later.advance(540_000);
    expect(await write(ann, 'hello')).toBe(1);
    const hanna = await player(second, 'Hanna', owner);
    await hanna.say({ type: 'mute', member: ann.id, minutes: 1 });
    expect(await write(ann, 'again')).toMatchObject({ code: 'muted' });
    await hanna.say({ type: 'mute', member: ann.id, minutes: 0 });
    expect(await write(ann, 'again')).toBe(2);
  });

  it('does not hide from its author what was written before', async () => {
    const { host, member } = await cast();
    expect(await write(member, 'first', 'same')).toBe(1);
    await host.say({ type: 'mute', member: member.id, minutes: 1 });
    expect(await write(member, 'first', 'same')).toBe(1);
    expect(await write(member, 'second', 'same')).toMatchObject({ code: 'conflict' });
  });
});

describe('a role', () => {
  it('is told to all in the room, holds over a restart, and makes a guest read only', async () => {
    const dataDir = await tempDir();
    const { hub, host, member, guest } = await cast({ dataDir });
    expect(await write(guest, 'hello')).toEqual({ code: 'read_only' });
    expect(await guest.say({ type: 'delete', room: guest.room, seq: 1 })).toMatchObject({ code: 'not_allowed' });
    expect(await guest.ask({ type: 'create', name: 'hello' })).toMatchObject({ code: 'read_only' });
    await host.say({ type: 'role', member: guest.id, role: 'member' });
    expect(await write(guest, 'hello')).toBe(1);
    await host.say({ type: 'role', member: guest.id, role: 'guest' });
    const of = (frame: { type: string }): boolean => frame.type === 'member';
    const heard = await member.until('both', () => (member.frames.filter(of).length >= 4 ? member.frames.filter(of) : null));
    expect(heard.slice(-2)).toEqual([
      { type: 'member', member: { id: guest.id, name: 'Gus', role: 'member' } },
      { type: 'member', member: { id: guest.id, name: 'Gus', role: 'guest' } },
    ]);
    const own = await guest.until('both', () => {
      const told = guest.frames.filter(
        (frame) => frame.type === 'member' && frame.member.id === guest.id && frame.member.role === 'guest',
      );
      return told.length === 2 ? told[1] : null;
    });
    expect(own).toMatchObject({ member: { role: 'guest' }, mutedUntil: null });
    const late = await stranger(hub);
    const ready = (await late.arrive('Late')) as HubFrameOf<'ready'>;
    expect((await late.join(ready.room)).members).toContainEqual({ id: guest.id, name: 'Gus', role: 'guest' });
    await hub.stop();
    const second = await startHub({ dataDir, owner: host.id });
    expect(await write(await player(second, 'Gus', guest.device), 'hello')).toEqual({ code: 'read_only' });
  });

  it('that a host gave is not raised by an invite', async () => {
    const { hub, host, guest } = await cast();
    const { secret } = await host.say<HubFrameOf<'invite'>>({ type: 'invite_create', role: 'moderator' });
    await guest.close();
    const back = await stranger(hub, guest.device);
    expect(await back.arrive('Gus', secret)).toMatchObject({ type: 'ready', role: 'guest' });
  });

  it('of a script makes it read only, and never more than a member', async () => {
    const { hub, host } = await cast();
    const robot = await script(hub, 'name=Robot');
    const member = `s-${robot.messages[0]?.id ?? ''}`;
    for (const role of ['host', 'moderator'])
      expect(await host.say({ type: 'role', member, role })).toMatchObject({ code: 'not_allowed' });
    expect(await host.say({ type: 'role', member, role: 'guest' })).toMatchObject({ type: 'done' });
    robot.raw('hello');
    await robot.refused('read_only');
    const elsewhere = await new ScriptSocket(`${hub.ws}?name=Robot&room=hello`).opened();
    await elsewhere.refused('read_only');
    expect(await elsewhere.ended).toMatchObject({ code: 1008 });
  });

  it('of the owner and of the last host cannot be given up; of two who step down at once one stays', async () => {
    const { hub, host } = await cast();
    expect(await host.say({ type: 'role', member: host.id, role: 'member' })).toMatchObject({ code: 'not_allowed' });
    const dataDir = await tempDir();
    const [anna, ben] = [newDevice(), newDevice()];
    const members = [anna, ben].map(({ publicKey }, index) => ({
      ...{ id: memberIdOf(publicKey), name: ['Anna', 'Ben'][index], role: 'host', admitted: null, seenAt: 0 },
    }));
    await writeFile(join(dataDir, 'members.json'), JSON.stringify({ version: 1, members }));
    const second = await startHub({ dataDir });
    const both = [await player(second, 'Anna', anna), await player(second, 'Ben', ben)];
    const answers = await Promise.all(both.map((one) => one.say({ type: 'role', member: one.id, role: 'member' })));
    expect(answers.map(({ type }) => type).sort()).toEqual(['done', 'error']);
    expect(hub.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('of a moderator brings the knocks, and takes them away again', async () => {
    const owner = newDevice();
    const hub = await startHub({ access: 'knock', owner: memberIdOf(owner.publicKey) });
    const host = await player(hub, 'Hanna', owner);
    const { secret } = await host.say<HubFrameOf<'invite'>>({ type: 'invite_create', role: 'member' });
    const ann = await stranger(hub);
    await ann.arrive('Ann', secret);
    const ben = await stranger(hub);
    await ben.arrive('Ben');
    await ben.say({ type: 'knock' });
    const member = memberIdOf(ann.device.publicKey);
    await host.say({ type: 'role', member, role: 'moderator' });
    expect((await ann.next('knocks')).members).toMatchObject([{ name: 'Ben' }]);
    await host.say({ type: 'role', member, role: 'member' });
    expect((await ann.next('knocks')).members).toEqual([]);
  });
});

describe('a room', () => {
  it('that is locked takes messages from those who keep order only, in both modes and over a restart', async () => {
    const dataDir = await tempDir();
    const { hub, host, moderator, member, room } = await cast({ dataDir });
    const robot = await script(hub, 'name=Robot&notices=1');
    expect(await moderator.say({ type: 'lock', room, locked: true })).toMatchObject({ type: 'done' });
    expect((await member.next('room')).room).toMatchObject({ id: room, locked: true });
    expect(await write(member, 'no')).toEqual({ code: 'locked' });
    robot.raw('no');
    await robot.refused('locked');
    await robot.heard('The room is locked: only hosts and moderators write.');
    expect(await write(moderator, 'yes')).toBe(1);
    expect(await write(host, 'yes')).toBe(2);
    await hub.stop();
    const second = await startHub({ dataDir, owner: host.id });
    const ann = await player(second, 'Ann', member.device);
    expect(ann.frames.find(({ type }) => type === 'ready')).toMatchObject({ rooms: [{ locked: true }] });
    expect(await write(ann, 'no')).toEqual({ code: 'locked' });
    const mo = await player(second, 'Mo', moderator.device);
    await mo.say({ type: 'lock', room, locked: false });
    expect((await ann.next('room')).room).not.toHaveProperty('locked');
    expect(await write(ann, 'yes')).toBe(3);
  });

  it('in slow mode takes one message of each in so many seconds; those who keep order are exempt', async () => {
    const clock = new HubClock();
    const { hub, host, moderator, member, room } = await cast({ clock, limits: { heartbeat: 0, messageRate: 0 } });
    const [robot, other] = [await script(hub, 'name=Robot'), await script(hub, 'name=Other')];
    await host.say({ type: 'slow', room, seconds: 30 });
    expect((await member.next('room')).room).toMatchObject({ slow: 30 });
    expect(await write(member, 'one')).toBe(1);
    clock.advance(10_000);
    expect(await write(member, 'two')).toEqual({ code: 'slow_mode', retryAfter: 20_000 });
    for (const [index, one] of [moderator, moderator, host, host].entries()) expect(await write(one, 'quick')).toBe(2 + index);
    robot.raw('one');
    await robot.heard('one');
    robot.raw('two');
    expect((await robot.refused('slow_mode')).error.retryAfter).toBe(30_000);
    await robot.close();
    // Coming back is no way round it.
    const back = await script(hub, 'name=Robot');
    back.raw('three');
    await back.refused('slow_mode');
    // Nor are ten names of one address; another address has its own time.
    other.raw('another');
    expect((await other.refused('slow_mode')).error.retryAfter).toBe(30_000);
    const elsewhere = await new ScriptSocket(`${hub.ws}?name=Elsewhere`, [], { localAddress: '127.0.0.2' }).opened();
    elsewhere.raw('from there');
    await elsewhere.heard('from there');
    clock.advance(20_000);
    expect(await write(member, 'two')).toBe(8);
    await host.say({ type: 'slow', room, seconds: 0 });
    expect(await write(member, 'three')).toBe(9);
  });
});

describe('the list of members', () => {
  it('has those who are here and those who are remembered, a page at a time', async () => {
    const { host, moderator, member, guest, hub } = await cast({ limits: { peopleListed: 3 } });
    await host.say({ type: 'mute', member: member.id, minutes: 5 });
    await guest.close();
    const ids: string[] = [];
    for (let after: string | undefined, more = true; more;) {
      const page = await moderator.say<HubFrameOf<'members'>>({
        type: 'members_list',
        ...(after === undefined ? {} : { after }),
      });
      expect(page.members.length).toBeLessThanOrEqual(3);
      ids.push(...page.members.map(({ id }) => id));
      after = page.members.at(-1)?.id;
      more = page.more ?? false;
    }
    expect([...ids].sort()).toEqual([host.id, moderator.id, member.id, guest.id].sort());
    expect(await moderator.say({ type: 'members_list' })).toMatchObject({
      members: expect.arrayContaining([
        expect.objectContaining({ id: member.id, mutedUntil: expect.any(Number) as unknown, online: true, known: true }),
      ]) as unknown,
    });
    expect(await moderator.say({ type: 'members_list', after: 'nobody' })).toMatchObject({ code: 'member_unknown' });
    expect(await moderator.say({ type: 'members_list', banned: true })).toMatchObject({ members: [] });
    expect(hub.log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
