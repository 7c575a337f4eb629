/**
 * The thirty bad inputs of the security plan under their numbers, over every way to a hub. Those that a hub is sent are sent to one; those that concern
 * the app are given to the part that handles them. B12, a known place with another key, is in main/ws-transport; B13 and B14, what other machines announce, and
 * B23 to B27, files, are where those are.
 */
import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { inviteArgument } from '../../src/main/arguments';
import { readMarkdown } from '../../src/renderer/src/logic/markdown';
import { parseAddress } from '../../src/shared/address';
import { openableLink } from '../../src/shared/links';
import { imitates } from '../../src/shared/names/skeleton';
import { cleanName } from '../../src/shared/protocol';
import { memberIdOf } from '../../src/storage/keys';
import { startHub, cleanUp, type TestHub } from '../helpers/hub';
import { newDevice, person } from '../helpers/raw-client';
import { stranger } from '../helpers/trust-client';
import { encrypted, frame, opcodes, plain, Wire, type FrameParts, type Transport } from '../helpers/wire';
import { within } from '../helpers/within';

const text = (payload: string | Buffer, parts: Partial<FrameParts> = {}): Buffer =>
  frame({ opcode: opcodes.text, payload, ...parts });

/** The hub's certificate is its own. */
const loose = { rejectUnauthorized: false };

const send = (room: string, id: string, words: unknown): string => JSON.stringify({ type: 'send', room, id, text: words });

/** What a hub does with bytes: closes with a code, or refuses with one and lives. */
type Answer = { closed: number } | { refused: string; about?: Record<string, unknown> };

const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
const history =
  (after: string): ((room: string) => Buffer) =>
  (room) =>
    text(`{"type":"history","ref":7,"room":"${room}","after":${after}}`);

/** Sent by somebody who is in the room. */
type Row = [number: number, what: string, bytes: (room: string) => Buffer, answer: Answer];
const frames: readonly Row[] = [
  [1, 'a message of 65,537 bytes', () => text('x'.repeat(65_537)), { closed: 1009 }],
  [2, 'a frame that declares 2^63 bytes', () => text('x', { declared: 2n ** 63n }), { closed: 1009 }],
  [3, 'a text of FF FE', () => text(Buffer.from([0xff, 0xfe])), { closed: 1007 }],
  [4, 'a frame without mask', () => text('x', { masked: false }), { closed: 1002 }],
  [5, 'a frame with RSV1', () => text('x', { rsv: 4 }), { closed: 1002 }],
  [5, 'a frame of opcode 3', () => frame({ opcode: 3 }), { closed: 1002 }],
  [5, 'a ping of 126 bytes', () => frame({ opcode: opcodes.ping, payload: 'x'.repeat(126) }), { closed: 1002 }],
  [
    6,
    'a thousand empty fragments',
    () => Buffer.concat([text('', { fin: false }), ...Array.from({ length: 999 }, () => frame({ opcode: 0, fin: false }))]),
    { closed: 1008 },
  ],
  [15, 'JSON 30,000 deep', () => text(deep), { refused: 'bad_message' }],
  [
    15,
    'JSON 10,000 deep in a known frame',
    () => text(`{"type":"ping","x":${deep.slice(20_000, 40_000)}}`),
    { refused: 'bad_message' },
  ],
  [16, 'another prototype', () => text('{"type":"ping","__proto__":{"isAdmin":true}}'), { refused: 'bad_message' }],
  ...['9007199254740993', '1e999', '-1', '"5"'].map((after): Row => [
    17,
    `a sequence of ${after}`,
    history(after),
    { refused: 'bad_message', about: { ref: 7 } },
  ]),
  [18, 'a lone surrogate', (room) => text(send(room, 'm18', 'a\uD800b')), { refused: 'bad_message', about: { id: 'm18' } }],
  [
    22,
    'a name of 5,000 marks',
    () => text(JSON.stringify({ type: 'create', ref: 22, name: `a${'\u0301'.repeat(5_000)}` })),
    { refused: 'bad_name', about: { ref: 22 } },
  ],
  [
    29,
    'a post to a room not joined',
    () => text(send('elsewhere', 'm29', 'x')),
    { refused: 'room_unknown', about: { id: 'm29' } },
  ],
];

/** Someone else in the room, over the plain way: hears everything, before and after. */
async function bystander(hub: TestHub): Promise<{ check(): Promise<void> }> {
  const [writer, reader] = [await person(hub, 'Writer'), await person(hub, 'Reader')];
  let count = 0;
  const write = async (): Promise<void> => {
    const words = `by ${String((count += 1))}`;
    writer.send({ type: 'send', room: writer.room, id: `by-${String(count)}`, text: words });
    await reader.heard(words);
  };
  await write();
  return {
    async check() {
      await write();
      expect(reader.entries().filter(({ text: words }) => words?.startsWith('by '))).toHaveLength(count);
    },
  };
}

/** Somebody who is in the room and speaks bytes. */
async function inRoom(
  transport: Transport,
  hub: TestHub,
): Promise<{ wire: Wire; room: string; values(): Record<string, unknown>[] }> {
  const wire = new Wire(transport, hub.port);
  cleanUp(async () => void wire.socket.destroy());
  await wire.upgrade('/ws', ['Sec-WebSocket-Protocol: hearth.v1']);
  const values = (): Record<string, unknown>[] =>
    wire.frames
      .filter(({ opcode }) => opcode === opcodes.text)
      .map(({ payload }) => JSON.parse(payload.toString('utf8')) as Record<string, unknown>);
  const identity = { kind: 'guest', token: 'token-of-somebody-bad-' };
  await wire.write(text(JSON.stringify({ type: 'hello', version: 1, name: 'Mallory', identity })));
  const ready = (): Record<string, unknown> | undefined => values().find(({ type }) => type === 'ready');
  await wire.until('ready', () => ready() !== undefined);
  const room = String(ready()?.['room']);
  await wire.write(text(JSON.stringify({ type: 'join', ref: 1, room })));
  await wire.until('joined', () => values().some(({ type }) => type === 'joined'));
  return { wire, room, values };
}

/** Sends bytes that are no WebSocket. @returns what came back until the end */
async function answerTo(transport: Transport, hub: TestHub, bytes: string | Buffer): Promise<string> {
  const socket: Duplex = transport.connect(hub.port);
  cleanUp(async () => void socket.destroy());
  let answer = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.write(bytes);
  await ended;
  return answer;
}

const upgradeWith = (line: string): string =>
  [
    'GET /ws HTTP/1.1',
    ...(line.startsWith('Host:') ? [] : ['Host: localhost']),
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    line,
    '',
    '',
  ].join('\r\n');

describe.each([plain, encrypted])('over $name', (transport) => {
  it.each(frames)('B%i: %s', async (_, __, bytes, answer) => {
    const hub = await startHub();
    const others = await bystander(hub);
    const { wire, room, values } = await inRoom(transport, hub);
    const before = process.memoryUsage.rss();
    await wire.write(bytes(room));
    if ('closed' in answer) {
      await wire.until('close', () => wire.closed !== null);
      expect(wire.closed).toBe(answer.closed);
      expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024);
    } else {
      const wanted = { type: 'error', code: answer.refused, ...answer.about };
      await wire.until('refusal', () => values().some(({ type }) => type === 'error'));
      expect(values().find(({ type }) => type === 'error')).toMatchObject(wanted);
      await wire.write(text(send(room, 'alive', 'still here')));
      await wire.until('own entry', () => values().some(({ type }) => type === 'entries'));
    }
    await others.check();
    expect('isAdmin' in {}).toBe(false);
    const lines = hub.log.filter(({ event }) => event === 'refusal');
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(hub.log)).not.toMatch(/xxxx|isAdmin|still here/);
  });

  it('B29: the same id with other words', async () => {
    const hub = await startHub();
    const others = await bystander(hub);
    const { wire, room, values } = await inRoom(transport, hub);
    for (const words of ['first', 'second']) await wire.write(text(send(room, 'm29', words)));
    await wire.until('conflict', () => values().some(({ code }) => code === 'conflict'));
    await others.check();
    await wire.write(text(JSON.stringify({ type: 'history', ref: 29, room })));
    await wire.until('page', () => values().some(({ type }) => type === 'page'));
    const page = values().find(({ type }) => type === 'page') as { entries: { id: string; text: string }[] };
    expect(page.entries.filter(({ id }) => id === 'm29').map((entry) => entry.text)).toEqual(['first']);
  });

  const url = (hub: TestHub): string => (transport === encrypted ? hub.wss : hub.ws);

  it('B22: the name of the host in letters that look alike', async () => {
    const owner = newDevice();
    const hub = await startHub({ owner: memberIdOf(owner.publicKey) });
    await (await stranger({ ws: url(hub) }, owner)).arrive('Hanna');
    const others = await bystander(hub);
    const eve = await stranger({ ws: url(hub) });
    for (const name of ['Наnnа', 'Han\u200dna', '𝓗𝓪𝓷𝓷𝓪'])
      expect(await eve.arrive(name), name).toMatchObject({ type: 'error', code: 'name_taken' });
    await others.check();
  });

  it('B28: a login that was recorded, and the sixth wrong password', async () => {
    const owner = newDevice();
    const hub = await startHub({ access: 'password', owner: memberIdOf(owner.publicKey) });
    const host = await stranger({ ws: url(hub) }, owner);
    const ready = await host.arrive('Hanna');
    const room = ready.type === 'ready' ? ready.room : '';
    await host.say({ type: 'join', room });
    await host.register('open sesame');
    const [ann, eve] = [await stranger({ ws: url(hub) }), await stranger({ ws: url(hub) })];
    for (const [one, name] of [
      [ann, 'Ann'],
      [eve, 'Eve'],
    ] as const)
      await one.arrive(name);
    const finish = await ann.proof('open sesame');
    expect(await ann.say({ type: 'login_finish', finish })).toMatchObject({ type: 'ready' });
    // The first ref is that of the recording.
    expect(await eve.say({ type: 'login_finish', finish })).toMatchObject({ code: 'login_failed' });
    eve.raw(ann.sent.find((words) => words.includes('login_start')) ?? '');
    await eve.next('login_answer');
    expect(await eve.say({ type: 'login_finish', finish })).toMatchObject({ code: 'login_failed' });
    for (let time = 2; time <= 5; time += 1) expect(await eve.login('wrong')).toBeNull();
    expect(await eve.login('wrong')).toMatchObject({ code: 'rate_limited', retryAfter: expect.any(Number) as number });
    await host.say({ type: 'join', room });
    host.raw(send(room, 'm28', 'still here'));
    await host.heard('still here');
    expect(JSON.stringify(hub.log)).not.toMatch(/sesame|wrong|still here/);
  });

  it.each(['<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '[x](javascript:alert(1))', '"><svg/onload=alert(1)>'])(
    'B19, B20: %s goes to others as it was written, and is nothing but words there',
    async (words) => {
      const hub = await startHub();
      const [ann, ben] = [
        await person({ ws: url(hub) }, 'Ann', newDevice(), true, loose),
        await person({ ws: url(hub) }, 'Ben', newDevice(), true, loose),
      ];
      ann.send({ type: 'send', room: ann.room, id: 'm19', text: words });
      expect((await ben.heard(words)).text).toBe(words);
      expect(JSON.stringify(readMarkdown(words))).not.toContain('"link"');
    },
  );

  it('B21: a row of //a.b/ passes', async () => {
    const hub = await startHub();
    const ann = await person({ ws: url(hub) }, 'Ann', newDevice(), true, loose);
    const row = '//a.b/'.repeat(1_300);
    ann.send({ type: 'send', room: ann.room, id: 'm21', text: row });
    expect((await ann.heard(row)).text).toBe(row);
  });

  it.each([
    [7, 'a head of 9 KB', `X-Long: ${'x'.repeat(9_000)}`, 431],
    [8, 'a page of another origin', 'Origin: https://evil.example', 403],
    [9, 'a page of no origin', 'Origin: null', 403],
    [10, 'a name that points here', 'Host: evil.example', 421],
  ])('B%i: %s', async (_, __, line, status) => {
    const hub = await startHub();
    const others = await bystander(hub);
    for (let time = 0; time < 3; time += 1)
      expect(await answerTo(transport, hub, upgradeWith(line))).toMatch(new RegExp(`^HTTP/1.1 ${String(status)} `));
    await others.check();
    if (status === 403) expect(hub.log.filter(({ code }) => code === 'http_403')).toHaveLength(1);
  });

  it.each([
    ['the banner of SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['bytes', Buffer.from('00010203fffefdfc', 'hex')],
  ])('B11: %s', async (_, bytes) => {
    const hub = await startHub();
    const others = await bystander(hub);
    const answer = await within(5_000, () => answerTo(transport, hub, bytes));
    expect(answer).toMatch(/^(HTTP\/1\.1 400 .*)?$/s);
    await others.check();
    expect(hub.log.length).toBeLessThan(10);
  });
});

describe('what an app is given', () => {
  it.each(['javascript:alert(1)', 'smb://server/share', 'search-ms:query=x', '\\\\server\\share', 'file:///etc/passwd'])(
    'B20: %s is plain text',
    (link) => {
      expect(openableLink(link)).toBeNull();
      expect(JSON.stringify(readMarkdown(`see ${link} now`))).not.toContain('"link"');
    },
  );

  it('B21: a row of //a.b/ is no link', () => {
    const row = '//a.b/'.repeat(1_300);
    expect(JSON.stringify(readMarkdown(row))).not.toContain('"link"');
  });

  it('B22: a name in letters that look alike, and a pile of marks', () => {
    expect(imitates('Аnna', 'Anna')).toBe(true);
    expect(cleanName(`a${'\u0301'.repeat(5_000)}`).ok).toBe(false);
  });

  it.each([
    ['unknown keys', 'hearth://192.168.1.20:8080/?autojoin=1#x=1', ['ws', '192.168.1.20:8080']],
    ['credentials', 'hearth://user:password@192.168.1.20/', null],
    ['credentials among its hosts', 'hearth://192.168.1.20/#a=user%40evil.example', null],
    ['a flag', '--inspect', null],
    ['a flag within', 'hearth://192.168.1.20/ --inspect', null],
  ])('B30: a link with %s', (_, link, expected) => {
    const target = inviteArgument(['hearth', link]) === null ? null : parseAddress(link);
    expect(target === null).toBe(expected === null);
    if (target) expect(target.label).toBe('192.168.1.20:8080');
  });
});
