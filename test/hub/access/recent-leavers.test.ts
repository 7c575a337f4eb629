import { describe, expect, it } from 'vitest';
import { RecentLeavers } from '../../../src/hub/access/recent-leavers';
import { memberIdOf } from '../../../src/storage/keys';
import { startHub } from '../../helpers/hub';
import { newDevice, person } from '../../helpers/raw-client';
import { stranger } from '../../helpers/trust-client';

const leaver = (id: string, address: string, trace: 'wrote' | 'came' | null) => ({
  ...{ member: { id, name: id }, standing: id, address, trace },
});

describe('T13: those who left', () => {
  it('are not known by coming and going without a trace', () => {
    const leavers = new RecentLeavers();
    leavers.add(leaver('g-a', '10.0.0.1', null));
    expect(leavers.get('g-a')).toBeUndefined();
    leavers.add(leaver('g-a', '10.0.0.1', 'came'));
    expect(leavers.get('g-a')).toEqual({ standing: 'g-a', name: 'g-a', address: '10.0.0.1' });
  });

  it('are pushed out by nobody who only came, not even from the same address', () => {
    const leavers = new RecentLeavers();
    leavers.add(leaver('k-bad', '10.0.0.1', 'wrote'));
    for (let index = 0; index < 3_000; index += 1) leavers.add(leaver(`g-${String(index)}`, '10.0.0.1', 'came'));
    expect(leavers.get('k-bad')).toBeDefined();
    expect(leavers.get('g-0')).toBeUndefined();
    expect(leavers.get('g-1999')).toBeUndefined();
    expect(leavers.get('g-2000')).toBeDefined();
  });

  it('give way to their own address first', () => {
    const leavers = new RecentLeavers();
    leavers.add(leaver('k-bad', '10.0.0.1', 'wrote'));
    for (let index = 0; index < 3_000; index += 1) leavers.add(leaver(`g-${String(index)}`, '10.0.0.2', 'wrote'));
    expect(leavers.get('k-bad')).toBeDefined();
    expect(leavers.get('g-2001')).toBeDefined();
    // One IPv6 network is one address.
    for (let index = 0; index < 3_000; index += 1)
      leavers.add(leaver(`h-${String(index)}`, `fd00::${index.toString(16)}`, 'wrote'));
    expect(leavers.get('k-bad')).toBeDefined();
  });

  it('can be banned once they wrote', async () => {
    const owner = newDevice();
    const hub = await startHub({ owner: memberIdOf(owner.publicKey) });
    const host = await stranger(hub, owner);
    await host.arrive('Hanna');
    const [bad, quiet] = [newDevice(), newDevice()];
    const one = await person(hub, 'Bad', bad);
    await (await person(hub, 'Quiet', quiet, false)).close();
    await host.say({ type: 'join', room: one.room });
    one.raw(JSON.stringify({ type: 'send', room: one.room, id: 'm1', text: 'abuse' }));
    await host.heard('abuse');
    await one.close();
    expect(await host.say({ type: 'ban', member: memberIdOf(bad.publicKey) })).toMatchObject({ type: 'done' });
    expect(await host.say({ type: 'ban', member: memberIdOf(quiet.publicKey) })).toMatchObject({ code: 'member_unknown' });
  });
});
