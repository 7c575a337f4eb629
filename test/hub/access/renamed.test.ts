import { expect, it, describe } from 'vitest';
import { startHub } from '../../helpers/hub';
import { newDevice, person, script } from '../../helpers/raw-client';

const say = (room: string, text: string): string => JSON.stringify({ type: 'send', room, id: 'm1', text });

describe('T2: a name that somebody has no longer', () => {
  it('is gone from all connections of its member', async () => {
    const hub = await startHub();
    const device = newDevice();
    const first = await person(hub, 'Bob', device);
    await person(hub, 'Xaver', device);
    const bob = await person(hub, 'Bob');
    expect((await bob.join(bob.room)).members.map(({ name }) => name).sort()).toEqual(['Bob', 'Xaver']);
    first.raw(say(first.room, 'it is I'));
    expect((await bob.heard('it is I')).author.name).toBe('Xaver');
  });

  it('of a script is a person’s who comes after it', async () => {
    const hub = await startHub();
    const bot = await script(hub, 'name=Alice');
    const nobody = await script(hub);
    bot.raw('before');
    await bot.heard('before');
    const alice = await person(hub, 'Alice');
    await person(hub, 'Anonymous');
    bot.raw('send me money');
    await bot.refused('name_taken');
    bot.raw(JSON.stringify({ username: 'Weather', message: 'Rain' }));
    expect((await alice.heard('Rain')).author.name).toBe('Weather');
    nobody.raw('anything');
    await alice.heard('anything');
    expect(alice.entries().map(({ text }) => text)).not.toContain('send me money');
  });
});
