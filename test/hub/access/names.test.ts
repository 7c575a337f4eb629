import { describe, expect, it } from 'vitest';
import { memberIdOf } from '../../../src/storage/keys';
import { startHub } from '../../helpers/hub';
import { HubClock } from '../../helpers/hub-clock';
import { newDevice, person, script, ScriptSocket } from '../../helpers/raw-client';
import { stranger } from '../../helpers/trust-client';

const owner = newDevice();
const options = { owner: memberIdOf(owner.publicKey) };

describe('T1, T2: a name', () => {
  it.each(['Hanna', 'hanna', 'Наnnа', 'Ｈａｎｎａ', 'Han\u200dna', 'Han na', '𝓗𝓪𝓷𝓷𝓪'])(
    'of the host is nobody else’s, not even as %s, and not while the host is away',
    async (name) => {
      const hub = await startHub(options);
      const host = await stranger(hub, owner);
      await host.arrive('Hanna');
      await host.close();
      const eve = await stranger(hub);
      const refusal = await eve.arrive(name);
      expect(refusal).toMatchObject({ type: 'error', code: 'name_taken', suggestion: `${name.replace('\u200d', '\u200d')} 2` });
      expect(await eve.arrive('Eve')).toMatchObject({ type: 'ready' });
    },
  );

  it('of somebody who is here is theirs while they are here; a suggestion is free', async () => {
    const hub = await startHub();
    await person(hub, 'Ann');
    const second = await stranger(hub);
    expect(await second.arrive('Ann')).toMatchObject({ code: 'name_taken', suggestion: 'Ann 2' });
    expect(await second.arrive('Ann 2')).toMatchObject({ type: 'ready' });
    expect(await (await stranger(hub)).arrive('аnn')).toMatchObject({ code: 'name_taken', suggestion: 'аnn 3' });
    const long = 'x'.repeat(64);
    await person(hub, long);
    expect(await (await stranger(hub)).arrive(long)).toMatchObject({ suggestion: `${'x'.repeat(62)} 2` });
  });

  it('is no obstacle to the same member on a second device', async () => {
    const hub = await startHub();
    const ann = await person(hub, 'Ann');
    const device = newDevice();
    await person(hub, 'Ben', device);
    expect((await person(hub, 'Ben', device)).ready.member.name).toBe('Ben');
    expect(ann.ready.member).not.toHaveProperty('flag');
  });

  it('is free again when its member goes or takes another one', async () => {
    const hub = await startHub();
    const device = newDevice();
    await person(hub, 'Ann', device);
    await person(hub, 'Anna', device);
    expect((await person(hub, 'Ann')).ready.member.name).toBe('Ann');
  });

  it('is kept for its owner while they are away for a moment, through however many reconnects, and free after ten minutes', async () => {
    const clock = new HubClock();
    const hub = await startHub({ clock, limits: { heartbeat: 0, helloTimeout: 0 } });
    const device = newDevice();
    const other = await stranger(hub);
    for (let time = 1; time <= 5; time += 1) {
      const ann = await person(hub, 'Ann', device);
      await ann.close();
      // Until the hub knows as well.
      await expect
        .poll(() => hub.log.filter(({ event, member }) => event === 'leave' && member === ann.ready.member.id))
        .toHaveLength(time);
      clock.advance(9 * 60_000);
      expect(await other.arrive('аnn')).toMatchObject({ code: 'name_taken', suggestion: 'аnn 2' });
    }
    await (await new ScriptSocket(`${hub.ws}?name=Ann`).opened()).refused('name_taken');
    clock.advance(60_001);
    expect(await other.arrive('Ann')).toMatchObject({ type: 'ready', member: { flag: 'new_key' } });
  });

  it('of somebody who was banned is kept for nobody', async () => {
    const hub = await startHub(options);
    const host = await stranger(hub, owner);
    await host.arrive('Hanna');
    const [gone, here] = [await person(hub, 'Eve'), await person(hub, 'Mallory')];
    await gone.close();
    for (const { ready, ended } of [gone, here]) {
      expect(await host.say({ type: 'ban', member: ready.member.id })).toMatchObject({ type: 'done' });
      await ended;
    }
    for (const name of ['Eve', 'Mallory'])
      await expect.poll(async () => (await (await stranger(hub)).arrive(name)).type).toBe('ready');
  });

  it('is offered with a number, and past the first few with any', async () => {
    const hub = await startHub();
    await person(hub, 'Bert');
    for (let number = 2; number <= 20; number += 1) await person(hub, `Bert ${String(number)}`);
    const refusal = await (await stranger(hub)).arrive('Bert');
    expect(refusal).toMatchObject({ code: 'name_taken', suggestion: expect.stringMatching(/^Bert \d{4,6}$/) as string });
  });

  it.each(['invite', 'password', 'accounts', 'knock'] as const)('is no stranger’s to ask about: %s', async (access) => {
    const hub = await startHub({ ...options, access });
    const host = await stranger(hub, owner);
    await host.arrive('Hanna');
    const eve = await stranger(hub);
    const { type } = await eve.arrive('Nobody');
    expect(await eve.arrive('Hanna')).toMatchObject({ type });
  });

  it('that is taken is told to whoever proved to be in, who is in then, and takes it from nobody', async () => {
    const hub = await startHub({ ...options, access: 'password' });
    const host = await stranger(hub, owner);
    await host.arrive('Hanna');
    await host.register('open sesame');
    const eve = await stranger(hub);
    expect(await eve.arrive('Hanna')).toMatchObject({ type: 'admission' });
    expect(await eve.login('open sesame')).toMatchObject({ code: 'name_taken', suggestion: 'Hanna 2' });
    await host.close();
    expect(await (await stranger(hub, owner)).arrive('Hanna')).toMatchObject({ type: 'ready' });
    expect(await eve.arrive('Eve')).toMatchObject({ type: 'ready', member: { name: 'Eve' } });
  });

  it('that was here with another key is marked', async () => {
    const hub = await startHub();
    const device = newDevice();
    await person(hub, 'Ann', device);
    await person(hub, 'Somebody', device);
    const other = await person(hub, 'Ann');
    expect(other.ready.member).toMatchObject({ name: 'Ann', flag: 'new_key' });
  });

  it('System is the hub’s own', async () => {
    const hub = await startHub();
    expect(await (await stranger(hub)).arrive('Ѕystem')).toMatchObject({ code: 'name_taken' });
  });

  it('of a person is no script’s, neither in its address nor in a message; scripts may share theirs', async () => {
    const hub = await startHub();
    await person(hub, 'Ann');
    const refused = await new ScriptSocket(`${hub.ws}?name=Аnn`).opened();
    await refused.refused('name_taken');
    expect(await refused.ended).toMatchObject({ code: 1008 });
    await person(hub, 'Anonymous');
    await script(hub);
    const bot = await script(hub, 'name=Bot');
    await script(hub, 'name=Bot');
    bot.raw(JSON.stringify({ username: 'ann', message: 'It is I' }));
    await bot.refused('name_taken');
    bot.raw(JSON.stringify({ username: 'Weather', message: 'Rain' }));
    expect(await bot.heard('Rain')).toMatchObject({ username: 'Weather' });
  });
});
