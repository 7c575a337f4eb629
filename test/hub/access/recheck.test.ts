import { describe, expect, it } from 'vitest';
import { checkHere } from '../../../src/hub/access/opaque';
import { Passwords } from '../../../src/hub/access/passwords';
import { closeCodes } from '../../../src/shared/protocol';
import { nodeLogFs } from '../../../src/storage/log-fs';
import { memberIdOf } from '../../../src/storage/keys';
import { startHub, type TestHub } from '../../helpers/hub';
import { HubClock } from '../../helpers/hub-clock';
import { newDevice, ScriptSocket } from '../../helpers/raw-client';
import { stranger, type TrustClient } from '../../helpers/trust-client';

const owner = newDevice();
const ownerId = memberIdOf(owner.publicKey);
const idOf = ({ device }: TrustClient): string => memberIdOf(device.publicKey);
/** No deadline ends a connection while the clock jumps. */
const patient = { heartbeat: 0, admissionTimeout: 0, helloTimeout: 0 };

interface Guarded extends TestHub {
  host: TrustClient;
  room: string;
}

async function guarded(access: 'accounts' | 'password' | 'open', more: Parameters<typeof startHub>[0] = {}): Promise<Guarded> {
  const hub = await startHub({
    ...{ access, owner: ownerId },
    // As cheap as the clients of these tests make their records.
    checkPassword: (check) => checkHere(check, { 'argon2id-custom': { iterations: 1, memory: 64, parallelism: 1 } }),
    ...more,
  });
  const host = await stranger(hub, owner);
  const ready = await host.arrive('Hanna');
  if (access === 'accounts') await host.register('open sesame', { user: 'Bob' });
  return { ...hub, host, room: ready.type === 'ready' ? ready.room : '' };
}

async function loggedIn(hub: TestHub, name: string): Promise<TrustClient> {
  const client = await stranger(hub);
  await client.arrive(name);
  expect(await client.login('open sesame', { user: 'Bob' })).toMatchObject({ type: 'ready' });
  return client;
}

const bot = async (hub: TestHub, query = ''): Promise<ScriptSocket> => {
  const authorization = `Basic ${Buffer.from('bob:open sesame').toString('base64')}`;
  const socket = await new ScriptSocket(`${hub.ws}?${query}`, [], { headers: { authorization } }).opened();
  await socket.until('a first text', () => socket.texts[0]);
  return socket;
};

describe('T13: what is ordered about an account', () => {
  it('bans every key and every script of it', async () => {
    const hub = await guarded('accounts');
    const bob = await loggedIn(hub, 'Bob');
    const phone = await loggedIn(hub, 'Robert');
    const script = await bot(hub, 'name=Bot');
    expect(await hub.host.say({ type: 'ban', member: idOf(bob) })).toMatchObject({ type: 'done' });
    expect(await phone.ended).toMatchObject({ code: closeCodes.refused });
    await script.refused('admission_required');
    await script.ended;
    const again = await stranger(hub);
    await again.arrive('Bobby');
    expect(await again.login('open sesame', { user: 'Bob' })).toMatchObject({ code: 'login_failed' });
    expect(await (await stranger(hub, phone.device)).arrive('Robert')).toMatchObject({ type: 'admission' });
    await expect(bot(hub, 'name=Bot2')).rejects.toThrow('403');
    expect(await hub.host.say({ type: 'unban', member: idOf(bob) })).toMatchObject({ type: 'done' });
    expect(await again.login('open sesame', { user: 'Bob' })).toMatchObject({ type: 'ready' });
  });

  it('goes for a script under whatever name, and for the people of its account', async () => {
    const hub = await guarded('accounts');
    const script = await bot(hub, 'name=Bot');
    await hub.host.say({ type: 'join', room: hub.room });
    script.raw('hello');
    const { author } = await hub.host.heard('hello');
    expect(await hub.host.say({ type: 'ban', member: author.id })).toMatchObject({ type: 'done' });
    await expect(bot(hub, 'name=Another')).rejects.toThrow('403');
    const bob = await stranger(hub);
    await bob.arrive('Bob');
    expect(await bob.login('open sesame', { user: 'Bob' })).toMatchObject({ code: 'login_failed' });
  });

  it('mutes, and leaves only reading, under a new key and in a script as well', async () => {
    const hub = await guarded('accounts');
    const bob = await loggedIn(hub, 'Bob');
    await hub.host.say({ type: 'mute', member: idOf(bob), minutes: 5 });
    const second = await loggedIn(hub, 'Robert');
    await second.say({ type: 'join', room: hub.room });
    second.raw(JSON.stringify({ type: 'send', room: hub.room, id: 'a', text: 'still loud' }));
    await second.error({ id: 'a', code: 'muted' });
    const script = await bot(hub, 'name=Bot');
    script.raw('still loud');
    await script.refused('muted');
    await hub.host.say({ type: 'role', member: idOf(bob), role: 'guest' });
    expect((await loggedIn(hub, 'Bobby')).frames.find(({ type }) => type === 'ready')).toMatchObject({ role: 'guest' });
  });

  it('mutes, and leaves only reading, at once where the account is logged in already, and is lifted there as well', async () => {
    const hub = await guarded('accounts');
    const [bob, phone] = [await loggedIn(hub, 'Bob'), await loggedIn(hub, 'Robert')];
    const script = await bot(hub, 'name=Bot');
    await phone.say({ type: 'join', room: hub.room });
    let count = 0;
    const write = async (): Promise<string> => {
      const id = `m${String((count += 1))}`;
      phone.raw(JSON.stringify({ type: 'send', room: hub.room, id, text: id }));
      return phone.until('an answer', () => {
        const error = phone.frames.find((frame) => frame.type === 'error' && frame.id === id);
        return error?.type === 'error' ? error.code : phone.entries().some((entry) => entry.id === id) ? 'written' : null;
      });
    };
    expect(await write()).toBe('written');
    await hub.host.say({ type: 'mute', member: idOf(bob), minutes: 5 });
    const told = await phone.until('the mute', () =>
      phone.frames.find((frame) => frame.type === 'member' && frame.member.id === idOf(phone)),
    );
    expect(told).toMatchObject({ mutedUntil: expect.any(Number) as number });
    expect(await write()).toBe('muted');
    script.raw('still loud');
    await script.refused('muted');
    await hub.host.say({ type: 'mute', member: idOf(phone), minutes: 0 });
    expect(await write()).toBe('written');
    await hub.host.say({ type: 'role', member: idOf(bob), role: 'guest' });
    expect(await write()).toBe('read_only');
    script.raw('and writes');
    await script.refused('read_only');
    await hub.host.say({ type: 'role', member: idOf(bob), role: 'moderator' });
    // That is this device's, and takes from the other one only what was taken from the person.
    expect(await write()).toBe('written');
    expect(await phone.say({ type: 'slow', room: hub.room, seconds: 5 })).toMatchObject({ code: 'not_allowed' });
  });

  it('leaves a device alone that keeps order, and people of other accounts', async () => {
    const hub = await guarded('accounts');
    await hub.host.register('open sesame', { user: 'Eve' });
    const [bob, phone] = [await loggedIn(hub, 'Bob'), await loggedIn(hub, 'Robert')];
    const eve = await stranger(hub);
    await eve.arrive('Eve');
    expect(await eve.login('open sesame', { user: 'Eve' })).toMatchObject({ type: 'ready' });
    await hub.host.say({ type: 'role', member: idOf(phone), role: 'moderator' });
    await hub.host.say({ type: 'role', member: idOf(bob), role: 'guest' });
    const people = await hub.host.say({ type: 'members_list' });
    const roleOf = (who: TrustClient): string | undefined =>
      people.type === 'members' ? people.members.find(({ id }) => id === idOf(who))?.role : undefined;
    expect([bob, phone, eve].map(roleOf)).toEqual(['guest', 'moderator', 'member']);
  });

  it.each([
    ['disabled', (host: TrustClient) => host.say({ type: 'account_set', user: 'bob', disabled: true })],
    ['taken away', (host: TrustClient) => host.say({ type: 'account_remove', user: 'bob' })],
    ['given another password', (host: TrustClient) => host.register('close sesame', { user: 'Bob' })],
  ])('ends its script when it is %s', async (_what, order) => {
    const hub = await guarded('accounts');
    const script = await bot(hub, 'name=Bot');
    expect(await order(hub.host)).toMatchObject({ type: 'done' });
    await script.refused('admission_required');
    expect(await script.ended).toMatchObject({ code: closeCodes.refused });
  });

  it('counts as well where the command line does it', async () => {
    const clock = new HubClock();
    const hub = await guarded('accounts', { clock, limits: patient });
    const [bob, script] = [await loggedIn(hub, 'Bob'), await bot(hub, 'name=Bot')];
    const line = await Passwords.open(nodeLogFs, hub.dataDir, hub.hubId, () => clock.now());
    expect(await line.changeAccount('bob', true)).toBe(true);
    clock.advance(5_000);
    await Promise.all([bob.ended, script.ended]);
    expect(await hub.host.say({ type: 'account_list' })).toMatchObject({ accounts: [{ disabled: true }] });
  });
});

describe('T10: another password', () => {
  it('of the hub ends connections that came in by the old one, but not the one that set it', async () => {
    const hub = await guarded('password');
    await hub.host.register('old');
    const ann = await stranger(hub);
    await ann.arrive('Ann');
    expect(await ann.login('old')).toMatchObject({ type: 'ready' });
    const ben = await stranger(hub);
    await ben.arrive('Ben');
    await ben.login('old');
    await hub.host.say({ type: 'role', member: idOf(ben), role: 'host' });
    expect(await ben.register('new')).toMatchObject({ type: 'done' });
    await ann.error({ code: 'admission_required' });
    expect(await ann.ended).toMatchObject({ code: closeCodes.refused });
    await ben.close();
    expect(await (await stranger(hub, ben.device)).arrive('Ben')).toMatchObject({ type: 'ready' });
  });

  it('of a room takes out whoever came in by the old one, and scripts', async () => {
    const hub = await guarded('open');
    const { host, room } = hub;
    const ann = await stranger(hub);
    await ann.arrive('Ann');
    const script = await bot(hub, 'name=Bot');
    await ann.say({ type: 'join', room });
    await host.say({ type: 'join', room });
    await host.register('old', { room });
    await ann.error({ code: 'password_required', room });
    await script.refused('password_required');
    await script.ended;
    await ann.login('old', { room });
    expect(await ann.say({ type: 'join', room })).toMatchObject({ type: 'joined' });
    await host.register('new', { room });
    await ann.until('a second refusal', () => ann.frames.filter((one) => one.type === 'error')[1]);
    host.raw(JSON.stringify({ type: 'send', room, id: 'x', text: 'for those who know' }));
    await host.heard('for those who know');
    expect(await ann.say({ type: 'history', room })).toMatchObject({ type: 'error' });
    expect(ann.entries()).toHaveLength(0);
  });
});
