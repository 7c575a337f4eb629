/** Every way into a hub, with the app's own client, a real hub and TLS between them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { keyWords } from '../../src/shared/names/key-words';
import { limits, type Access } from '../../src/shared/protocol';
import type { InviteOptions } from '../../src/shared/ipc/trust-api';
import { appPerson, type AppPerson } from '../helpers/app-person';
import { startHub, type TestHub } from '../helpers/hub';
import { HubClock } from '../helpers/hub-clock';

const fine = { ok: true, value: null };
const RIGHT = 'correct horse battery staple';

const address = ({ port }: TestHub): string => `127.0.0.1:${String(port)}`;
const invited = ({ port, hubId }: TestHub): string => `https://127.0.0.1:${String(port)}/#k=${hubId}`;

/** A hub with its host in it. */
async function hosted(access: Access, options: Parameters<typeof startHub>[0] = {}) {
  const host = await appPerson('Hanna');
  const hub = await startHub({ access, owner: host.member, ...options });
  expect(await host.chat.join(invited(hub))).toEqual(fine);
  expect(host.hub()).toMatchObject({ role: 'host', access, words: keyWords(host.member), trust: 'verified' });
  return { host, hub };
}

/** Somebody new, until the hub asks for more. */
async function asked(hub: TestHub, name = 'Ann') {
  const person = await appPerson(name);
  const joining = person.chat.join(address(hub));
  await person.phase('admission');
  return { ...person, joining };
}

async function invite({ chat }: AppPerson, options: InviteOptions = { role: 'member', hours: 1, uses: 1 }) {
  const made = await chat.createInvite(options);
  if (!made.ok) throw new Error(made.problem.code);
  return made.value;
}

/** The same person later, with nothing but what their device kept. */
async function later(person: AppPerson, hub: TestHub): Promise<AppPerson> {
  await person.chat.close();
  const again = await appPerson('Ann', person.folder);
  expect(await again.chat.openHub(hub.hubId)).toEqual(fine);
  return again;
}

describe('an open hub', () => {
  it('asks for nothing', async () => {
    const { hub } = await hosted('open');
    const ann = await appPerson('Ann');
    expect(await ann.chat.join(address(hub))).toEqual(fine);
    expect(ann.hub()).toMatchObject({
      role: 'member',
      access: 'open',
      words: keyWords(ann.member),
      knocks: [],
      trust: 'unverified',
    });
  });

  it('lets in with an invite that is worth nothing, too', async () => {
    const { hub } = await hosted('open');
    const ann = await appPerson('Ann');
    expect(await ann.chat.join(`${invited(hub)}&s=${'x'.repeat(22)}`)).toEqual(fine);
  });

  it('says which name is taken, and offers another', async () => {
    const { hub } = await hosted('open');
    const other = await appPerson('hanna');
    expect(await other.chat.join(address(hub))).toMatchObject({
      ok: false,
      problem: { code: 'name_taken', params: { suggestion: 'hanna 2' } },
    });
  });
});

describe('another name', () => {
  it('is refused at once where it is somebody else’s, and seen by everybody where it is not', async () => {
    const { host, hub } = await hosted('open');
    const ann = await appPerson('Ann');
    expect(await ann.chat.join(address(hub))).toEqual(fine);
    const problem = { code: 'name_taken', params: { suggestion: 'Hanna 2' } };
    expect(await ann.chat.setName('Hanna')).toEqual({ ok: false, problem });
    expect(await ann.chat.setName('Anna')).toEqual(fine);
    expect(ann.hub()?.me?.name).toBe('Anna');
    const room = host.hub()?.defaultRoom ?? '';
    await vi.waitFor(async () => expect((await host.chat.loadMembers(room)).map(({ name }) => name)).toContain('Anna'));
  });
});

describe('an invite', () => {
  it('leads others to where they can come, also where it was made on the hub’s own machine', async () => {
    const addresses = [
      { name: 'eth0', host: '192.168.1.20', internal: false },
      { name: 'lo', host: '127.0.0.1', internal: true },
    ];
    const { host, hub } = await hosted('invite', { addresses: () => addresses });
    const { link } = await invite(host);
    expect(link.web).toMatch(new RegExp(`^https://192\\.168\\.1\\.20:${String(hub.port)}/#k=${hub.hubId}&s=`));
    const reach = { addresses, port: hub.port, guests: 'encrypted', fingerprint: hub.fingerprint };
    expect(await host.chat.loadReach()).toEqual({ ok: true, value: reach });
    expect(host.hub()?.reach).toEqual(reach);
  });

  it('lets in once, is said once, and is kept nowhere', async () => {
    const { host, hub } = await hosted('invite');
    const { link } = await invite(host, { role: 'moderator', label: 'Ann', hours: 1, uses: 1 });
    const secret = /s=([\w-]{22})$/.exec(link.app)?.[1] ?? 'none';
    expect(link).toEqual({
      web: `https://127.0.0.1:${String(hub.port)}/#k=${hub.hubId}&s=${secret}`,
      app: `hearth://127.0.0.1:${String(hub.port)}/#k=${hub.hubId}&s=${secret}`,
    });
    const ann = await appPerson('Ann');
    expect(await ann.chat.join(link.app)).toEqual(fine);
    expect(ann.hub()).toMatchObject({ role: 'moderator', trust: 'verified' });
    const again = await later(ann, hub);
    await again.phase('ready');
    const hellos = [...ann.sent, ...again.sent].filter(({ type }) => type === 'hello');
    expect(hellos.map((hello) => 'invite' in hello)).toEqual([true, false]);
    expect(await readFile(join(ann.folder, 'hubs.json'), 'utf8')).not.toContain(secret);
    expect(JSON.stringify([again.chat.state(), host.chat.state(), hub.log])).not.toContain(secret);
    expect(await host.chat.listInvites()).toMatchObject({ ok: true, value: [{ label: 'Ann', used: 1, uses: 1 }] });
    const eve = await appPerson('Eve');
    void eve.chat.join(link.app);
    await eve.phase('admission');
    expect(eve.connection()).toEqual({
      phase: 'admission',
      ways: ['invite'],
      busy: false,
      problem: { code: 'invite_invalid' },
    });
  });

  it('can be shown when it is asked for, and a bad one changes nothing', async () => {
    const { host, hub } = await hosted('invite');
    const first = await invite(host);
    const ann = await asked(hub);
    const { enter } = ann.chat;
    const show = (link: string) => enter.call(ann.chat, { way: 'invite', link });
    expect(await host.chat.revokeInvite(first.id)).toEqual(fine);
    expect(await show(first.link.app)).toMatchObject({ problem: { code: 'invite_invalid' } });
    const untold = ann.sent.length;
    for (const nothing of [invited(hub), address(hub), 'x'.repeat(21), 'my invite', ''])
      expect(await show(nothing)).toMatchObject({ problem: { code: 'invite_missing' } });
    expect(ann.sent.length).toBe(untold);
    const elsewhere = first.link.app.replace(hub.hubId, 'e'.repeat(43));
    const before = ann.sent.length;
    expect(await show(elsewhere)).toMatchObject({ problem: { code: 'wrong_hub' } });
    expect(ann.sent.length).toBe(before);
    expect(ann.connection()).toMatchObject({ phase: 'admission', busy: false, problem: { code: 'wrong_hub' } });
    expect(await show((await invite(host)).link.web ?? '')).toEqual(fine);
    expect([await ann.joining, ann.connection()?.phase]).toEqual([fine, 'ready']);
  });

  it('can be shown without its link to the hub that asks', async () => {
    const { host, hub } = await hosted('invite');
    const secret = /s=([\w-]{22})$/.exec((await invite(host)).link.app)?.[1] ?? 'none';
    const ann = await asked(hub);
    expect(await ann.chat.enter({ way: 'invite', link: 'x'.repeat(22) })).toMatchObject({ problem: { code: 'invite_invalid' } });
    expect(await ann.chat.enter({ way: 'invite', link: ` ${secret}\n` })).toEqual(fine);
    expect(await ann.joining).toEqual(fine);
  });

  it('is not said without TLS where others could read it', async () => {
    const { host } = await hosted('invite', { guests: 'off' });
    expect((await invite(host)).link).toMatchObject({ web: null });
  });
});

describe('a password', () => {
  it('lets in for as long as it stays the same, and says that the key is right', async () => {
    const { host, hub } = await hosted('password');
    expect(await host.chat.access({ do: 'set-password', password: RIGHT })).toEqual({ ok: true, value: [] });
    const ann = await asked(hub);
    expect(ann.hub()).toMatchObject({ name: 'Workshop', trust: 'unverified', role: null, knocks: [] });
    expect(ann.connection()).toEqual({ phase: 'admission', ways: ['password', 'invite'], busy: false });
    const wrong = ann.chat.enter({ way: 'password', password: 'wrong' });
    expect(ann.connection()).toMatchObject({ busy: true });
    expect(await wrong).toMatchObject({ problem: { code: 'login_failed' } });
    expect(ann.connection()).toMatchObject({ busy: false, problem: { code: 'login_failed' } });
    expect(await ann.chat.enter({ way: 'password', password: RIGHT })).toEqual(fine);
    expect([await ann.joining, ann.hub()?.trust, ann.hub()?.role]).toEqual([fine, 'verified', 'member']);
    expect(ann.sent.filter(({ type }) => type === 'login_finish')).toMatchObject([
      { binding: expect.stringMatching(/^[\w-]{43}$/) as string },
    ]);
    expect(JSON.stringify([ann.sent, hub.log, ann.chat.state()])).not.toContain(RIGHT);
    const again = await later(ann, hub);
    await again.phase('ready');
    expect(again.sent.some(({ type }) => type === 'login_start')).toBe(false);
    await host.chat.access({ do: 'set-password', password: 'another' });
    const third = await later(again, hub);
    await third.phase('admission');
    expect(third.hub()).toMatchObject({ id: hub.hubId, trust: 'verified' });
  });

  it('that is wrong too often has to wait, and says for how long', async () => {
    const { hub } = await hosted('password', { limits: { loginRate: 1 } });
    const ann = await asked(hub);
    await ann.chat.enter({ way: 'password', password: 'first' });
    expect(await ann.chat.enter({ way: 'password', password: 'second' })).toMatchObject({
      problem: { code: 'too_many_tries', params: { retryAfter: expect.any(Number) as number } },
    });
    expect(ann.connection()).toMatchObject({ phase: 'admission', problem: { code: 'too_many_tries' } });
    void ann.chat.leaveHub();
    expect(await ann.joining).toMatchObject({ problem: { code: 'cancelled' } });
  });

  it('is asked for one thing at a time, and not where nobody asks', async () => {
    const { host, hub } = await hosted('password', { limits: { loginRate: 0 } });
    const ann = await asked(hub);
    const [first, second] = [1, 2].map(() => ann.chat.enter({ way: 'password', password: 'wrong' }));
    expect([await second, await first]).toMatchObject([
      { problem: { code: 'cancelled' } },
      { problem: { code: 'login_failed' } },
    ]);
    expect(await host.chat.enter({ way: 'password', password: 'x' })).toMatchObject({ problem: { code: 'not_connected' } });
  });

  it('of a room lets one into that room', async () => {
    const { host, hub } = await hosted('open');
    const made = await host.chat.createRoom('cellar');
    const room = made.ok ? made.value : '';
    expect(await host.chat.access({ do: 'set-password', room, password: RIGHT })).toEqual({ ok: true, value: [] });
    const ann = await appPerson('Ann');
    await ann.chat.join(address(hub));
    const cellar = () => ann.hub()?.rooms.find(({ id }) => id === room);
    expect(cellar()).toMatchObject({ joined: false, password: true });
    expect(await ann.chat.joinRoom(room)).toMatchObject({ problem: { code: 'password_required' } });
    expect(await ann.chat.enter({ way: 'room', room, password: 'wrong' })).toMatchObject({ problem: { code: 'login_failed' } });
    expect(cellar()?.joined).toBe(false);
    expect(await ann.chat.enter({ way: 'room', room, password: RIGHT })).toEqual(fine);
    expect([cellar()?.joined, ann.hub()?.trust]).toEqual([true, 'verified']);
    expect(await host.chat.access({ do: 'clear-password', room })).toEqual({ ok: true, value: [] });
    await ann.until(() => cellar()?.password === false);
  });
});

describe('an account', () => {
  it('lets in by its name however it is written, until it is disabled', async () => {
    const { host, hub } = await hosted('accounts');
    const added = await host.chat.access({ do: 'add-account', user: 'Ann', password: RIGHT });
    expect(added).toMatchObject({ ok: true, value: [{ name: 'Ann', disabled: false, members: [] }] });
    const ann = await asked(hub);
    expect(ann.connection()).toMatchObject({ ways: ['account', 'invite'] });
    expect(await ann.chat.enter({ way: 'account', user: 'Bob', password: RIGHT })).toMatchObject({
      problem: { code: 'login_failed' },
    });
    expect(await ann.chat.enter({ way: 'account', user: ' aNN ', password: RIGHT })).toEqual(fine);
    expect(await ann.joining).toEqual(fine);
    expect(await host.chat.access({ do: 'list-accounts' })).toMatchObject({ value: [{ name: 'Ann', members: [ann.member] }] });
    expect(await host.chat.access({ do: 'set-account', user: 'ann', disabled: true })).toMatchObject({
      value: [{ disabled: true }],
    });
    // It was in, so it looks for the hub again by itself, and is asked again.
    await ann.phase('admission');
    expect(await host.chat.access({ do: 'remove-account', user: 'ann' })).toEqual({ ok: true, value: [] });
    expect(await host.chat.access({ do: 'remove-account', user: 'ann' })).toMatchObject({ problem: { code: 'account_unknown' } });
  });
});

describe('a knock', () => {
  it('is heard by the host, who opens for good', async () => {
    const { host, hub } = await hosted('knock');
    const ann = await asked(hub);
    expect(await ann.chat.enter({ way: 'knock' })).toEqual(fine);
    expect(ann.connection()).toMatchObject({ phase: 'knocking', words: keyWords(ann.member) });
    await host.until((state) => state.hub?.knocks.length === 1);
    expect(host.hub()?.knocks).toMatchObject([
      { id: ann.member, name: 'Ann', words: keyWords(ann.member), address: '127.0.0.1' },
    ]);
    expect(await host.chat.order({ do: 'admit', member: ann.member, stay: 'good' })).toEqual(fine);
    expect([await ann.joining, ann.connection()?.phase, ann.hub()?.trust]).toEqual([fine, 'ready', 'unverified']);
    await host.until((state) => state.hub?.knocks.length === 0);
    const again = await later(ann, hub);
    await again.phase('ready');
    expect(await again.chat.order({ do: 'admit', member: ann.member, stay: 'good' })).toMatchObject({
      problem: { code: 'not_allowed' },
    });
  });

  it('that is refused is over, and nothing knocks again by itself', async () => {
    const { host, hub } = await hosted('knock');
    const ann = await asked(hub);
    await ann.chat.enter({ way: 'knock' });
    await host.until((state) => state.hub?.knocks.length === 1);
    expect(await host.chat.order({ do: 'refuse', member: ann.member })).toEqual(fine);
    expect(await ann.joining).toMatchObject({ ok: false, problem: { code: 'not_admitted' } });
    expect(ann.hub()).toBeNull();
    expect(ann.sent.filter(({ type }) => type === 'hello')).toHaveLength(1);
  });

  it('is withdrawn by leaving', async () => {
    const { host, hub } = await hosted('knock');
    const ann = await asked(hub);
    await ann.chat.enter({ way: 'knock' });
    await host.until((state) => state.hub?.knocks.length === 1);
    await ann.chat.leaveHub();
    expect(await ann.joining).toMatchObject({ problem: { code: 'cancelled' } });
    await host.until((state) => state.hub?.knocks.length === 0);
  });

  it('can be followed by an invite', async () => {
    const { host, hub } = await hosted('knock');
    const ann = await asked(hub);
    await ann.chat.enter({ way: 'knock' });
    expect(await ann.chat.enter({ way: 'invite', link: (await invite(host)).link.app })).toEqual(fine);
    expect(await ann.joining).toEqual(fine);
    await host.until((state) => state.hub?.knocks.length === 0);
  });

  it('that nobody answers ends, and says so', async () => {
    const clock = new HubClock();
    const { hub } = await hosted('knock', { clock, limits: { heartbeat: 0 } });
    const ann = await asked(hub);
    clock.advance(limits.admissionTimeout + 1_000);
    expect(await ann.joining).toMatchObject({ problem: { code: 'admission_late' } });
  });
});
