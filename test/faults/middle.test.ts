/** Whoever stands where a hub should be: a man in the middle with a key of his own, and a rogue hub at a known address. Nobody tells them anything. */
import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Chat } from '../../src/client/chat';
import { openPorts } from '../../src/main/ports';
import { dialWithin, dialWs } from '../../src/main/ws-transport';
import type { HubView } from '../../src/shared/ipc/chat-api';
import type { Outcome } from '../../src/shared/ipc/outcome';
import { limits, SUBPROTOCOL, type ClientFrame } from '../../src/shared/protocol';
import { identity, type Identity } from '../helpers/certificates';
import { eventually } from '../helpers/eventually';
import { startHub, type TestHub } from '../helpers/hub';
import { tempFolder } from '../helpers/temp-folder';
import { tlsFront, type TlsFront } from '../helpers/tls-front';

/** A person with the app's own files and sockets. */
async function person(folder: string, dial = dialWs): Promise<Chat> {
  const chat = new Chat(await openPorts(folder, dial));
  onTestFinished(() => chat.close());
  await chat.start();
  await chat.setName('Ada');
  return chat;
}

/** The key and certificate that only the hub itself should have. */
const ownIdentity = async ({ dataDir }: TestHub): Promise<Identity> =>
  identity({ key: createPrivateKey(await readFile(join(dataDir, 'hub.key'))) });

const connection = (chat: Chat): HubView['connection'] | undefined => chat.state().hub?.connection;
const joined: Outcome = { ok: true, value: null };

/** Members that ever got in, as the hub wrote it down. */
const joins = ({ log }: TestHub): number => log.filter(({ event }) => event === 'join').length;

const typed = (front: TlsFront): string => `127.0.0.1:${String(front.port)}`;
const invited = (front: TlsFront, hub: TestHub): string => `https://127.0.0.1:${String(front.port)}/#k=${hub.hubId}`;

/** Was there before, over a way that belonged to the hub alone until now. */
async function known(address: typeof invited) {
  const hub = await startHub();
  const front = await tlsFront({ identity: await ownIdentity(hub), to: hub.port });
  const folder = await tempFolder();
  const before = await person(folder);
  expect(await before.join(address(front, hub))).toEqual(joined);
  await before.close();
  await eventually(() => expect(front.open()).toBe(0));
  return { hub, front, again: await person(folder), heard: front.received().length };
}

const changed = (expected: string, seen: string) => ({ code: 'hub_changed', params: { expected, seen } });

describe('at a place that this device knows', () => {
  it.each([
    ['unverified', typed],
    ['verified', invited],
  ] as const)('a man in the middle is a hard stop and hears nothing: %s', async (trust, address) => {
    const { hub, front, again, heard } = await known(address);
    const man = await identity();
    front.become(man);
    await again.openHub(hub.hubId);
    expect(again.state().hub?.trust).toBe(trust);
    await eventually(() => expect(connection(again)).toMatchObject({ phase: 'closed', problem: changed(hub.hubId, man.pin) }));
    expect(await again.join(typed(front))).toMatchObject({ ok: false, problem: changed(hub.hubId, man.pin) });
    expect(await again.join(invited(front, hub))).toMatchObject({ ok: false, problem: { code: 'wrong_hub' } });
    await eventually(() => expect(front.open()).toBe(0));
    expect([front.received().length - heard, joins(hub)]).toEqual([0, 1]);
  });

  it('a rogue hub is a hard stop and meets nobody, until the old one is forgotten', async () => {
    const { hub, front, again } = await known(typed);
    await front.stop();
    await hub.stop();
    const rogue = await startHub({ name: 'Workshop' });
    const there = await tlsFront({ identity: await ownIdentity(rogue), to: rogue.port, port: front.port });
    await again.openHub(hub.hubId);
    await eventually(() =>
      expect(connection(again)).toMatchObject({ phase: 'closed', problem: changed(hub.hubId, rogue.hubId) }),
    );
    expect(await again.join(typed(there))).toMatchObject({ ok: false, problem: changed(hub.hubId, rogue.hubId) });
    await eventually(() => expect(there.open()).toBe(0));
    expect([there.received().length, joins(rogue)]).toEqual([0, 0]);
    await again.forgetHub(hub.hubId);
    expect(await again.join(typed(there))).toEqual(joined);
    expect(again.state().hub).toMatchObject({ id: rogue.hubId, trust: 'unverified' });
  });

  it('somebody who takes TLS away hears the beginning of a handshake and no more', async () => {
    const { hub, front, again } = await known(typed);
    await front.stop();
    const heard: Buffer[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        heard.push(chunk);
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(front.port, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    await again.openHub(hub.hubId);
    await eventually(() => expect(connection(again)).toMatchObject({ phase: 'waiting', problem: { code: 'tls_failed' } }));
    // A record of a handshake: TLS begins with this byte, a request of HTTP with a letter.
    expect(heard.map(([first]) => first)).toEqual(heard.map(() => 0x16));
    expect(Buffer.concat(heard).includes('GET ')).toBe(false);
    expect(heard.length).toBeGreaterThan(0);
  });
});

/** Passes everything on between whoever comes and the hub, in frames, with a certificate of its own or none. */
async function relay(hub: TestHub, own?: Identity) {
  const server = own ? createHttps({ key: own.key, cert: own.cert, minVersion: 'TLSv1.3' }) : createHttp();
  const heard: ClientFrame[] = [];
  let met = 0;
  new WebSocketServer({ server, handleProtocols: () => SUBPROTOCOL }).on('connection', (client) => {
    met += 1;
    const there = new WebSocket(hub.wss, [SUBPROTOCOL], { rejectUnauthorized: false });
    onTestFinished(() => there.terminate());
    there.on('error', () => undefined);
    there.on('message', (data: Buffer) => client.send(data.toString()));
    client.on('message', (data: Buffer) => {
      heard.push(JSON.parse(data.toString()) as ClientFrame);
      there.send(data.toString());
    });
    client.on('close', () => there.close());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: String((server.address() as AddressInfo).port), heard, met: () => met };
}

describe('somebody else who passes on the hello of a place that this device knows', () => {
  async function setUp(way: 'nothing' | 'a certificate') {
    const hub = await startHub();
    const authority = await identity({ authority: true, names: ['authority'] });
    const evil = await relay(hub, way === 'nothing' ? undefined : await identity({ issuer: authority, names: ['localhost'] }));
    const folder = await tempFolder();
    const ada = await person(
      folder,
      dialWithin(limits.connectTimeout, () => [authority.cert]),
    );
    return { hub, evil, ada, records: () => readFile(join(folder, 'hubs.json'), 'utf8') };
  }

  it.each([
    ['nothing', 'ws'],
    ['a certificate', 'https'],
  ] as const)('is told nothing, neither who comes nor what waits to be said; it shows %s', async (way, scheme) => {
    const { hub, evil, ada, records } = await setUp(way);
    expect(await ada.join(`https://127.0.0.1:${String(hub.port)}/#k=${hub.hubId}`)).toEqual(joined);
    const room = ada.state().hub?.defaultRoom ?? '';
    await hub.stop();
    await eventually(() => expect(connection(ada)?.phase).toBe('waiting'));
    await ada.send(room, 'for them alone');
    await ada.leaveHub();
    const before = await records();
    const again = await startHub({ dataDir: hub.dataDir, port: hub.port });
    const outcome = await ada.join(`${scheme}://localhost:${evil.port}`);
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'hub_changed', params: { expected: hub.hubId } } });
    expect([evil.met(), evil.heard, joins(again)]).toEqual([1, [], 0]);
    expect(await records()).toBe(before);
    // And what waited is said where it was meant to be.
    await ada.openHub(hub.hubId);
    await eventually(async () => expect((await ada.loadHistory(room, null)) as unknown).toMatchObject(said('for them alone')));
  });

  it('is not told the secret of an invite for a certificate of its own', async () => {
    const { hub, evil, ada } = await setUp('a certificate');
    const outcome = await ada.join(`https://localhost:${evil.port}/#k=${hub.hubId}&s=${'S'.repeat(22)}`);
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'wrong_hub', params: { expected: hub.hubId } } });
    expect([evil.met(), evil.heard, joins(hub)]).toEqual([0, [], 0]);
  });

  it('may be a proxy, for whoever typed its name first: from then on that name and no other', async () => {
    const { hub, evil, ada } = await setUp('a certificate');
    expect(await ada.join(`https://localhost:${evil.port}`)).toEqual(joined);
    await ada.leaveHub();
    await ada.openHub(hub.hubId);
    await eventually(() => expect(connection(ada)?.phase).toBe('ready'));
    expect(ada.state().hub).toMatchObject({ id: hub.hubId, trust: 'certificate' });
    const outcome = await ada.join(`https://127.0.0.1:${evil.port}`);
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'intercepted' } });
  });
});

const said = (text: string) => ({ ok: true, value: { entries: [expect.objectContaining({ text }) as unknown] } });

describe('at the first contact', () => {
  it('a man in the middle of an invite hears nothing', async () => {
    const hub = await startHub();
    const man = await identity();
    const front = await tlsFront({ identity: man, to: hub.port });
    const ada = await person(await tempFolder());
    expect(await ada.join(invited(front, hub))).toMatchObject({
      ok: false,
      problem: { code: 'wrong_hub', params: { expected: hub.hubId, seen: man.pin } },
    });
    await eventually(() => expect(front.open()).toBe(0));
    expect([front.received().length, joins(hub)]).toEqual([0, 0]);
  });

  it('a man in the middle of a typed address, who passes on what the hub says, learns no name', async () => {
    const hub = await startHub();
    const man = await identity();
    const front = await tlsFront({ identity: man, to: hub.port });
    const ada = await person(await tempFolder());
    expect(await ada.join(typed(front))).toMatchObject({
      ok: false,
      problem: { code: 'intercepted', params: { seen: man.pin } },
    });
    await eventually(() => expect(front.open()).toBe(0));
    const [head = '', ...rest] = front.received().toString('latin1').split('\r\n\r\n');
    expect(head).toMatch(/^GET \/ws HTTP\/1\.1/);
    // The farewell of a WebSocket (opcode 8, masked, at most a code), and nothing before it.
    expect(rest.join('\r\n\r\n')).toMatch(/^(\x88[\x80-\x82].{4,6})?$/s);
    expect([joins(hub), ada.state().hubs]).toEqual([0, []]);
  });

  it.each([
    ['typed', 'unverified', ({ port }: TestHub) => `127.0.0.1:${String(port)}`],
    ['an invite', 'verified', ({ port, hubId }: TestHub) => `https://127.0.0.1:${String(port)}/#k=${hubId}`],
    ['plain, on this computer', 'local', ({ ws }: TestHub) => ws],
  ] as const)('the hub itself lets in: %s', async (_how, trust, address) => {
    const hub = await startHub();
    const ada = await person(await tempFolder());
    expect(await ada.join(address(hub))).toEqual(joined);
    expect(ada.state().hub).toMatchObject({ id: hub.hubId, trust, guests: 'encrypted' });
  });
});
