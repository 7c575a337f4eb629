import { describe, expect, it } from 'vitest';
import type { HubFrameOf } from '../../../src/shared/protocol';
import { cast, player, type Player } from '../../helpers/cast';
import { startHub } from '../../helpers/hub';
import { HubClock } from '../../helpers/hub-clock';

/** Quick enough for a test that waits for real frames. */
const quick = { hintGap: 5 };

const told = (client: Player): HubFrameOf<'typing'>[] =>
  client.frames.filter((frame): frame is HubFrameOf<'typing'> => frame.type === 'typing');

const says = (client: Player, on = true): void => client.send({ type: 'typing', room: client.room, on });

/** Who is told to type, once it is these. */
const typing = (client: Player, names: readonly string[]): Promise<true> =>
  client.until(`typing: ${names.join(', ')}`, () => {
    const last = told(client).at(-1);
    return last && last.members.map(({ name }) => name).join() === names.join() && last.count === names.length ? true : null;
  });

describe('typing', () => {
  it('is told to those in the room, by name, and ends when its writer says so', async () => {
    const hub = await startHub({ limits: quick });
    const [ada, ben, cleo] = [await player(hub, 'Ada'), await player(hub, 'Ben'), await player(hub, 'Cleo')];
    says(ada);
    await typing(cleo, ['Ada']);
    says(ben);
    await typing(cleo, ['Ada', 'Ben']);
    says(ada, false);
    await typing(cleo, ['Ben']);
    expect(told(cleo).at(-1)?.members).toEqual([{ id: ben.id, name: 'Ben' }]);
  });

  it('ends with the message, without another word of its writer', async () => {
    const hub = await startHub({ limits: quick });
    const [ada, ben] = [await player(hub, 'Ada'), await player(hub, 'Ben')];
    says(ada);
    await typing(ben, ['Ada']);
    ada.send({ type: 'send', room: ada.room, id: 'm1', text: 'there it is' });
    await typing(ben, []);
  });

  it('ends by itself, also when the writer is gone', async () => {
    const hub = await startHub({ limits: { ...quick, typingFor: 50 } });
    const [ada, ben] = [await player(hub, 'Ada'), await player(hub, 'Ben')];
    says(ada);
    await typing(ben, ['Ada']);
    ada.ws.terminate();
    await typing(ben, []);
  });

  it('is no more than a count where many are in the room', async () => {
    const hub = await startHub({ limits: { ...quick, hintNames: 2 } });
    const [ada, ben, cleo] = [await player(hub, 'Ada'), await player(hub, 'Ben'), await player(hub, 'Cleo')];
    says(ada);
    says(ben);
    await cleo.until('a count', () => (told(cleo).at(-1)?.count === 2 ? true : null));
    expect(told(cleo).flatMap(({ members }) => members)).toEqual([]);
  });

  it('is never told of those who may not write', async () => {
    const { hub, host, member, guest } = await cast({ limits: quick });
    says(guest);
    expect(await guest.error({ code: 'read_only' })).toMatchObject({ room: guest.room });
    await host.say({ type: 'mute', member: member.id, minutes: 5 });
    says(member);
    expect(await member.error({ code: 'muted' })).toMatchObject({ room: member.room });
    await host.say({ type: 'mute', member: member.id, minutes: 0 });
    await host.say({ type: 'lock', room: host.room, locked: true });
    says(member);
    expect(await member.error({ code: 'locked' })).toMatchObject({ room: member.room });
    says(host);
    await typing(guest, ['Hanna']);
    expect(told(guest).every(({ members }) => members.every(({ id }) => id === host.id))).toBe(true);
    expect(hub.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('costs one frame for each who hears it, however often it is said', async () => {
    const clock = new HubClock();
    const hub = await startHub({ clock, limits: { hintGap: 50, frameBurst: 0, frameRate: 0 } });
    const [ada, ben] = [await player(hub, 'Ada'), await player(hub, 'Ben')];
    for (let n = 0; n < 500; n += 1) says(ada, n % 2 === 0);
    says(ada);
    // All of it is there before the moment is over, however long it takes.
    await ada.ask({ type: 'history', room: ada.room });
    clock.advance(50);
    await typing(ben, ['Ada']);
    expect(told(ben).length).toBeLessThanOrEqual(3);
  });
});
