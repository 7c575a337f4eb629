import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { dialWithin, dialWs } from '../../src/main/ws-transport';
import type { Transport, TransportEnd } from '../../src/client/transport';
import { limits } from '../../src/shared/protocol';

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
  opened: Promise<void>;
  ended: Promise<TransportEnd>;
  messages: string[];
  ends: TransportEnd[];
}

function dial(url: string, through = dialWs): Dialled {
  const messages: string[] = [];
  const ends: TransportEnd[] = [];
  let onOpen = (): void => undefined;
  let onClose: (end: TransportEnd) => void = () => undefined;
  const opened = new Promise<void>((resolve) => (onOpen = resolve));
  const ended = new Promise<TransportEnd>((resolve) => (onClose = resolve));
  const transport = through(url, {
    onOpen,
    onMessage: (text) => messages.push(text),
    onClose: (end) => {
      ends.push(end);
      onClose(end);
    },
  });
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
    await opened;
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

  it('tls_failed: a hub without TLS, and a certificate that nobody trusts', async () => {
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
