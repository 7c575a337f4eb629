/** TLS in front of a plain port: a hub's, where the key is the hub's own; a man's in the middle, where it is another. */
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer, type TlsOptions, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { Identity } from './certificates';

export interface TlsFront {
  port: number;
  /** Everything that came through after a handshake, from all connections. */
  received(): Buffer;
  /** Handshakes that ended well, on this side. */
  handshakes(): number;
  /** TCP connections that are over. */
  closed(): number;
  /** And those that are not. */
  open(): number;
  /** The connections, newest last. */
  sockets: TLSSocket[];
  /** Shows another certificate from now on. */
  become(identity: Identity): void;
  stop(): Promise<void>;
}

export interface TlsFrontOptions extends Pick<TlsOptions, 'minVersion' | 'maxVersion'> {
  identity: Identity;
  /** Plain port on 127.0.0.1 that what arrives is passed on to; without it nobody answers. */
  to?: number;
  /** @default any free one */
  port?: number;
}

/** Listens on 127.0.0.1 until the test is over. */
export async function tlsFront({ identity, to, port = 0, ...versions }: TlsFrontOptions): Promise<TlsFront> {
  const chunks: Buffer[] = [];
  const sockets: TLSSocket[] = [];
  let handshakes = 0;
  let opened = 0;
  let closed = 0;
  const server = createServer({ key: identity.key, cert: identity.cert, minVersion: 'TLSv1.3', ...versions });
  server.on('connection', (socket: Socket) => {
    opened += 1;
    socket.on('close', () => (closed += 1));
  });
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', (socket) => {
    handshakes += 1;
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    if (to === undefined) return;
    const inner = connect(to, '127.0.0.1');
    inner.on('error', () => socket.destroy());
    socket.on('close', () => inner.destroy());
    inner.on('close', () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> =>
    (stopped ??= new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    }));
  onTestFinished(stop);
  return {
    port: (server.address() as AddressInfo).port,
    received: () => Buffer.concat(chunks),
    handshakes: () => handshakes,
    closed: () => closed,
    open: () => opened - closed,
    sockets,
    become: ({ key, cert }) => server.setSecureContext({ key, cert }),
    stop,
  };
}
