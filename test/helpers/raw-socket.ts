import { connect, type Socket } from 'node:net';
import { connect as tlsConnect, type TLSSocket } from 'node:tls';
import { cleanUp } from './hub';

/** A TCP socket that is gone after the test; its errors are nobody's. @param from - its own address, so that one machine can be many */
export async function rawSocket(port: number, from = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  cleanUp(async () => void socket.destroy());
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  return socket;
}

/** The same with TLS, whose certificate is nobody's business here; destroyed where the hub ended it first. */
export async function rawTlsSocket(port: number, from = '127.0.0.1'): Promise<TLSSocket> {
  const socket = tlsConnect({ socket: await rawSocket(port, from), rejectUnauthorized: false });
  cleanUp(async () => void socket.destroy());
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('secureConnect', resolve).once('close', resolve));
  return socket;
}

/** The head of an upgrade to WebSocket. */
export const upgradeHead = (port: number, path = '/ws', protocol = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `${protocol && `Sec-WebSocket-Protocol: ${protocol}\r\n`}` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

/** A text frame of a client, masked with 0, which changes nothing. */
export function clientFrame(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = bytes.length < 126 ? [0x81, 0x80 | bytes.length] : [0x81, 0xfe, bytes.length >> 8, bytes.length & 255];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), bytes]);
}
