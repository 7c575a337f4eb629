import { describe, expect, it } from 'vitest';
import { startHub, type TestHub } from '../helpers/hub';
import { FullClient, helloOf, newDevice, person, script, type End } from '../helpers/raw-client';

/** Somebody else in the room, before, during and after: everything arrives, in order. */
async function bystander(hub: TestHub): Promise<{ check(): Promise<void> }> {
  const [writer, reader] = [await person(hub, 'Writer'), await person(hub, 'Reader')];
  let count = 0;
  const write = (): void =>
    writer.send({ type: 'send', room: writer.room, id: `by-${String(count)}`, text: `by ${String(count++)}` });
  write();
  await reader.heard('by 0');
  return {
    async check() {
      write();
      write();
      await reader.heard(`by ${String(count - 1)}`);
      const own = reader.entries().filter(({ author }) => author.id === writer.ready.member.id);
      expect(own.map(({ text }) => text)).toEqual(Array.from({ length: count }, (_, index) => `by ${String(index)}`));
      const seqs = reader.entries().map(({ seq }) => seq);
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      expect(reader.ws.readyState).toBe(reader.ws.OPEN);
    },
  };
}

/** Still in the room and heard: its connection lived. */
async function lives(client: FullClient & { room: string }): Promise<void> {
  client.send({ type: 'send', room: client.room, id: 'still-here', text: 'still here' });
  await client.heard('still here');
}

describe('after hello', () => {
  const answered: [string, string | Buffer, Record<string, unknown>][] = [
    ['a binary frame', Buffer.from([1, 2, 3]), { code: 'bad_message' }],
    ['truncated JSON', '{"type":"send","room":"lob', { code: 'bad_message' }],
    ['JSON 30,000 deep', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, { code: 'bad_message' }],
    [
      'an object 10,000 deep in a known frame',
      `{"type":"ping","x":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
      { code: 'bad_message' },
    ],
    ['no object', '[1,2]', { code: 'bad_message' }],
    ['no type', '{"ref":4}', { code: 'bad_message', ref: 4 }],
    ['an unknown type', '{"type":"dance","ref":7}', { code: 'unknown_type', ref: 7 }],
    ['the name of an inherited property as type', '{"type":"toString"}', { code: 'unknown_type' }],
    ['wrong types', '{"type":"join","ref":1,"room":5}', { code: 'bad_message', ref: 1 }],
    ['an unknown key', '{"type":"leave","ref":2,"room":"x","extra":1}', { code: 'bad_message', ref: 2 }],
    ['__proto__', '{"type":"ping","__proto__":{"isAdmin":true}}', { code: 'bad_message' }],
    ['a sequence above 2^53', '{"type":"join","ref":3,"room":"x","after":9007199254740993}', { code: 'bad_message', ref: 3 }],
    ['an infinite sequence', '{"type":"join","ref":3,"room":"x","after":1e999}', { code: 'bad_message', ref: 3 }],
    ['a room that does not exist', '{"type":"join","ref":5,"room":"nowhere"}', { code: 'room_unknown', ref: 5, room: 'nowhere' }],
    [
      'a message to a room that does not exist',
      '{"type":"send","room":"nowhere","id":"m","text":"x"}',
      { code: 'room_unknown', id: 'm' },
    ],
    ['a name of 65 characters', JSON.stringify({ type: 'create', ref: 8, name: 'x'.repeat(65) }), { code: 'bad_name', ref: 8 }],
    [
      'a name of control characters',
      JSON.stringify({ type: 'create', ref: 9, name: '\u0007\u0008' }),
      { code: 'bad_name', ref: 9 },
    ],
    [
      'a name that turns its direction',
      JSON.stringify({ type: 'create', ref: 9, name: 'a\u202Eb' }),
      { code: 'bad_name', ref: 9 },
    ],
    [
      'a room that exists, in other letters',
      JSON.stringify({ type: 'create', ref: 10, name: 'LOBBY' }),
      { code: 'room_exists', ref: 10 },
    ],
  ];

  it.each(answered)('%s is answered and the connection lives', async (_, data, expected) => {
    const hub = await startHub();
    const others = await bystander(hub);
    const client = await person(hub, 'Mallory');
    client.raw(data);
    await client.error(expected);
    await lives(client);
    await others.check();
  });

  const texts: [string, string, string][] = [
    ['an empty message', '', 'empty_message'],
    ['a message of white space', ' \n\t ', 'empty_message'],
    ['a message of invisible characters', '\u200B\u2060', 'empty_message'],
    ['8,001 characters', 'x'.repeat(8_001), 'text_too_long'],
    ['a lone surrogate', 'a\uD800b', 'bad_message'],
  ];

  it.each(texts)('%s is refused under its id', async (_, text, code) => {
    const hub = await startHub();
    const others = await bystander(hub);
    const client = await person(hub, 'Mallory');
    client.send({ type: 'send', room: client.room, id: 'm1', text });
    expect(await client.error({ id: 'm1' })).toMatchObject({ code, room: client.room });
    await lives(client);
    await others.check();
  });

  it('8,000 characters, all of three bytes, are a message', async () => {
    const hub = await startHub();
    const client = await person(hub, 'Ann');
    client.send({ type: 'send', room: client.room, id: 'm1', text: '語'.repeat(8_000) });
    expect((await client.heard('語'.repeat(8_000))).seq).toBe(1);
  });

  it('a second hello is refused and changes nothing', async () => {
    const hub = await startHub();
    const others = await bystander(hub);
    const client = await person(hub, 'Mallory');
    const [hello] = client.frames;
    if (hello?.type !== 'hello') throw new Error('the hub speaks first');
    client.send(helloOf(hello, 'Somebody else', newDevice()));
    await client.error({ code: 'hello_repeated' });
    await lives(client);
    expect((await client.heard('still here')).author).toEqual(client.ready.member);
    await others.check();
  });

  it('whoever is not in the room can neither write nor read', async () => {
    const hub = await startHub();
    const others = await bystander(hub);
    const client = await person(hub, 'Mallory', newDevice(), false);
    client.send({ type: 'send', room: client.room, id: 'm1', text: 'let me in' });
    expect(await client.error({ id: 'm1' })).toMatchObject({ code: 'forbidden', room: client.room });
    expect(await client.ask({ type: 'history', room: client.room })).toMatchObject({ type: 'error', code: 'forbidden' });
    await others.check();
    expect(client.entries()).toEqual([]);
  });

  it('a page cannot be both after and before', async () => {
    const hub = await startHub();
    const client = await person(hub, 'Ann');
    expect(await client.ask({ type: 'history', room: client.room, after: 0, before: 9 })).toMatchObject({ code: 'bad_message' });
  });

  it('the same id is the same message; with other content it is a conflict and the original stays', async () => {
    const hub = await startHub();
    const others = await bystander(hub);
    const client = await person(hub, 'Mallory');
    const { room } = client;
    client.send({ type: 'send', room, id: 'm1', text: 'original' });
    const first = await client.heard('original');
    client.send({ type: 'send', room, id: 'm1', text: 'original' });
    await client.until('the entry again', () => (client.entries().filter(({ id }) => id === 'm1').length === 2 ? true : null));
    expect(client.entries().filter(({ id }) => id === 'm1')).toEqual([first, first]);
    client.send({ type: 'send', room, id: 'm1', text: 'changed' });
    await client.error({ code: 'conflict', id: 'm1', room });
    await others.check();
    const page = await client.ask({ type: 'history', room });
    expect(page.type === 'page' && page.entries.filter(({ id }) => id === 'm1')).toEqual([first]);
  });
});

describe('what breaks the WebSocket protocol', () => {
  const closed: [string, (client: FullClient) => void, number][] = [
    ['a message of 64 KiB and one byte', (client) => client.raw('x'.repeat(65_537)), 1009],
    ['invalid UTF-8', (client) => client.ws.send(Buffer.from([0xff, 0xfe]), { binary: false }), 1007],
    [
      'seventeen fragments',
      (client) => {
        for (let part = 0; part < 17; part += 1) client.ws.send('', { fin: false });
      },
      1008,
    ],
  ];

  it.each(closed)('%s ends the connection with its code', async (_, misbehave, code) => {
    const hub = await startHub();
    const others = await bystander(hub);
    const client = await person(hub, 'Mallory');
    misbehave(client);
    expect((await client.ended).code).toBe(code);
    await others.check();
  });
});

describe('before hello', () => {
  const first: [string, string | Buffer, string][] = [
    ['a known frame', '{"type":"ping"}', 'hello_required'],
    ['a command', '{"type":"join","ref":1,"room":"x"}', 'hello_required'],
    ['an unknown frame', '{"type":"dance"}', 'hello_required'],
    ['truncated JSON', '{"type":"hel', 'bad_message'],
    ['a binary frame', Buffer.from([0]), 'bad_message'],
    ['a hello of wrong types', '{"type":"hello","version":"1","name":"x"}', 'bad_message'],
  ];

  it.each(first)('%s is answered and ends the connection', async (_, data, code) => {
    const hub = await startHub();
    const others = await bystander(hub);
    const client = await new FullClient(hub.ws).opened();
    client.raw(data);
    expect((await client.next('error')).code).toBe(code);
    expect(await client.ended).toMatchObject<Partial<End>>({ code: 4400 });
    await others.check();
  });

  it('another version is refused', async () => {
    const hub = await startHub();
    const client = await new FullClient(hub.ws).opened();
    client.raw(JSON.stringify({ ...helloOf(await client.next('hello'), 'Ann', newDevice()), version: 2 }));
    expect((await client.next('error')).code).toBe('version_unsupported');
    expect((await client.ended).code).toBe(4406);
  });

  it('a signature for another nonce is refused', async () => {
    const hub = await startHub();
    const client = await new FullClient(hub.ws).opened();
    const hello = await client.next('hello');
    client.send(helloOf({ ...hello, nonce: 'n'.repeat(22) }, 'Ann', newDevice()));
    expect((await client.next('error')).code).toBe('auth_failed');
    expect((await client.ended).code).toBe(4401);
  });

  it('a signature for another hub is refused', async () => {
    const hub = await startHub();
    const client = await new FullClient(hub.ws).opened();
    const hello = await client.next('hello');
    client.send(helloOf({ ...hello, hub: { ...hello.hub, id: 'h'.repeat(43) } }, 'Ann', newDevice()));
    expect((await client.ended).code).toBe(4401);
  });

  it.each([
    ['65 characters', 'x'.repeat(65)],
    ['control characters', '\u0000\u0001'],
    ['nothing', '   '],
  ])('a name of %s is refused, and another one may be tried', async (_, name) => {
    const hub = await startHub();
    const client = await new FullClient(hub.ws).opened();
    const hello = await client.next('hello');
    const device = newDevice();
    client.send(helloOf(hello, name, device));
    expect((await client.next('error')).code).toBe('bad_name');
    client.send(helloOf(hello, 'Ann', device));
    expect((await client.next('ready')).member.name).toBe('Ann');
  });
});

describe('10,000 frames in a second', () => {
  it.each([
    [
      'messages',
      (room: string, n: number) => JSON.stringify({ type: 'send', room, id: `f${String(n)}`, text: `flood ${String(n)}` }),
    ],
    ['other frames', () => '{"type":"ping"}'],
    ['rubbish', () => '{'],
  ])('of %s: refused, then closed as a flood', async (_, frame) => {
    const hub = await startHub();
    const others = await bystander(hub);
    const client = await person(hub, 'Mallory');
    for (let n = 0; n < 10_000; n += 1) client.raw(frame(client.room, n));
    expect((await client.ended).code).toBe(4429);
    await others.check();
    const refusals = client.frames.filter((answer) => answer.type === 'error' && answer.code === 'rate_limited');
    expect(refusals).toHaveLength(200);
    expect(refusals[0]).toMatchObject({ retryAfter: expect.any(Number) as number });
    // One line for the first, one with the number of all: not one for each.
    await client.until('log line', () => hub.log.find((line) => line['event'] === 'leave' && line['refusals']));
    expect(hub.log.filter((line) => line['code'] === 'rate_limited')).toHaveLength(1);
    expect(hub.log.find((line) => line['event'] === 'leave' && line['refusals'])).toMatchObject({
      refusals: { rate_limited: 200 },
    });
    expect(JSON.stringify(hub.log)).not.toContain('flood 1');
  });

  it('from a script: refused, then closed as a flood', async () => {
    const hub = await startHub();
    const others = await bystander(hub);
    const bot = await script(hub, 'name=Bot');
    for (let n = 0; n < 10_000; n += 1) bot.raw(`flood ${String(n)}`);
    expect((await bot.ended).code).toBe(4429);
    expect((await bot.refused('rate_limited')).error.retryAfter).toBeGreaterThan(0);
    await others.check();
  });
});

describe('too many connections', () => {
  it('one address has its share', async () => {
    const hub = await startHub({ limits: { connectionsPerAddress: 2 } });
    const [first] = [await person(hub, 'Ann'), await person(hub, 'Ben')];
    const third = await new FullClient(hub.ws).opened();
    expect((await third.next('error')).code).toBe('too_many_connections');
    expect((await third.ended).code).toBe(4503);
    await first.close();
    await first.until('line', () => hub.log.find((line) => line['event'] === 'leave'));
    await person(hub, 'Cleo');
  });

  it('the hub has its most, and says so to scripts in their form', async () => {
    const hub = await startHub({ limits: { maxConnections: 1 } });
    await person(hub, 'Ann');
    const { ScriptSocket } = await import('../helpers/raw-client');
    const bot = await new ScriptSocket(hub.ws).opened();
    await bot.refused('full');
    expect((await bot.ended).code).toBe(4503);
  });
});
