import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { createHash } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import { dialWithin, dialWs } from '../../src/main/ws-transport';
import type { Channel, DialOptions, Transport, TransportEnd } from '../../src/client/transport';
import { limits } from '../../src/shared/protocol';
import { identity, newCurve384Key, newKey, newRsaKey } from '../helpers/certificates';
import { eventually } from '../helpers/eventually';
import { tlsFront } from '../helpers/tls-front';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function listen(server: Server | HttpServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.close();
    sockets.forEach((socket) => socket.destroy());
  });
  return (server.address() as AddressInfo).port;
}

/** A WebSocket server that chooses a subprotocol. */
async function hub(
  choose: (offered: Set<string>) => string | false,
  seen: (socket: WebSocket) => void = () => undefined,
): Promise<number> {
  const http = createHttp();
  const server = new WebSocketServer({ server: http, handleProtocols: choose });
  server.on('connection', seen);
  return listen(http);
}

interface Dialled {
  transport: Transport;
  opened: Promise<Channel>;
  ended: Promise<TransportEnd>;
  messages: string[];
  ends: TransportEnd[];
}

function dial(url: string, through = dialWs, options: DialOptions = {}): Dialled {
  const messages: string[] = [];
  const ends: TransportEnd[] = [];
  let onOpen: (channel: Channel) => void = () => undefined;
  let onClose: (end: TransportEnd) => void = () => undefined;
  const opened = new Promise<Channel>((resolve) => (onOpen = resolve));
  const ended = new Promise<TransportEnd>((resolve) => (onClose = resolve));
  const events = {
    onOpen,
    onMessage: (text: string) => void messages.push(text),
    onClose: (end: TransportEnd) => {
      ends.push(end);
      onClose(end);
    },
  };
  const transport = through(url, events, options);
  cleanups.push(() => transport.close());
  return { transport, opened, ended, messages, ends };
}

const hearth = (offered: Set<string>): string | false => (offered.has('hearth.v1') ? 'hearth.v1' : false);

describe('a socket', () => {
  it('carries text both ways and ends with the code of the other side', async () => {
    const port = await hub(hearth, (socket) => {
      socket.on('message', (data) => {
        socket.send(Buffer.from('binary is not ours'));
        socket.send(`back: ${(data as Buffer).toString()}`);
        socket.close(4408);
      });
    });
    const { transport, opened, ended, messages } = dial(`ws://127.0.0.1:${String(port)}/ws`);
    transport.send('too early');
    expect(await opened).toEqual({ kind: 'plain' });
    expect(transport.exportKey?.('EXPORTER-test', 32)).toBeNull();
    transport.send('grüß dich');
    expect(await ended).toEqual({ code: 4408 });
    expect(messages).toEqual(['back: grüß dich']);
  });

  it('offers hearth.v1 and no compression', async () => {
    const offers: unknown[] = [];
    const http = createHttp();
    const server = new WebSocketServer({ server: http, handleProtocols: hearth });
    server.on('headers', (_headers, request) =>
      offers.push(request.headers['sec-websocket-protocol'], request.headers['sec-websocket-extensions']),
    );
    const { opened } = dial(`ws://127.0.0.1:${String(await listen(http))}/ws`);
    await opened;
    expect(offers).toEqual(['hearth.v1', undefined]);
  });

  it('closes once, however often it is asked to', async () => {
    const port = await hub(hearth);
    const { transport, opened, ended, ends } = dial(`ws://127.0.0.1:${String(port)}/ws`);
    await opened;
    transport.close();
    transport.close();
    expect((await ended).code).toBe(1000);
    transport.close();
    transport.send('too late');
    expect(ends).toHaveLength(1);
  });

  it('ends when a frame is larger than a hub may send', async () => {
    const port = await hub(hearth, (socket) => socket.send('x'.repeat(limits.maxHubFrame + 1)));
    const { ended, messages } = dial(`ws://127.0.0.1:${String(port)}/ws`);
    // The other side is told 1009; on our own it counts as broken off.
    expect(await ended).toEqual({ code: 1006 });
    expect(messages).toEqual([]);
  });
});

describe('a socket that never opens says why', () => {
  const problem = (code: string, address: string): TransportEnd =>
    ({ code: 1006, problem: { code, params: { address } } }) as TransportEnd;

  it('refused', async () => {
    const server = createTcp();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const address = `127.0.0.1:${String(port)}`;
    expect(await dial(`ws://${address}/ws`).ended).toEqual(problem('refused', address));
  });

  it('tls_failed: a hub without TLS', async () => {
    const port = String(await hub(() => 'hearth.v1'));
    expect(await dial(`wss://127.0.0.1:${port}/ws`).ended).toEqual(problem('tls_failed', `127.0.0.1:${port}`));
  });

  it('name_not_found', async () => {
    expect(await dial('ws://no-such-host.invalid:8080/ws').ended).toEqual(problem('name_not_found', 'no-such-host.invalid'));
  });

  it('timed_out', async () => {
    const address = `127.0.0.1:${String(await listen(createTcp()))}`;
    expect(await dial(`ws://${address}/ws`, dialWithin(30)).ended).toEqual(problem('timed_out', address));
  });

  it.each([
    ['a page', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'],
    ['a refusal', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'],
    ['an SSH banner', 'SSH-2.0-OpenSSH_9.2\r\n'],
    [
      'a bad upgrade',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
    ],
  ])('not_hearth: %s', async (_name, answer) => {
    const address = `127.0.0.1:${String(await listen(createTcp((socket) => socket.once('data', () => socket.end(answer)))))}`;
    expect(await dial(`ws://${address}/ws`).ended).toEqual(problem('not_hearth', address));
  });

  it.each([
    ['TLS/1.3', 'tls_wanted'],
    ['websocket', 'not_hearth'],
  ] as const)('where only another protocol is spoken, %s: %s', async (protocol, code) => {
    const answer = `HTTP/1.1 426 Upgrade Required\r\nUpgrade: ${protocol}\r\nConnection: close, Upgrade\r\nContent-Length: 0\r\n\r\n`;
    const address = `127.0.0.1:${String(await listen(createTcp((socket) => socket.once('data', () => socket.end(answer)))))}`;
    const { ended, ends } = dial(`ws://${address}/ws`);
    expect(await ended).toEqual(problem(code, address));
    expect(ends).toHaveLength(1);
  });

  it('not_hearth: a server that hangs up', async () => {
    const address = `127.0.0.1:${String(await listen(createTcp((socket) => socket.destroy())))}`;
    expect(await dial(`ws://${address}/ws`).ended).toEqual(problem('not_hearth', address));
  });

  it.each([
    ['no subprotocol', () => false as const],
    ['another subprotocol', () => 'chat'],
  ])('not_hearth: %s', async (_name, choose) => {
    const address = `127.0.0.1:${String(await hub(choose))}`;
    expect(await dial(`ws://${address}/ws`).ended).toEqual(problem('not_hearth', address));
  });

  it.each([
    ['EHOSTUNREACH', 'unreachable', '192.0.2.1:8080'],
    ['ENETUNREACH', 'unreachable', '192.0.2.1:8080'],
    ['ETIMEDOUT', 'timed_out', '192.0.2.1:8080'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls_failed', '192.0.2.1:8080'],
    ['EAI_AGAIN', 'name_not_found', '192.0.2.1'],
  ])('%s is %s', async (code, expected, address) => {
    const net = await import('node:net');
    const spy = vi.spyOn(net.default, 'connect').mockImplementation((() => {
      const socket = new net.Socket();
      queueMicrotask(() => socket.destroy(Object.assign(new Error(code), { code })));
      return socket;
    }) as never);
    const end = await dial('ws://192.0.2.1:8080/ws').ended;
    spy.mockRestore();
    expect(end).toEqual(problem(expected, address));
  });

  it('bad_address, and never from inside the call', async () => {
    const { ended, ends } = dial('ws://[bad/ws');
    expect(ends).toEqual([]);
    expect((await ended).problem?.code).toBe('bad_address');
  });

  it('cancelled, when it is closed while it opens', async () => {
    const port = await listen(createTcp());
    const { transport, ended } = dial(`ws://127.0.0.1:${String(port)}/ws`);
    transport.close();
    expect((await ended).problem?.code).toBe('cancelled');
  });
});

describe('TLS', () => {
  const url = (port: number, host = '127.0.0.1'): string => `wss://${host}:${String(port)}/ws`;
  const front = async (over: Partial<Parameters<typeof tlsFront>[0]> = {}) => {
    const own = over.identity ?? (await identity());
    return { own, ...(await tlsFront({ identity: own, to: await hub(hearth, (socket) => socket.send('hello')), ...over })) };
  };
  const strangerAt = (port: number, seen: string): TransportEnd => ({
    code: 1006,
    problem: { code: 'wrong_hub', params: { address: `127.0.0.1:${String(port)}`, seen } },
  });

  it.each([
    ['P-256', newKey],
    ['P-384', newCurve384Key],
    ['RSA', newRsaKey],
  ])('opens to the key that was asked for: %s', async (_name, make) => {
    const { own, port } = await front({ identity: await identity({ key: make() }) });
    const { opened, messages } = dial(url(port), dialWs, { pin: own.pin });
    expect(await opened).toEqual({ kind: 'tls', pin: own.pin, trusted: false });
    await eventually(() => expect(messages).toEqual(['hello']));
  });

  it('B12: sends not a byte to another key', async () => {
    const { own, port, received, closed } = await front();
    const { ended } = dial(url(port), dialWs, { pin: newPin() });
    expect(await ended).toEqual(strangerAt(port, own.pin));
    // What it got by the end of the connection is all there will be.
    await eventually(() => expect(closed()).toBe(1));
    expect(received()).toHaveLength(0);
  });

  it('takes the first key where none was asked for, and says which it was', async () => {
    const { own, port, received } = await front();
    expect(await dial(url(port)).opened).toEqual({ kind: 'tls', pin: own.pin, trusted: false });
    expect(received().toString()).toMatch(/^GET \/ws HTTP\/1\.1\r\n/);
  });

  it('refuses TLS 1.2', async () => {
    const { port, handshakes } = await front({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    expect((await dial(url(port)).ended).problem?.code).toBe('tls_failed');
    expect(handshakes()).toBe(0);
  });

  it('refuses a server that shows no certificate', async () => {
    const { own, port, received } = await front();
    const spy = vi.spyOn(TLSSocket.prototype, 'getPeerX509Certificate').mockReturnValue(undefined);
    const { ended } = dial(url(port), dialWs, { pin: own.pin });
    expect((await ended).problem?.code).toBe('tls_failed');
    spy.mockRestore();
    expect(received()).toHaveLength(0);
  });

  describe('with an authority that counts here', () => {
    const setUp = async (names: string[]) => {
      const authority = await identity({ authority: true, names: ['authority'] });
      const proxy = await front({ identity: await identity({ issuer: authority, names }) });
      return { ...proxy, trusting: dialWithin(limits.connectTimeout, () => [authority.cert]) };
    };

    it('believes a certificate for this name where it was known by one: a proxy before the hub', async () => {
      const { own, port, trusting } = await setUp(['localhost']);
      const { opened } = dial(url(port, 'localhost'), trusting, { pin: newPin(), certified: true });
      expect(await opened).toEqual({ kind: 'tls', pin: own.pin, trusted: true });
      // And by hand, the first time.
      expect(await dial(url(port, 'localhost'), trusting).opened).toMatchObject({ trusted: true });
    });

    it('believes none in the place of a key that was asked for, and sends it nothing', async () => {
      const { own, port, trusting, received, closed } = await setUp(['localhost']);
      const { ended } = dial(url(port, 'localhost'), trusting, { pin: newPin() });
      expect((await ended).problem).toMatchObject({ code: 'wrong_hub', params: { seen: own.pin } });
      await eventually(() => expect(closed()).toBe(1));
      expect(received()).toHaveLength(0);
    });

    it('does not believe one for another name', async () => {
      const { own, port, trusting, received } = await setUp(['elsewhere.example']);
      const { ended } = dial(url(port, 'localhost'), trusting, { pin: newPin(), certified: true });
      expect((await ended).problem).toMatchObject({ code: 'wrong_hub', params: { seen: own.pin } });
      expect(received()).toHaveLength(0);
      expect(await dial(url(port, 'localhost'), trusting).opened).toMatchObject({ kind: 'tls', trusted: false });
    });
  });

  it('gives both ends the same bytes to bind something to', async () => {
    const { port, sockets } = await front();
    const { transport, opened, ended } = dial(url(port));
    expect(transport.exportKey?.('EXPORTER-test', 32)).toBeNull();
    await opened;
    const here = transport.exportKey?.('EXPORTER-test', 32);
    const there = sockets[0]?.exportKeyingMaterial(32, 'EXPORTER-test', Buffer.alloc(0));
    expect(here).toHaveLength(32);
    expect(Buffer.from(here ?? []).equals(there ?? Buffer.alloc(0))).toBe(true);
    transport.close();
    await ended;
    expect(transport.exportKey?.('EXPORTER-test', 32)).toBeNull();
  });

  it('timed_out: somebody who takes the connection and says nothing', async () => {
    const address = `127.0.0.1:${String(await listen(createTcp()))}`;
    expect(await dial(`wss://${address}/ws`, dialWithin(30)).ended).toMatchObject({ problem: { code: 'timed_out' } });
  });

  it('timed_out: somebody who stops after the handshake of TLS', async () => {
    const { port } = await tlsFront({ identity: await identity() });
    expect(await dial(url(port), dialWithin(300)).ended).toMatchObject({ problem: { code: 'timed_out' } });
  });

  it('refused', async () => {
    const { port, stop } = await front();
    await stop();
    expect((await dial(url(port)).ended).problem?.code).toBe('refused');
  });

  it('cancelled, in the middle of the handshake, and once', async () => {
    const { transport, ended, ends } = dial(url(await listen(createTcp())));
    transport.close();
    transport.close();
    expect(ends).toEqual([]);
    expect((await ended).problem?.code).toBe('cancelled');
    await new Promise((resolve) => setImmediate(resolve));
    expect(ends).toHaveLength(1);
  });
});

/** The id of a key that nobody here has. */
const newPin = (): string => createHash('sha256').update(String(Math.random())).digest('base64url');
