import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Audit } from '../../src/hub/access/audit';
import { Log } from '../../src/hub/log';
import { limits, type AuditEvent, type HubFrameOf } from '../../src/shared/protocol';
import { memberIdOf } from '../../src/storage/keys';
import { nodeLogFs } from '../../src/storage/log-fs';
import { cast, player, write } from '../helpers/cast';
import { startHub, tempDir } from '../helpers/hub';
import { HubClock } from '../helpers/hub-clock';
import { newDevice } from '../helpers/raw-client';
import { stranger, type TrustClient } from '../helpers/trust-client';

const eventsOf = async (host: TrustClient): Promise<AuditEvent[]> =>
  (await host.say<HubFrameOf<'audit_page'>>({ type: 'audit', limit: 200 })).events;

const lines = (events: readonly AuditEvent[]): string[] =>
  events.map(({ byName = 'hub', action, targetName, target, detail }) =>
    [byName, action, targetName ?? target, detail].filter(Boolean).join(' | '),
  );

describe('the audit log', () => {
  it('says who did what to whom, and nothing of what was written', async () => {
    const clock = new HubClock();
    const { hub, host, moderator, member, guest, room } = await cast({ clock, limits: { heartbeat: 0 } });
    await write(member, 'a secret text');
    await moderator.say({ type: 'delete', room, seq: 1 });
    await moderator.say({ type: 'mute', member: member.id, minutes: 10 });
    await moderator.say({ type: 'mute', member: member.id, minutes: 0 });
    await moderator.say({ type: 'kick', member: guest.id, reason: 'Enough' });
    await host.say({ type: 'lock', room, locked: true });
    await host.say({ type: 'lock', room, locked: true });
    await host.say({ type: 'lock', room, locked: false });
    await host.say({ type: 'slow', room, seconds: 5 });
    await host.say({ type: 'ban', member: member.id, reason: 'Advertising' });
    await host.say({ type: 'unban', member: member.id });
    await moderator.say({ type: 'role', member: member.id, role: 'host' });
    const events = await eventsOf(host);
    expect(lines(events)).toEqual([
      'hub | admitted | Hanna | owner',
      'hub | admitted | Mo | open',
      'hub | admitted | Ann | open',
      'hub | admitted | Gus | open',
      'Hanna | role | Mo | moderator',
      'Hanna | role | Gus | guest',
      'Mo | delete | Ann | 1',
      'Mo | mute | Ann | 10 minutes',
      'Mo | unmute | Ann',
      'Mo | kick | Gus | Enough',
      'Hanna | lock | lobby',
      'Hanna | unlock | lobby',
      'Hanna | slow | lobby | 5 s',
      'Hanna | ban | Ann | Advertising',
      'Hanna | unban | Ann',
    ]);
    expect(events[6]).toEqual({
      ...{ seq: 7, at: clock.now(), by: moderator.id, byName: 'Mo', action: 'delete' },
      ...{ target: member.id, targetName: 'Ann', room, detail: '1' },
    });
    await hub.stop();
    const file = await readFile(join(hub.dataDir, 'audit.json'), 'utf8');
    expect(JSON.parse(file)).toEqual(events);
    expect(file).not.toContain('a secret text');
  });

  it('has admissions, invites, passwords and accounts, and none of their secrets', async () => {
    const owner = newDevice();
    const hub = await startHub({ access: 'password', owner: memberIdOf(owner.publicKey) });
    const host = await player(hub, 'Hanna', owner);
    const invite = await host.say<HubFrameOf<'invite'>>({
      type: 'invite_create',
      role: 'member',
      label: 'Choir',
      hours: 2,
      uses: 3,
    });
    const ann = await stranger(hub);
    await ann.arrive('Ann', invite.secret);
    await host.say({ type: 'invite_revoke', id: invite.id });
    await host.register('a wonderful password');
    const ben = await stranger(hub);
    await ben.arrive('Ben');
    await ben.login('a wonderful password');
    await host.register('another password', { room: host.room });
    await host.say({ type: 'password_clear', room: host.room });
    await host.register('her own password', { user: 'Cleo' });
    await host.register('a new one of hers', { user: 'cleo' });
    await host.say({ type: 'account_set', user: 'cleo', disabled: true });
    await host.say({ type: 'account_set', user: 'cleo', disabled: false });
    await host.say({ type: 'account_remove', user: 'cleo' });
    expect(lines(await eventsOf(host))).toEqual([
      'hub | admitted | Hanna | owner',
      'Hanna | invite_create | Choir | member, 2 h, 3 uses',
      'hub | admitted | Ann | invite Choir',
      'Ann | invite_used | Choir',
      'Hanna | invite_revoke | Choir',
      'Hanna | password_set | hub',
      'hub | admitted | Ben | password',
      'Hanna | password_set | lobby',
      'Hanna | password_clear | lobby',
      'Hanna | account_create | Cleo',
      'Hanna | account_password | cleo',
      'Hanna | account_disable | cleo',
      'Hanna | account_enable | cleo',
      'Hanna | account_remove | cleo',
    ]);
    await hub.stop();
    const file = await readFile(join(hub.dataDir, 'audit.json'), 'utf8');
    expect(file).not.toMatch(new RegExp(`${invite.secret}|wonderful|another password|her own|of hers`));
  });

  it('has by which account somebody came, and tells hosts that the list of accounts is another one', async () => {
    const owner = newDevice();
    const hub = await startHub({ access: 'accounts', owner: memberIdOf(owner.publicKey) });
    const host = await player(hub, 'Hanna', owner);
    await host.register('her own password', { user: 'Cleo' });
    const changes = (): number => host.frames.filter((frame) => frame.type === 'changed' && frame.what === 'accounts').length;
    const before = changes();
    const cleo = await stranger(hub);
    await cleo.arrive('Queen');
    await cleo.login('her own password', { user: 'cleo' });
    expect(lines(await eventsOf(host)).at(-1)).toBe('hub | admitted | Queen | account cleo');
    expect(changes()).toBe(before + 1);
    expect(cleo.frames.filter(({ type }) => type === 'changed')).toEqual([]);
  });

  it('has those who come to an open hub once each, and no flood of them', async () => {
    const clock = new HubClock();
    const owner = newDevice();
    const hub = await startHub({ owner: memberIdOf(owner.publicKey), clock, limits: { heartbeat: 0 } });
    const host = await player(hub, 'Hanna', owner);
    const ann = newDevice();
    for (let times = 0; times < 3; times += 1) await (await player(hub, 'Ann', ann)).close();
    for (let other = 0; other < 9; other += 1) await player(hub, `Guest ${String(other)}`);
    const came = (await eventsOf(host)).filter(({ detail }) => detail === 'open').map(({ targetName }) => targetName);
    expect(came).toEqual(['Ann', ...Array.from({ length: 5 }, (_, n) => `Guest ${String(n)}`)]);
  });

  it('has knocks that were answered', async () => {
    const owner = newDevice();
    const hub = await startHub({ access: 'knock', owner: memberIdOf(owner.publicKey) });
    const host = await player(hub, 'Hanna', owner);
    for (const [name, answer] of [
      ['Ann', { type: 'admit', stay: 'good' }],
      ['Ben', { type: 'admit', stay: 'visit' }],
      ['Eve', { type: 'refuse' }],
    ] as const) {
      const one = await stranger(hub);
      await one.arrive(name);
      await one.say({ type: 'knock' });
      await host.say({ ...answer, member: memberIdOf(one.device.publicKey) });
    }
    expect(lines(await eventsOf(host)).slice(1)).toEqual([
      'Hanna | admit | Ann | good',
      'Hanna | admit | Ben | visit',
      'Hanna | refuse | Eve',
    ]);
  });

  it('has each back-off of logins once, and no name that is no account’s', async () => {
    const owner = newDevice();
    const hub = await startHub({
      access: 'accounts',
      owner: memberIdOf(owner.publicKey),
      limits: { loginRate: 2, loginTotalRate: 2 },
    });
    const host = await player(hub, 'Hanna', owner);
    await host.register('her own password', { user: 'cleo' });
    const before = (await eventsOf(host)).length;
    const tries = async (address: string, users: readonly string[]): Promise<void> => {
      const eve = await stranger(hub, newDevice(), address);
      await eve.arrive('Eve');
      for (const user of users) await eve.proof('wrong', { user });
      await eve.close();
    };
    await tries('127.0.0.2', ['nobody', 'nothing', 'never', 'never']);
    for (const address of ['127.0.0.3', '127.0.0.4', '127.0.0.5']) await tries(address, ['hunter2']);
    for (const address of ['127.0.0.6', '127.0.0.7', '127.0.0.8']) await tries(address, ['Cleo']);
    const events = (await eventsOf(host)).slice(before);
    expect(lines(events)).toEqual([
      'hub | login_backoff | address 127.0.0.2 | 30 s',
      'hub | login_backoff | account | 30 s',
      'hub | login_backoff | account cleo | 30 s',
    ]);
    expect(JSON.stringify(events)).not.toContain('hunter2');
  });

  it('is read a page at a time, goes on after a restart, and only hosts may', async () => {
    const dataDir = await tempDir();
    const { hub, host, member, owner } = await cast({ dataDir });
    for (let minutes = 1; minutes <= 5; minutes += 1) await host.say({ type: 'mute', member: member.id, minutes });
    await hub.stop();
    const second = await startHub({ dataDir, owner: host.id });
    const again = await player(second, 'Hanna', owner);
    await again.say({ type: 'mute', member: member.id, minutes: 0 });
    const page = await again.say<HubFrameOf<'audit_page'>>({ type: 'audit', limit: 3 });
    expect(page.events.map(({ seq }) => seq)).toEqual([10, 11, 12]);
    expect(page.more).toBe(true);
    const first = await again.say<HubFrameOf<'audit_page'>>({ type: 'audit', limit: 200, before: 10 });
    expect(first.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(first.more).toBe(false);
  });

  it('stays within its size, and does not stop what was done when the disk refuses', async () => {
    const folder = await tempDir();
    const said: string[] = [];
    const clock = new HubClock();
    const options = { folder, limits: { ...limits, auditBytes: 4_000 }, clock, log: new Log((line) => said.push(line), clock) };
    const audit = new Audit({ ...options, fs: nodeLogFs });
    await Promise.all(Array.from({ length: 1_000 }, () => audit.note({ by: 'x', action: 'mute', target: 'y' })));
    await audit.close();
    expect((await readFile(join(folder, 'audit.json'))).length).toBeLessThan(4_500);
    const again = new Audit({ ...options, fs: nodeLogFs });
    await again.note({ by: 'x', action: 'mute', target: 'y' });
    expect((await again.page(null, 1)).events).toMatchObject([{ seq: 1_001 }]);
    await again.close();
    const broken = new Audit({ ...options, fs: { ...nodeLogFs, open: () => Promise.reject(new Error('no')) } });
    await broken.note({ by: 'x', action: 'mute', target: 'y' });
    expect(said).toHaveLength(1);
  });
});
