import { Agent, get, type IncomingMessage } from 'node:http';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { scriptGate, type ScriptVerdict } from '../../../src/hub/access/script-gate';
import { checkHere } from '../../../src/hub/access/opaque';
import { Access } from '../../../src/hub/access/access';
import { isOwnNetwork } from '../../../src/hub/access/own-network';
import { arrivalOf, type Arrival } from '../../../src/hub/gates';
import { resolveLimits } from '../../../src/hub/limits';
import { Members } from '../../../src/hub/members';
import { accessPolicies, type Access as Policy } from '../../../src/shared/protocol';
import { nodeLogFs } from '../../../src/storage/log-fs';
import { memberIdOf } from '../../../src/storage/keys';
import { cleanUp, startHub, tempDir } from '../../helpers/hub';
import { HubClock } from '../../helpers/hub-clock';
import { newDevice, person, script, ScriptSocket } from '../../helpers/raw-client';
import { stranger, TrustClient } from '../../helpers/trust-client';

const owner = newDevice();
const ownerId = memberIdOf(owner.publicKey);

/** A gatekeeper without a hub, so that addresses can be chosen. */
async function gatekeeper(policy: Policy, clock = new HubClock()): Promise<Access> {
  const limits = resolveLimits();
  const members = new Members(limits, clock, () => undefined);
  return Access.open({ policy, fs: nodeLogFs, folder: await tempDir(), hubId: 'H'.repeat(43), limits, clock, members });
}

describe('T16: an open hub', () => {
  it.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['172.31.255.255', true],
    ['192.168.178.20', true],
    ['169.254.7.7', true],
    ['fe80::1', true],
    ['fe80::1%eth0', true],
    ['fd12:3456::1', true],
    ['172.32.0.1', false],
    ['100.64.0.1', false],
    ['8.8.8.8', false],
    ['2606:4700:4700::1111', false],
    ['::ffff:8.8.8.8', false],
    ['', false],
    ['nonsense', false],
  ])('takes %s for its own network: %s', async (address, own) => {
    expect(isOwnNetwork(address)).toBe(own);
    const access = await gatekeeper('open');
    expect(await access.admitted('k-somebody', address)).toBe(own);
    expect(
      await scriptGate(access, checkHere)({ address, local: false, secure: true, scheme: 'https' }, undefined),
    ).toMatchObject(own ? { ok: true } : { ok: false, status: 403 });
  });

  it('lets in from afar whoever was admitted for good', async () => {
    const access = await gatekeeper('open');
    await access.admit({ id: 'k-somebody', name: 'Ann' }, { how: 'invite', at: 0 });
    expect(await access.admitted('k-somebody', '8.8.8.8')).toBe(true);
    expect(await access.admitted('k-another', '8.8.8.8')).toBe(false);
  });
});

describe('T12, T16: a proxy on the hub’s machine', () => {
  const of = (headers: Record<string, string>, remoteAddress = '127.0.0.1'): Arrival =>
    arrivalOf({ headers, socket: { remoteAddress } } as unknown as IncomingMessage);

  it.each([
    [{ 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' }, '203.0.113.9', true],
    [{ 'x-forwarded-for': '127.0.0.1, 203.0.113.9', 'x-forwarded-proto': 'http' }, '203.0.113.9', false],
    [{ 'x-forwarded-for': '::ffff:203.0.113.9' }, '203.0.113.9', false],
    [{ 'x-forwarded-for': '203.0.113.9:4711' }, '203.0.113.9', false],
    [{ 'x-forwarded-for': '2001:db8::1', 'x-forwarded-proto': 'https' }, '2001:db8::1', true],
    [{ 'x-forwarded-for': '[2001:db8::1]:4711' }, '2001:db8::1', false],
    // Whatever a proxy passes on from its client, nobody behind it becomes this machine.
    [{ 'x-forwarded-for': '127.0.0.1' }, '0.0.0.0', false],
    [{ 'x-forwarded-for': '203.0.113.9, ::1' }, '0.0.0.0', false],
    [{ 'x-forwarded-for': 'nonsense' }, '0.0.0.0', false],
    [{ 'x-forwarded-proto': 'https' }, '0.0.0.0', true],
    [{ 'x-forwarded-host': 'chat.example' }, '0.0.0.0', false],
    [{ 'x-real-ip': '127.0.0.1' }, '0.0.0.0', false],
    [{ forwarded: 'for=127.0.0.1;proto=https' }, '0.0.0.0', false],
    [{ via: '1.1 proxy' }, '0.0.0.0', false],
  ] as [Record<string, string>, string, boolean][])('with %j asks for %s, encrypted: %s', async (headers, address, secure) => {
    const arrival = of(headers);
    expect(arrival).toEqual({ address, local: false, secure, scheme: secure ? 'https' : 'http' });
    expect((await gatekeeper('password')).secretsMayTravel(arrival)).toBe(secure);
    expect(await (await gatekeeper('open')).admitted('k-somebody', arrival.address)).toBe(false);
  });

  it('is believed, and nobody on another machine', () => {
    expect(of({})).toMatchObject({ address: '127.0.0.1', local: true, secure: false });
    const headers = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' };
    expect(of(headers, '192.168.1.9')).toMatchObject({ address: '192.168.1.9', local: false, secure: false });
  });

  it('is no single victim at the door: what it passes on counts for whom it asks', async () => {
    const hub = await startHub({
      access: 'knock',
      limits: { connectionsPerAddress: 20, socketsPerAddress: 3, maxUnauthenticated: 6 },
    });
    const agent = new Agent({ keepAlive: true });
    cleanUp(async () => agent.destroy());
    const headers = (address: string) => ({ 'x-forwarded-proto': 'https', 'x-forwarded-for': address });
    // Each of them keeps its connection, as proxies do.
    const ask = (address: string): Promise<number | string> =>
      new Promise((resolve) => {
        const req = get(`${hub.url}healthz`, { agent, headers: headers(address) }, (res) => {
          res.resume();
          resolve(res.statusCode ?? 0);
        });
        req.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      });
    // By the first request the hub learns that it has a proxy.
    expect(await ask('203.0.113.1')).toBe(200);
    expect(await Promise.all([1, 2, 3, 4, 5].map((host) => ask(`203.0.113.${String(host)}`)))).toEqual([200, 200, 200, 200, 200]);
    agent.destroy();
    const silent = async (address: string): Promise<TrustClient> =>
      new TrustClient(hub.ws, { headers: headers(address) }).opened();
    const lone = await silent('203.0.113.1');
    const crowd = [];
    for (let time = 0; time < 5; time += 1) crowd.push(await silent('203.0.113.9'));
    await silent('203.0.113.2');
    await crowd[0]?.ended;
    expect(await lone.arrive('Ann')).toMatchObject({ type: 'admission' });
  });

  it.each(['open', 'invite', 'password', 'knock'] as const)('lets no script in from afar where access is %s', async (access) => {
    const hub = await startHub({ access, allowHosts: ['chat.example'] });
    const headers = { host: 'chat.example', 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
    await expect(new ScriptSocket(hub.ws, [], { headers }).opened()).rejects.toThrow('403');
    const ann = await new TrustClient(hub.ws, { headers }).opened();
    expect(await ann.arrive('Ann')).toMatchObject(access === 'open' ? { code: 'private_only' } : { type: 'admission' });
  });
});

describe('T12: invites and logins', () => {
  it.each([
    ['192.168.1.20', true, true],
    ['192.168.1.20', false, false],
    ['8.8.8.8', false, false],
    ['127.0.0.1', false, true],
    ['::1', false, true],
  ])('from %s, over TLS: %s, may travel: %s', async (address, secure, may) => {
    expect((await gatekeeper('password')).secretsMayTravel({ address, secure })).toBe(may);
  });
});

describe('T1: what the hub remembers', () => {
  it('is in a file for its owner only, and comes back with the hub', async () => {
    const dataDir = await tempDir();
    const first = await startHub({ dataDir, owner: ownerId });
    await (await stranger(first, owner)).arrive('Hanna');
    await person(first, 'A passer-by');
    await first.stop();
    const path = join(dataDir, 'members.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      version: 1,
      members: [
        {
          ...{ id: ownerId, name: 'Hanna', role: 'host' },
          admitted: { how: 'owner', at: expect.any(Number) as number },
          seenAt: expect.any(Number) as number,
        },
      ],
    });
    const second = await startHub({ dataDir, access: 'invite' });
    expect(await (await stranger(second, owner)).arrive('Hanna')).toMatchObject({ type: 'ready', role: 'host' });
  });

  it.each(['members.json', 'invites.json', 'access.json'])(
    'keeps a hub from starting where a newer one wrote %s',
    async (name) => {
      const dataDir = await tempDir();
      await writeFile(join(dataDir, name), '{"version":2}');
      await expect(startHub({ dataDir })).rejects.toMatchObject({
        code: 'storage_failed',
        message: expect.stringContaining('newer') as string,
      });
      expect(await readFile(join(dataDir, name), 'utf8')).toBe('{"version":2}');
    },
  );

  it('keeps out who is banned, by member and by address', async () => {
    const dataDir = await tempDir();
    const banned = newDevice();
    const record = { name: 'Eve', role: 'member', admitted: null, seenAt: 0 };
    const ban = { at: 0, by: ownerId };
    const write = (members: object[]): Promise<void> =>
      writeFile(join(dataDir, 'members.json'), JSON.stringify({ version: 1, members }));
    await write([{ ...record, id: memberIdOf(banned.publicKey), banned: ban }]);
    const hub = await startHub({ dataDir });
    const eve = await stranger(hub, banned);
    expect(await eve.arrive('Eve')).toMatchObject({ code: 'banned' });
    expect(await eve.ended).toMatchObject({ code: 4403 });
    expect((await person(hub, 'Eve')).ready.member.name).toBe('Eve');
    await hub.stop();
    await write([{ ...record, id: 'k-x', banned: { ...ban, address: '127.0.0.1' } }]);
    const second = await startHub({ dataDir });
    expect(await (await stranger(second)).arrive('Anybody')).toMatchObject({ code: 'banned' });
    expect(await answer(second.ws)).toBe(403);
  });
});

/** HTTP status with which a script is refused; 101 where it is let in. */
function answer(url: string, authorization?: string): Promise<number> {
  const ws = new WebSocket(url, {
    rejectUnauthorized: false,
    headers: authorization === undefined ? {} : { authorization },
  });
  return new Promise((resolve, reject) => {
    ws.on('unexpected-response', (_req, res) => {
      resolve(res.statusCode ?? 0);
      res.destroy();
    });
    ws.on('open', () => {
      resolve(101);
      ws.close();
    });
    ws.on('error', reject);
  });
}

const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('T13: scripts', () => {
  it.each(accessPolicies.map((policy) => [policy]))('of another machine, where access is %s', async (policy) => {
    const gate = scriptGate(await gatekeeper(policy), checkHere);
    const from = async (address: string, secure: boolean): Promise<ScriptVerdict> =>
      gate({ address, local: false, secure, scheme: 'https' }, undefined);
    const status = { open: 0, invite: 403, password: 403, accounts: 401, knock: 403 }[policy];
    const verdict = await from('192.168.1.9', true);
    expect(verdict.ok ? 0 : verdict.status).toBe(status);
    if (policy === 'accounts') expect(await from('192.168.1.9', false)).toMatchObject({ status: 403 });
    if (!verdict.ok) expect(verdict.text).toMatch(/^[A-Z].*\.$/);
  });

  it.each(['invite', 'password', 'knock'] as const)('of this machine may join where access is %s', async (access) => {
    const hub = await startHub({ access });
    expect((await script(hub, 'name=Bot')).messages[0]?.message).toContain('Welcome to Workshop, Bot');
  });

  it('log in by HTTP Basic where there are accounts, before there is any WebSocket', async () => {
    const checks: number[] = [];
    const hub = await startHub({
      ...{ access: 'accounts', owner: ownerId },
      // As cheap as the clients of these tests make their records.
      checkPassword: (check) => {
        checks.push(1);
        return checkHere(check, { 'argon2id-custom': { iterations: 1, memory: 64, parallelism: 1 } });
      },
    });
    const host = await stranger(hub, owner);
    await host.arrive('Hanna');
    await host.register('open: sesame', { user: 'Bot' });
    expect(await answer(hub.ws)).toBe(401);
    expect(await answer(hub.ws, 'Bearer x')).toBe(401);
    expect(await answer(hub.ws, basic('', 'x'))).toBe(401);
    expect(checks).toHaveLength(0);
    for (const url of [hub.ws, hub.wss]) expect(await answer(url, basic('bot', 'open: sesame'))).toBe(101);
    const bot = await new ScriptSocket(hub.ws, [], { headers: { authorization: basic('bot', 'open: sesame') } }).opened();
    expect((await bot.until('welcome', () => bot.messages[0])).message).toContain(', bot.');
    for (const wrong of [
      basic('bot', 'wrong'),
      basic('nobody', 'wrong'),
      basic('bot', ''),
      basic('bot', 'wrong'),
      basic('bot', 'wrong'),
    ])
      expect(await answer(hub.ws, wrong)).toBe(401);
    expect(await answer(hub.ws, basic('bot', 'open: sesame'))).toBe(429);
    expect(JSON.stringify(hub.log)).not.toContain('sesame');
  });

  it('have no way into a room with a password', async () => {
    const hub = await startHub({ owner: ownerId });
    const host = await stranger(hub, owner);
    const ready = await host.arrive('Hanna');
    expect(ready).toMatchObject({ type: 'ready', rooms: [{ name: 'lobby' }] });
    if (ready.type !== 'ready') return;
    await host.register('open sesame', { room: ready.room });
    const bot = await new ScriptSocket(`${hub.ws}?name=Bot`).opened();
    await bot.refused('password_required');
    expect(await bot.ended).toMatchObject({ code: 1008 });
    expect((await script(hub, 'name=Bot&room=Open')).messages[0]?.room).toBe('Open');
  });
});

describe('T2: commands of hosts', () => {
  const frames = [
    { type: 'admit', member: 'k-x', stay: 'good' },
    { type: 'refuse', member: 'k-x' },
    { type: 'invite_create', role: 'member' },
    { type: 'invite_list' },
    { type: 'invite_revoke', id: 'x' },
    { type: 'password_start', request: 'x' },
    { type: 'password_finish', record: 'x' },
    { type: 'password_clear' },
    { type: 'account_start', user: 'ann', request: 'x' },
    { type: 'account_finish', user: 'ann', record: 'x' },
    { type: 'account_list' },
    { type: 'account_set', user: 'ann', disabled: true },
    { type: 'account_remove', user: 'ann' },
  ];

  it.each(frames)('are refused to members: $type', async (frame) => {
    const hub = await startHub();
    const ann = await stranger(hub);
    await ann.arrive('Ann');
    expect(await ann.say(frame)).toMatchObject({ type: 'error', code: 'not_allowed' });
  });

  it.each([
    [{ type: 'admit', member: 'k-x', stay: 'good' }, 'member_unknown'],
    [{ type: 'refuse', member: 'k-x' }, 'member_unknown'],
    [{ type: 'invite_revoke', id: 'x' }, 'invite_invalid'],
    [{ type: 'password_start', request: 'x' }, 'bad_message'],
    [{ type: 'password_start', request: 'x', room: 'nowhere' }, 'room_unknown'],
    [{ type: 'password_finish', record: 'A'.repeat(256) }, 'bad_message'],
    [{ type: 'password_finish', record: 'x', room: 'nowhere' }, 'room_unknown'],
    [{ type: 'password_clear', room: 'nowhere' }, 'room_unknown'],
    [{ type: 'account_start', user: '\u202e', request: 'x' }, 'bad_name'],
    [{ type: 'account_start', user: 'ann', request: 'x' }, 'bad_message'],
    [{ type: 'account_finish', user: 'ann', record: 'A'.repeat(256) }, 'bad_message'],
    [{ type: 'account_set', user: 'nobody', disabled: true }, 'account_unknown'],
    [{ type: 'account_remove', user: 'nobody' }, 'account_unknown'],
    [{ type: 'login_start', request: 'x' }, 'hello_repeated'],
    [{ type: 'login_start', request: 'x', room: 'nowhere' }, 'room_unknown'],
    [{ type: 'login_start', request: 'x', room: 'nowhere', user: 'ann' }, 'bad_message'],
    [{ type: 'login_finish', finish: 'x' }, 'login_failed'],
    [{ type: 'knock' }, 'hello_repeated'],
    [{ type: 'invite_create', role: 'king' }, 'bad_message'],
    [{ type: 'invite_create', role: 'member', uses: 0 }, 'bad_message'],
    [{ type: 'invite_create', role: 'member', label: 'x'.repeat(201) }, 'bad_message'],
    [{ type: 'login_start', request: '<>' }, 'bad_message'],
    [{ type: 'knock', loud: true }, 'bad_message'],
  ])('say what is wrong: %j', async (frame, code) => {
    const hub = await startHub({ owner: ownerId });
    const host = await stranger(hub, owner);
    await host.arrive('Hanna');
    expect(await host.say(frame)).toMatchObject({ type: 'error', code });
  });

  it.each([
    ['invite', { type: 'knock' }],
    ['invite', { type: 'login_start', request: 'x' }],
    ['password', { type: 'login_start', request: 'x', user: 'ann' }],
    ['accounts', { type: 'login_start', request: 'x' }],
    ['password', { type: 'knock' }],
  ] as const)('of other policies are refused where access is %s: %j', async (access, frame) => {
    const hub = await startHub({ access });
    const ann = await stranger(hub);
    expect(await ann.arrive('Ann')).toMatchObject({ type: 'admission' });
    expect(await ann.say(frame)).toMatchObject({ code: 'not_allowed' });
  });
});
