import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HubFrame, HubFrameOf } from '../../../src/shared/protocol';
import { memberIdOf } from '../../../src/storage/keys';
import { startHub, tempDir, type TestHub } from '../../helpers/hub';
import { HubClock } from '../../helpers/hub-clock';
import { newDevice } from '../../helpers/raw-client';
import { stranger, type TrustClient } from '../../helpers/trust-client';

const owner = newDevice();
const options = { access: 'password', owner: memberIdOf(owner.publicKey) } as const;
/** Neither pings nor the lobby end a connection while the clock jumps. */
const patient = { heartbeat: 0, admissionTimeout: 0, helloTimeout: 0 };
const PASSWORD = 'correct horse battery staple';

/** A hub with its password, or with an account of Ann's. */
async function guarded(more: Parameters<typeof startHub>[0] = {}): Promise<TestHub & { host: TrustClient }> {
  const hub = await startHub({ ...options, ...more });
  const host = await stranger(hub, owner);
  expect(await host.arrive('Hanna')).toMatchObject({ type: 'ready', role: 'host' });
  const user = more.access === 'accounts' ? { user: 'Ann' } : {};
  expect(await host.register(PASSWORD, user)).toMatchObject({ type: 'done' });
  return { ...hub, host };
}

const waiting = async (hub: { ws: string }, name: string): Promise<TrustClient> => {
  const client = await stranger(hub);
  expect(await client.arrive(name)).toMatchObject({ type: 'admission' });
  return client;
};

describe('T10: the hub’s password', () => {
  it('lets in whoever knows it, for good, until it changes', async () => {
    const dataDir = await tempDir();
    const first = await guarded({ dataDir });
    const ann = await stranger(first);
    expect(await ann.arrive('Ann')).toMatchObject({ type: 'admission', ways: ['password', 'invite'] });
    expect(await ann.login(PASSWORD)).toMatchObject({ type: 'ready', member: { name: 'Ann' }, role: 'member' });
    await ann.close();
    await first.stop();
    const second = await startHub({ ...options, dataDir });
    const again = await stranger(second, ann.device);
    expect(await again.arrive('Ann')).toMatchObject({ type: 'ready' });
    await again.close();
    const host = await stranger(second, owner);
    await host.arrive('Hanna');
    expect(await host.register('another one')).toMatchObject({ type: 'done' });
    const third = await stranger(second, ann.device);
    expect(await third.arrive('Ann')).toMatchObject({ type: 'admission' });
    expect(await third.login(PASSWORD)).toBeNull();
    expect(await third.login('another one')).toMatchObject({ type: 'ready' });
  });

  it('keeps out whoever does not know it, and whoever sees another key than the hub’s', async () => {
    const hub = await guarded();
    const ann = await waiting(hub, 'Ann');
    expect(await ann.login('wrong')).toBeNull();
    // Somebody in between with a certificate of their own: the right password is of no use to them.
    expect(await ann.login(PASSWORD, { pin: 'A'.repeat(43) })).toBeNull();
    expect(await ann.say({ type: 'login_finish', finish: 'A'.repeat(86) })).toMatchObject({ code: 'login_failed' });
    expect(await ann.say({ type: 'join', room: 'anything' })).toMatchObject({ code: 'admission_required' });
    expect(await ann.login(PASSWORD)).toMatchObject({ type: 'ready' });
  });

  it('is proved once: what was recorded is worth nothing', async () => {
    const hub = await guarded();
    const ann = await waiting(hub, 'Ann');
    const finish = await ann.proof(PASSWORD);
    expect(await ann.say({ type: 'login_finish', finish })).toMatchObject({ type: 'ready' });
    expect(await ann.say({ type: 'login_finish', finish })).toMatchObject({ code: 'login_failed' });
    const eve = await waiting(hub, 'Eve');
    expect(await eve.say({ type: 'login_finish', finish })).toMatchObject({ code: 'login_failed' });
    const start = ann.sent.find((text) => text.includes('login_start'));
    eve.raw(start ?? '');
    await eve.next('login_answer');
    expect(await eve.say({ type: 'login_finish', finish })).toMatchObject({ code: 'login_failed' });
    expect(await eve.say({ type: 'join', room: 'anything' })).toMatchObject({ code: 'admission_required' });
  });

  it('T9: is bound to the TLS connection by clients that can', async () => {
    const hub = await guarded();
    const secure = { ws: hub.wss };
    const ann = await waiting(secure, 'Ann');
    expect(await ann.login(PASSWORD, { binding: 'A'.repeat(43) })).toMatchObject({ code: 'login_failed' });
    expect(await ann.login(PASSWORD, { binding: true })).toMatchObject({ type: 'ready' });
    // Without TLS nothing can be exported, so a binding cannot be right.
    const ben = await waiting(hub, 'Ben');
    expect(await ben.login(PASSWORD, { binding: 'A'.repeat(43) })).toMatchObject({ code: 'login_failed' });
  });

  it('is tried five times a minute, then ever more slowly; what is right does not count', async () => {
    const clock = new HubClock();
    const hub = await guarded({ clock, limits: patient });
    const ann = await waiting(hub, 'Ann');
    expect(await ann.login(PASSWORD)).toMatchObject({ type: 'ready' });
    const eve = await waiting(hub, 'Eve');
    expect(await eve.proof('wrong')).toBeNull();
    const { request } = JSON.parse(eve.sent.at(-1) ?? '') as { request: string };
    const start = (): Promise<HubFrame> => eve.say({ type: 'login_start', request });
    for (let attempt = 2; attempt <= 5; attempt += 1) expect(await start()).toMatchObject({ type: 'login_answer' });
    for (const retryAfter of [12, 24, 48, 96, 192, 384, 768, 900, 900].map((seconds) => seconds * 1_000)) {
      expect(await start()).toMatchObject({ code: 'rate_limited', retryAfter });
      clock.advance(retryAfter - 1);
      expect(await start()).toMatchObject({ code: 'rate_limited', retryAfter: 1 });
      clock.advance(1);
      expect(await start()).toMatchObject({ type: 'login_answer' });
    }
    // Ann has the same address, and to wait as well; being remembered she need not log in.
    const again = await stranger(hub, ann.device);
    expect(await again.arrive('Ann')).toMatchObject({ type: 'ready' });
  });

  it('T3: never leaves a trace in files or log', async () => {
    const dataDir = await tempDir();
    const hub = await guarded({ dataDir });
    const ann = await waiting(hub, 'Ann');
    await ann.login('not the password');
    await ann.login(PASSWORD);
    await hub.stop();
    const files = await Promise.all(['access.json', 'members.json'].map((name) => readFile(join(dataDir, name), 'utf8')));
    const everything = files.join('') + JSON.stringify(hub.log) + ann.sent.join('');
    expect(everything).not.toContain(PASSWORD);
    expect(everything).not.toContain('not the password');
    expect(JSON.parse(files[0] ?? '')).toMatchObject({ version: 1, password: { epoch: expect.any(Number) as number } });
  });
});

describe('T10: accounts', () => {
  const accounts = { access: 'accounts' } as const;

  it('let in by name and password, whatever the name’s case, until they are disabled', async () => {
    const hub = await guarded(accounts);
    const ann = await stranger(hub);
    expect(await ann.arrive('Ann of the choir')).toMatchObject({ ways: ['account', 'invite'] });
    expect(await ann.login(PASSWORD, { user: 'ANN' })).toMatchObject({ type: 'ready' });
    expect(await hub.host.say({ type: 'account_list' })).toMatchObject({
      accounts: [{ name: 'Ann', disabled: false, members: [memberIdOf(ann.device.publicKey)] }],
    });
    expect(await hub.host.say({ type: 'account_set', user: 'ann', disabled: true })).toMatchObject({ type: 'done' });
    expect(await ann.ended).toMatchObject({ code: 4403 });
    const again = await stranger(hub, ann.device);
    expect(await again.arrive('Ann of the choir')).toMatchObject({ type: 'admission' });
    expect(await again.login(PASSWORD, { user: 'ann' })).toBeNull();
    await hub.host.say({ type: 'account_set', user: 'ann', disabled: false });
    expect(await (await stranger(hub, ann.device)).arrive('Ann B')).toMatchObject({ type: 'ready' });
  });

  it('are logged out of everywhere by another password, and gone when they are removed', async () => {
    const hub = await guarded(accounts);
    const ann = await waiting(hub, 'Annette');
    await ann.login(PASSWORD, { user: 'ann' });
    expect(await hub.host.register('new', { user: 'ann' })).toMatchObject({ type: 'done' });
    expect(await ann.ended).toMatchObject({ code: 4403 });
    const again = await waiting(hub, 'Annika');
    expect(await again.login('new', { user: 'Ann' })).toMatchObject({ type: 'ready' });
    expect(await hub.host.say({ type: 'account_remove', user: 'ann' })).toMatchObject({ type: 'done' });
    expect(await again.ended).toMatchObject({ code: 4403 });
    expect(await hub.host.say({ type: 'account_remove', user: 'ann' })).toMatchObject({ code: 'account_unknown' });
    expect(await hub.host.say({ type: 'account_list' })).toMatchObject({ accounts: [] });
  });

  it('cannot be told from names that have none', async () => {
    const hub = await guarded(accounts);
    const eve = await waiting(hub, 'Eve');
    const wrong = await eve.proof('wrong', { user: 'ann' });
    const unknown = await eve.proof('wrong', { user: 'nobody' });
    expect([wrong, unknown]).toEqual([null, null]);
    const answers = eve.frames.filter((frame) => frame.type === 'login_answer');
    expect(answers.map(({ response }) => response.length)).toEqual([427, 427]);
    // The hub's part of the key exchange differs each time for both: nothing repeats that could be compared.
    expect(new Set(answers.map(({ response }) => response)).size).toBe(2);
    for (const user of ['ann', 'nobody'])
      expect(await eve.say({ type: 'login_finish', finish: 'A'.repeat(86) }), user).toMatchObject({ code: 'login_failed' });
  });
});

describe('T10: a room’s password', () => {
  it('is asked before joining, and again when it changes', async () => {
    const hub = await guarded();
    const ann = await waiting(hub, 'Ann');
    const ready = (await ann.login(PASSWORD)) as HubFrameOf<'ready'>;
    const { room } = ready;
    expect(await hub.host.register('open sesame', { room })).toMatchObject({ type: 'done' });
    expect((await ann.next('room')).room).toMatchObject({ id: room, password: true });
    expect(await ann.say({ type: 'join', room })).toMatchObject({ code: 'password_required', room });
    expect(await ann.login('wrong', { room })).toBeNull();
    expect(await ann.login('open sesame', { room })).toMatchObject({ type: 'admitted', room });
    expect(await ann.say({ type: 'join', room })).toMatchObject({ type: 'joined', room: { password: true } });
    await ann.close();
    const again = await stranger(hub, ann.device);
    expect(await again.arrive('Ann')).toMatchObject({ rooms: [{ id: room, password: true }] });
    expect(await again.say({ type: 'join', room })).toMatchObject({ type: 'joined' });
    await again.close();
    await hub.host.register('another', { room });
    const third = await stranger(hub, ann.device);
    await third.arrive('Ann');
    expect(await third.say({ type: 'join', room })).toMatchObject({ code: 'password_required' });
    expect(await hub.host.say({ type: 'password_clear', room })).toMatchObject({ type: 'done' });
    expect(await third.say({ type: 'join', room })).toMatchObject({ type: 'joined' });
  });

  it('is proved once for each start, right or wrong', async () => {
    const hub = await guarded();
    const { room } = hub.host.frames.find((frame) => frame.type === 'ready') as HubFrameOf<'ready'>;
    await hub.host.register('open sesame', { room });
    const ann = await waiting(hub, 'Ann');
    await ann.login(PASSWORD);
    const first = await ann.proof('open sesame', { room });
    expect(await ann.say({ type: 'login_finish', finish: 'A'.repeat(86) })).toMatchObject({ code: 'login_failed' });
    expect(await ann.say({ type: 'login_finish', finish: first })).toMatchObject({ code: 'login_failed' });
    const second = await ann.proof('open sesame', { room });
    expect(await ann.say({ type: 'login_finish', finish: second })).toMatchObject({ type: 'admitted' });
    expect(await ann.say({ type: 'login_finish', finish: second })).toMatchObject({ code: 'login_failed' });
  });

  it('does not stop hosts, and is none of the hub', async () => {
    const hub = await guarded();
    const { room } = hub.host.frames.find((frame) => frame.type === 'ready') as HubFrameOf<'ready'>;
    await hub.host.register('open sesame', { room });
    expect(await hub.host.say({ type: 'join', room })).toMatchObject({ type: 'joined' });
    const ann = await waiting(hub, 'Ann');
    expect(await ann.login('open sesame')).toBeNull();
    expect(await ann.login(PASSWORD, { room })).toMatchObject({ code: 'admission_required' });
  });
});
