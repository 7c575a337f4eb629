import { mkdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memberIdOf } from '../../../src/storage/keys';
import { startHub, tempDir } from '../../helpers/hub';
import { HubClock } from '../../helpers/hub-clock';
import { newDevice } from '../../helpers/raw-client';
import { stranger, type TrustClient } from '../../helpers/trust-client';
import type { HubFrame, HubFrameOf } from '../../../src/shared/protocol';

const HOUR = 3_600_000;
const owner = newDevice();
const options = { access: 'invite', owner: memberIdOf(owner.publicKey) } as const;

async function host(hub: { ws: string }): Promise<TrustClient> {
  const client = await stranger(hub, owner);
  expect(await client.arrive('Hanna')).toMatchObject({ type: 'ready', role: 'host', access: 'invite' });
  return client;
}

const invite = (client: TrustClient, wish: Record<string, unknown> = {}): Promise<HubFrameOf<'invite'>> =>
  client.say({ type: 'invite_create', role: 'member', ...wish });

describe('T8: invites', () => {
  it('let in whoever shows one, for good, and nobody else', async () => {
    const hub = await startHub(options);
    const { secret } = await invite(await host(hub));
    const ann = await stranger(hub);
    expect(await ann.arrive('Ann')).toMatchObject({ type: 'admission', ways: ['invite'], hub: 'Workshop' });
    expect(await ann.arrive('Ann', secret)).toMatchObject({ type: 'ready', role: 'member' });
    await ann.close();
    const again = await stranger(hub, ann.device);
    expect(await again.arrive('Ann')).toMatchObject({ type: 'ready' });
  });

  it.each([['another one', 'AAAAAAAAAAAAAAAAAAAAAA', 'invite_invalid']])('refuse %s', async (_what, secret, code) => {
    const hub = await startHub(options);
    const ann = await stranger(hub);
    expect(await ann.arrive('Ann', secret)).toMatchObject({ type: 'error', code });
    expect(await ann.next('admission')).toMatchObject({ ways: ['invite'] });
  });

  it('expire by the hub’s clock', async () => {
    const clock = new HubClock();
    const hub = await startHub({ ...options, clock });
    const { secret, expiresAt } = await invite(await host(hub), { hours: 1 });
    expect(expiresAt).toBe(clock.now() + HOUR);
    clock.advance(1_000);
    expect(await (await stranger(hub)).arrive('Ann', secret)).toMatchObject({ type: 'ready' });
    clock.advance(HOUR);
    expect(await (await stranger(hub)).arrive('Ben', secret)).toMatchObject({ code: 'invite_expired' });
  });

  it('are used up, also by two who come at once', async () => {
    const hub = await startHub(options);
    const { secret } = await invite(await host(hub), { uses: 3 });
    const all = await Promise.all(['Ann', 'Ben', 'Cem', 'Dora', 'Eva'].map(() => stranger(hub)));
    const answers = await Promise.all(all.map((client, index) => client.arrive(`Guest ${'abcde'[index] ?? ''}`, secret)));
    expect(answers.filter(({ type }) => type === 'ready')).toHaveLength(3);
    expect(answers.filter((frame) => frame.type === 'error' && frame.code === 'invite_invalid')).toHaveLength(2);
  });

  it('cost one use, however often the same member shows it', async () => {
    const hub = await startHub(options);
    const client = await host(hub);
    const { secret } = await invite(client, { uses: 2 });
    const device = newDevice();
    for (let time = 0; time < 3; time += 1) {
      const ann = await stranger(hub, device);
      expect(await ann.arrive('Ann', secret)).toMatchObject({ type: 'ready' });
      await ann.close();
    }
    expect(await client.say({ type: 'invite_list' })).toMatchObject({ invites: [{ used: 1, uses: 2 }] });
  });

  it('end when they are revoked; who came by one stays', async () => {
    const hub = await startHub(options);
    const client = await host(hub);
    const { secret, id } = await invite(client);
    const ann = await stranger(hub);
    await ann.arrive('Ann', secret);
    await ann.close();
    expect(await client.say({ type: 'invite_revoke', id })).toMatchObject({ type: 'done' });
    expect(await client.say({ type: 'invite_revoke', id: 'nobody' })).toMatchObject({ code: 'invite_invalid' });
    expect(await (await stranger(hub)).arrive('Ben', secret)).toMatchObject({ code: 'invite_invalid' });
    expect(await (await stranger(hub, ann.device)).arrive('Ann')).toMatchObject({ type: 'ready' });
  });

  it('are kept as hashes only, are never logged, and outlive the hub with their count', async () => {
    const dataDir = await tempDir();
    const first = await startHub({ ...options, dataDir });
    const { secret } = await invite(await host(first), { uses: 2, label: 'For the choir' });
    await (await stranger(first)).arrive('Ann', secret);
    await first.stop();
    const file = await readFile(join(dataDir, 'invites.json'), 'utf8');
    expect(file + JSON.stringify(first.log)).not.toContain(secret);
    expect(JSON.parse(file)).toMatchObject({ version: 1, invites: [{ used: 1, label: 'For the choir' }] });
    const second = await startHub({ ...options, dataDir });
    expect(await (await stranger(second)).arrive('Ben', secret)).toMatchObject({ type: 'ready' });
    expect(await (await stranger(second)).arrive('Cem', secret)).toMatchObject({ code: 'invite_invalid' });
  });

  it('let nobody in, and count nothing, where the disk refuses to remember it', async () => {
    const hub = await startHub(options);
    const { secret } = await invite(await host(hub), { uses: 1 });
    const inTheWay = join(hub.dataDir, 'members.json.tmp');
    await mkdir(inTheWay);
    const ann = await stranger(hub);
    expect(await ann.arrive('Ann', secret)).toMatchObject({ code: 'storage_failed' });
    expect(await ann.arrive('Ann')).toMatchObject({ type: 'admission' });
    await rmdir(inTheWay);
    const counts = join(hub.dataDir, 'invites.json.tmp');
    await mkdir(counts);
    expect(await ann.arrive('Ann', secret)).toMatchObject({ code: 'storage_failed' });
    await rmdir(counts);
    expect(await ann.arrive('Ann', secret)).toMatchObject({ type: 'ready' });
  });

  it('give a role, never more than their maker has, and take none away', async () => {
    const hub = await startHub(options);
    const client = await host(hub);
    const { secret } = await invite(client, { role: 'moderator' });
    const mod = await stranger(hub);
    expect(await mod.arrive('Mo', secret)).toMatchObject({ type: 'ready', role: 'moderator', member: { role: 'moderator' } });
    expect(await mod.say({ type: 'invite_create', role: 'host' })).toMatchObject({ code: 'not_allowed' });
    const low = await invite(mod, { role: 'guest' });
    const guest = await stranger(hub);
    expect(await guest.arrive('Gus', low.secret)).toMatchObject({ role: 'guest' });
    expect(await guest.say({ type: 'invite_create', role: 'guest' })).toMatchObject({ code: 'not_allowed' });
    await mod.close();
    expect(await (await stranger(hub, mod.device)).arrive('Mo', low.secret)).toMatchObject({ role: 'moderator' });
    await guest.close();
    expect(await (await stranger(hub, guest.device)).arrive('Gus', secret)).toMatchObject({ role: 'moderator' });
  });

  it('give nothing that their maker has no longer, and nothing at all from one who is banned', async () => {
    const hub = await startHub(options);
    const client = await host(hub);
    const mod = await stranger(hub);
    await mod.arrive('Mo', (await invite(client, { role: 'moderator' })).secret);
    const member = memberIdOf(mod.device.publicKey);
    const made = await invite(mod, { role: 'moderator' });
    await client.say({ type: 'role', member, role: 'member' });
    expect(await (await stranger(hub)).arrive('Ann', made.secret)).toMatchObject({ type: 'ready', role: 'member' });
    await client.say({ type: 'ban', member });
    const eve = await stranger(hub);
    expect(await eve.arrive('Eve', made.secret)).toMatchObject({ code: 'invite_invalid' });
    expect(await eve.next('admission')).toMatchObject({ ways: ['invite'] });
    await client.say({ type: 'unban', member });
    expect(await eve.arrive('Eve', made.secret)).toMatchObject({ type: 'ready', role: 'member' });
  });

  it('of the command line are nobody’s, and stay good', async () => {
    const hub = await startHub({ access: 'invite' });
    const first = await hub.hub.ownerInvite();
    expect(await (await stranger(hub)).arrive('Hanna', first?.secret)).toMatchObject({ type: 'ready', role: 'host' });
  });

  it('of hosts are not for moderators to take back', async () => {
    const hub = await startHub(options);
    const client = await host(hub);
    const mod = await stranger(hub);
    await mod.arrive('Mo', (await invite(client, { role: 'moderator' })).secret);
    const [high, low] = [await invite(client, { role: 'host' }), await invite(client, { role: 'member' })];
    expect(await mod.say({ type: 'invite_revoke', id: high.id })).toMatchObject({ code: 'not_allowed' });
    expect(await (await stranger(hub)).arrive('Hal', high.secret)).toMatchObject({ type: 'ready', role: 'host' });
    expect(await mod.say({ type: 'invite_revoke', id: low.id })).toMatchObject({ type: 'done' });
    expect(await client.say({ type: 'invite_revoke', id: high.id })).toMatchObject({ type: 'done' });
  });

  it('work under every policy', async () => {
    for (const access of ['password', 'accounts', 'knock'] as const) {
      const hub = await startHub({ ...options, access });
      const client = await stranger(hub, owner);
      await client.arrive('Hanna');
      const { secret } = await invite(client);
      expect(await (await stranger(hub)).arrive('Ann', secret)).toMatchObject({ type: 'ready', access });
    }
  });
});

describe('T16: new members', () => {
  const fast = { admissionRate: 30, admissionBurst: 3, connectionsPerAddress: 0 };

  it('come in so fast by one invite, from however many addresses; it makes no crowd in a minute', async () => {
    const clock = new HubClock();
    const hub = await startHub({ ...options, clock, limits: { ...fast, heartbeat: 0 } });
    const client = await host(hub);
    const [{ secret }, other] = [await invite(client), await invite(client)];
    let number = 0;
    const come = async (by = secret, device = newDevice()): Promise<HubFrame> => {
      number += 1;
      return (await stranger(hub, device, `127.0.1.${String(number)}`)).arrive(`Guest ${String(number)}`, by);
    };
    const ann = newDevice();
    expect(await come(secret, ann)).toMatchObject({ type: 'ready' });
    for (let time = 0; time < 2; time += 1) expect(await come()).toMatchObject({ type: 'ready' });
    expect(await come()).toMatchObject({ type: 'error', code: 'rate_limited', retryAfter: 2_000 });
    // Neither those who are remembered nor another invite wait for that.
    expect(await come(secret, ann)).toMatchObject({ type: 'ready' });
    expect(await come(other.secret)).toMatchObject({ type: 'ready' });
    clock.advance(2_000);
    expect(await come()).toMatchObject({ type: 'ready' });
    expect(await come()).toMatchObject({ code: 'rate_limited' });
    // What was refused is no use.
    expect(await client.say({ type: 'invite_list' })).toMatchObject({ invites: [{ used: 4 }, { used: 1 }] });
  });

  it('come in so fast from one address, by whatever invite', async () => {
    const clock = new HubClock();
    const hub = await startHub({ ...options, clock, limits: { ...fast, heartbeat: 0 } });
    const client = await host(hub);
    const secrets = [(await invite(client)).secret, (await invite(client)).secret];
    const come = async (time: number, address: string): Promise<HubFrame> =>
      (await stranger(hub, undefined, address)).arrive(`Guest ${String(time)}`, secrets[time % 2]);
    for (let time = 0; time < 3; time += 1) expect(await come(time, '127.0.1.1')).toMatchObject({ type: 'ready' });
    const waiting = await stranger(hub, undefined, '127.0.1.1');
    expect(await waiting.arrive('Patient', secrets[0])).toMatchObject({ code: 'rate_limited', retryAfter: 2_000 });
    expect(await waiting.next('admission')).toMatchObject({ ways: ['invite'] });
    expect(await come(5, '127.0.1.2')).toMatchObject({ type: 'ready' });
    clock.advance(2_000);
    expect(await waiting.arrive('Patient', secrets[0])).toMatchObject({ type: 'ready' });
  });

  it('wait as well who know the password', async () => {
    const hub = await startHub({ ...options, access: 'password', limits: { ...fast, admissionBurst: 1 } });
    const client = await stranger(hub, owner);
    await client.arrive('Hanna');
    await client.register('open sesame');
    const [ann, ben] = [await stranger(hub), await stranger(hub)];
    for (const [one, name] of [
      [ann, 'Ann'],
      [ben, 'Ben'],
    ] as const)
      await one.arrive(name);
    expect(await ann.login('open sesame')).toMatchObject({ type: 'ready' });
    expect(await ben.login('open sesame')).toMatchObject({ code: 'rate_limited', retryAfter: expect.any(Number) as number });
    expect(await (await stranger(hub, ann.device)).arrive('Ann')).toMatchObject({ type: 'ready' });
  });
});
