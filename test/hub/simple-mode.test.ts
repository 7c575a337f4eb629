import { describe, expect, it, vi } from 'vitest';
import { JsonLog } from '../../src/storage/json-log';
import { startHub } from '../helpers/hub';
import { person, script, ScriptSocket } from '../helpers/raw-client';

describe('simple mode', () => {
  it('welcomes, and carries messages both ways', async () => {
    const hub = await startHub();
    const alice = await script(hub, 'name=Alice');
    const bob = await script(hub);
    const [welcome] = alice.messages;
    expect(welcome).toEqual({
      username: 'System',
      message: 'Welcome to Workshop, Alice. You are in lobby.',
      room: 'lobby',
      id: expect.stringMatching(/^[\w-]{22}$/) as string,
      seq: 0,
      at: expect.any(Number) as number,
    });
    expect(bob.messages[0]?.message).toContain('Anonymous');
    expect(bob.messages[0]?.id).not.toBe(welcome?.id);
    alice.raw('{"message":"one"}');
    const one = await bob.heard('one');
    expect(one).toEqual({ ...one, username: 'Alice', room: 'lobby', seq: 1 });
    expect(await alice.heard('one')).toEqual(one);
    bob.raw(JSON.stringify({ username: 'Robert', message: 'two' }));
    expect(await alice.heard('two')).toMatchObject({ username: 'Robert', seq: 2 });
    bob.raw(JSON.stringify({ username: '', message: 'three' }));
    expect(await alice.heard('three')).toMatchObject({ username: 'Anonymous', seq: 3 });
  });

  it.each(['plain words', '{not json', '[1,2]', '42', '"quoted"', 'null'])(
    'takes %s for a message as it stands',
    async (text) => {
      const hub = await startHub();
      const bot = await script(hub);
      bot.raw(text);
      expect((await bot.heard(text)).seq).toBe(1);
    },
  );

  it.each([
    ['an object without a message', '{"text":"x"}', 'bad_message'],
    ['a message that is no text', '{"message":5}', 'bad_message'],
    ['a name that is no text', '{"message":"x","username":5}', 'bad_message'],
    ['a name of control characters', '{"message":"x","username":"\\u0007"}', 'bad_name'],
    ['an empty message', '{"message":""}', 'empty_message'],
    ['white space', '   ', 'empty_message'],
    ['8,001 characters', 'x'.repeat(8_001), 'text_too_long'],
    ['a binary frame', Buffer.from([1, 2]), 'bad_message'],
  ])('answers %s and lives', async (_, data, code) => {
    const hub = await startHub();
    const [bot, other] = [await script(hub, 'name=Bot'), await script(hub, 'name=Other')];
    bot.raw(data);
    expect((await bot.refused(code)).error.message).toMatch(/\.|\)$/);
    bot.raw('still here');
    await bot.heard('still here');
    await other.heard('still here');
    expect(other.messages).toHaveLength(2);
  });

  it.each([
    ['name=%07', 'bad_name'],
    [`name=${'x'.repeat(65)}`, 'bad_name'],
    ['room=%00', 'bad_name'],
    ['history=many', 'bad_message'],
    ['history=-1', 'bad_message'],
    ['echo=perhaps', 'bad_message'],
  ])('refuses ?%s with 1008, because nothing sent later would mend it', async (query, code) => {
    const hub = await startHub();
    const bot = await new ScriptSocket(`${hub.ws}?${query}`).opened();
    await bot.refused(code);
    expect((await bot.ended).code).toBe(1008);
  });

  it('leaves out what a script wrote itself, with echo=0, and only that', async () => {
    const hub = await startHub({ limits: { messageRate: 0 } });
    const [silent, other] = [await script(hub, 'name=Silent&echo=0'), await script(hub, 'name=Other')];
    for (let n = 0; n < 20; n += 1) {
      silent.raw(`silent ${String(n)}`);
      other.raw(`other ${String(n)}`);
    }
    await other.heard('silent 19');
    await other.heard('other 19');
    await silent.heard('other 19');
    expect(silent.messages.slice(1).map(({ message }) => message)).toEqual(
      Array.from({ length: 20 }, (_, n) => `other ${String(n)}`),
    );
    expect(other.messages).toHaveLength(41);
  });

  it('gives earlier messages after the welcome, oldest first, as many as were asked for', async () => {
    const hub = await startHub();
    const first = await script(hub);
    for (const n of [1, 2, 3, 4, 5]) first.raw(`text ${String(n)}`);
    await first.heard('text 5');
    const late = await script(hub, 'history=3');
    await late.heard('text 5');
    expect(late.messages[0]).toMatchObject({ username: 'System', seq: 5 });
    expect(late.messages.slice(1).map(({ seq }) => seq)).toEqual([3, 4, 5]);
  });

  it('leaves neither a gap nor a double between earlier messages and live ones', async () => {
    const hub = await startHub({ limits: { messageRate: 0 } });
    const writer = await script(hub);
    for (let n = 1; n <= 5; n += 1) writer.raw(`text ${String(n)}`);
    await writer.heard('text 5');
    // Reading takes until more has been written, committed and sent to everybody else.
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const original = JsonLog.prototype.before;
    const spy = vi.spyOn(JsonLog.prototype, 'before').mockImplementation(async function (this: JsonLog<unknown>, ...args) {
      await held;
      return original.apply(this, args);
    });
    const late = await new ScriptSocket(`${hub.ws}?history=100`).opened();
    await writer.until('room with both', () => (hub.log.filter(({ event }) => event === 'join').length === 2 ? true : null));
    for (let n = 6; n <= 10; n += 1) writer.raw(`text ${String(n)}`);
    await writer.heard('text 10');
    expect(late.messages).toEqual([]);
    release();
    await late.heard('text 10');
    spy.mockRestore();
    expect(late.messages[0]?.username).toBe('System');
    expect(late.messages.slice(1).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('makes the room that is asked for, within the limit of rooms', async () => {
    const hub = await startHub({ limits: { maxRooms: 2 } });
    const app = await person(hub, 'Ann');
    const bots = await Promise.all([script(hub, 'room=Build'), script(hub, 'room=build')]);
    expect((await app.next('room')).room.name.toLowerCase()).toBe('build');
    bots[0].raw('shared');
    await bots[1].heard('shared');
    const third = await new ScriptSocket(`${hub.ws}?room=third`).opened();
    await third.refused('room_limit');
    expect((await third.ended).code).toBe(1008);
  });

  it('meets full clients in the same room', async () => {
    const hub = await startHub();
    const ann = await person(hub, 'Ann');
    await ann.next('presence');
    const bot = await script(hub, 'name=Bot&notices=1');
    expect(await ann.next('presence')).toMatchObject({
      joined: [{ name: 'Bot', id: `s-${bot.messages[0]?.id ?? ''}` }],
      count: 2,
    });
    bot.raw('from the script');
    expect((await ann.heard('from the script')).author).toEqual({ id: `s-${bot.messages[0]?.id ?? ''}`, name: 'Bot' });
    ann.send({ type: 'send', room: ann.room, id: 'a1', text: 'from the app' });
    expect(await bot.heard('from the app')).toMatchObject({ username: 'Ann', id: 'a1', seq: 2 });
    await ann.close();
    expect(await bot.heard('Ann left.')).toMatchObject({ username: 'System', seq: 2 });
  });

  it('takes frames that came before the welcome, in order', async () => {
    const hub = await startHub();
    const bot = new ScriptSocket(`${hub.ws}?room=new&name=Eager`);
    await bot.opened();
    bot.raw('first');
    bot.raw('second');
    await bot.heard('second');
    expect(bot.messages.map(({ message }) => message).slice(1)).toEqual(['first', 'second']);
  });
});
