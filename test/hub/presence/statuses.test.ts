import { describe, expect, it } from 'vitest';
import type { HubFrameOf, Status } from '../../../src/shared/protocol';
import { cast, player, write, type Player } from '../../helpers/cast';
import { startHub } from '../../helpers/hub';
import { newDevice } from '../../helpers/raw-client';

const quick = { hintGap: 5 };

const told = (client: Player): Status[] =>
  client.frames.flatMap((frame) => (frame.type === 'statuses' && frame.ref === undefined ? frame.members : []));

const shows = (client: Player, who: Player, want: Omit<Status, 'id'>): Promise<true> =>
  client.until(`${JSON.stringify(want)} of ${who.id}`, () => {
    const last = told(client).findLast(({ id }) => id === who.id);
    return last && last.presence === want.presence && last.text === want.text ? true : null;
  });

const ask = async (client: Player, ...members: string[]): Promise<Status[]> =>
  (await client.say<HubFrameOf<'statuses'>>({ type: 'statuses', members })).members;

describe('statuses', () => {
  it('are told to those who share a room, cleaned like names, and to who comes', async () => {
    const hub = await startHub({ limits: quick });
    const [ada, ben] = [await player(hub, 'Ada'), await player(hub, 'Ben')];
    ada.send({ type: 'status', presence: 'busy', text: '  In   a meeting ' });
    await shows(ben, ada, { presence: 'busy', text: 'In a meeting' });
    const cleo = await player(hub, 'Cleo');
    await shows(cleo, ada, { presence: 'busy', text: 'In a meeting' });
    ada.send({ type: 'status', presence: 'away' });
    await shows(cleo, ada, { presence: 'away' });
    ada.send({ type: 'status', presence: 'online' });
    await shows(cleo, ada, { presence: 'online' });
  });

  it('are nothing to those who share no room, even if they ask', async () => {
    const hub = await startHub({ limits: quick });
    const [ada, ben] = [await player(hub, 'Ada'), await player(hub, 'Ben')];
    await ben.ask({ type: 'leave', room: ben.room });
    ada.send({ type: 'status', presence: 'busy', text: 'Salary talks' });
    await ada.until('my own', () => (told(ada).length > 0 ? true : null));
    expect(await ask(ben, ada.id, 'k-nobody')).toEqual([]);
    expect(told(ben)).toEqual([]);
    await ben.join(ben.room);
    expect(await ask(ben, ada.id)).toEqual([{ id: ada.id, presence: 'busy', text: 'Salary talks' }]);
  });

  it('make one of several devices: there where somebody sits at one, not to be disturbed where one says so', async () => {
    const hub = await startHub({ limits: quick });
    const device = newDevice();
    const [laptop, ben] = [await player(hub, 'Ada', device), await player(hub, 'Ben')];
    const phone = await player(hub, 'Ada', device);
    laptop.send({ type: 'status', presence: 'away' });
    await laptop.ask({ type: 'history', room: laptop.room });
    expect(await ask(ben, laptop.id)).toEqual([{ id: laptop.id, presence: 'online' }]);
    phone.send({ type: 'status', presence: 'away' });
    await shows(ben, laptop, { presence: 'away' });
    phone.send({ type: 'status', presence: 'busy' });
    await shows(ben, laptop, { presence: 'busy' });
    await phone.close();
    await shows(ben, laptop, { presence: 'away' });
  });

  it('say since when somebody is gone who told how far they were, and that they are back', async () => {
    const hub = await startHub({ limits: quick });
    const device = newDevice();
    const [ada, ben] = [await player(hub, 'Ada', device), await player(hub, 'Ben')];
    ada.send({ type: 'cursor', room: ada.room, received: 0, read: 0 });
    const before = Date.now();
    await ada.ask({ type: 'history', room: ada.room });
    await ada.close();
    await shows(ben, ada, { presence: 'offline' });
    const at = told(ben).findLast(({ id }) => id === ada.id)?.at ?? 0;
    expect(at).toBeGreaterThanOrEqual(before - 1_000);
    expect(at).toBeLessThanOrEqual(Date.now() + 1_000);
    const back = await player(hub, 'Ada', device);
    await shows(ben, back, { presence: 'online' });
  });

  it('are no way to speak for those who may not', async () => {
    const { host, member, guest } = await cast({ limits: quick });
    guest.send({ type: 'status', presence: 'busy', text: 'Buy at example.com' });
    await guest.error({ code: 'read_only' });
    await host.say({ type: 'mute', member: member.id, minutes: 5 });
    member.send({ type: 'status', presence: 'online', text: 'Unfair' });
    await member.error({ code: 'muted' });
    guest.send({ type: 'status', presence: 'away' });
    await shows(host, guest, { presence: 'away' });
    expect(told(host).some(({ text }) => text !== undefined)).toBe(false);
  });

  it('are not told to a crowd, which asks', async () => {
    const hub = await startHub({ limits: { ...quick, membersListed: 2 } });
    const [ada, ben, cleo] = [await player(hub, 'Ada'), await player(hub, 'Ben'), await player(hub, 'Cleo')];
    ada.send({ type: 'status', presence: 'busy' });
    // Told at the same moment as the status would be.
    ada.send({ type: 'typing', room: ada.room, on: true });
    await cleo.next('typing');
    await write(ada, 'busy now');
    await cleo.heard('busy now');
    expect(await ask(cleo, ada.id, ben.id)).toEqual([
      { id: ada.id, presence: 'busy' },
      { id: ben.id, presence: 'online' },
    ]);
    expect(told(cleo)).toEqual([]);
  });
});
