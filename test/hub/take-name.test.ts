/** Another name, taken while one is here. */
import { describe, expect, it } from 'vitest';
import type { HubFrame, HubFrameOf } from '../../src/shared/protocol';
import { limits } from '../../src/shared/protocol';
import { cast, player, write } from '../helpers/cast';
import { HubClock } from '../helpers/hub-clock';
import { newDevice } from '../helpers/raw-client';
import type { TrustClient } from '../helpers/trust-client';

const told = (client: TrustClient, name: string): Promise<HubFrameOf<'member'>> =>
  client.until(`word of ${name}`, () =>
    client.frames.find((frame: HubFrame): frame is HubFrameOf<'member'> => frame.type === 'member' && frame.member.name === name),
  );

describe('another name', () => {
  it('is told to everybody in the room, and stands above what is written next', async () => {
    const { hub, host, member, guest } = await cast();
    expect(await member.say({ type: 'name', name: ' Ann  B. ' })).toMatchObject({ type: 'done' });
    for (const one of [host, member, guest]) expect((await told(one, 'Ann B.')).member.id).toBe(member.id);
    await write(member, 'it is I');
    expect((await host.heard('it is I')).author.name).toBe('Ann B.');
    const late = await player(hub, 'Lea');
    expect((await late.join(late.room)).members.map(({ name }) => name)).toContain('Ann B.');
  });

  it('goes for all devices of a member, and leaves the old name to others', async () => {
    const { hub, member } = await cast();
    const device = newDevice();
    const [first, second] = [await player(hub, 'Bob', device), await player(hub, 'Bob', device)];
    expect(await second.say({ type: 'name', name: 'Xaver' })).toMatchObject({ type: 'done' });
    await write(first, 'from the other one');
    expect((await member.heard('from the other one')).author.name).toBe('Xaver');
    expect((await player(hub, 'Bob')).id).not.toBe(first.id);
    expect(await second.say({ type: 'name', name: 'Bob' })).toMatchObject({ code: 'name_taken' });
  });

  it.each([
    ['of somebody who is here', 'Mo', 'Mo 2'],
    ['that looks like it', 'Μο', 'Μο 2'],
    ['of the hub itself', 'System', 'System 2'],
  ])('%s is refused at once, with one that is free', async (_what, name, suggestion) => {
    const { host, member } = await cast();
    expect(await member.say({ type: 'name', name })).toMatchObject({ type: 'error', code: 'name_taken', suggestion });
    await write(member, 'still me');
    expect((await host.heard('still me')).author.name).toBe('Ann');
    expect(await member.say({ type: 'name', name: suggestion })).toMatchObject({ type: 'done' });
  });

  it('that is none is refused', async () => {
    const { member } = await cast();
    for (const name of ['', '\u202e', 'x'.repeat(65)])
      expect(await member.say({ type: 'name', name })).toMatchObject({ code: 'bad_name' });
  });

  it('of somebody who is remembered is in the audit log, and kept for when they are away', async () => {
    const { host, moderator, member } = await cast();
    await member.say({ type: 'name', name: 'Anna' });
    await moderator.say({ type: 'name', name: 'Moritz' });
    const { events } = await host.say<HubFrameOf<'audit_page'>>({ type: 'audit', limit: 10 });
    expect(events.filter(({ action }) => action === 'name')).toMatchObject([
      { by: moderator.id, byName: 'Mo', target: moderator.id, targetName: 'Moritz' },
    ]);
    await moderator.close();
    await host.until('their going', () =>
      host.frames.find((frame) => frame.type === 'presence' && frame.left.some(({ id }) => id === moderator.id)),
    );
    expect(await member.say({ type: 'name', name: 'Moritz' })).toMatchObject({ code: 'name_taken' });
    expect(await member.say({ type: 'name', name: 'Mo' })).toMatchObject({ type: 'done' });
  });

  it('cannot be asked for again and again', async () => {
    const clock = new HubClock();
    const { member } = await cast({ clock, limits: { heartbeat: 0 } });
    for (let n = 0; n < limits.nameRate; n += 1)
      expect(await member.say({ type: 'name', name: n % 2 ? 'Mo' : `Ann ${String(n)}` })).not.toMatchObject({
        code: 'rate_limited',
      });
    const refusal = await member.say<HubFrameOf<'error'>>({ type: 'name', name: 'One more' });
    expect(refusal).toMatchObject({ code: 'rate_limited', retryAfter: 60_000 / limits.nameRate });
    clock.advance(refusal.retryAfter ?? 0);
    expect(await member.say({ type: 'name', name: 'One more' })).toMatchObject({ type: 'done' });
  });
});
