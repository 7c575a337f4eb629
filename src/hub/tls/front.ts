/**
 * The one port: the first byte says whether a socket speaks TLS (RFC 8446 §5.1: a handshake record begins with 0x16; no HTTP method does), and each kind goes
 * its way to one and the same HTTP server. What says nothing, or does not come to an end with its handshake, is ended in time.
 */
import { STATUS_CODES, type Server as HttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import type { Limits } from '../../shared/protocol';
import { plainAddress } from '../addresses';
import type { AddressLog } from '../address-log';
import type { Clock } from '../clock';
import { Deadlines } from '../deadlines';
import type { Door } from '../door';
import type { Certificate } from './certificate';

const HANDSHAKE = 0x16;

function hangUp(this: Socket): void {
  this.destroy();
}

/** What Node says to which of its errors; to all others 400. */
const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what is no HTTP. Node itself writes and destroys in one breath, and of that nothing arrives over TLS. */
function explain({ code = '' }: NodeJS.ErrnoException, socket: Duplex & { bytesWritten?: number }): void {
  if (!socket.writable || socket.bytesWritten) {
    socket.destroy();
    return;
  }
  const status = statuses[code] ?? 400;
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n\r\n`);
}

/** What the front needs. */
export interface FrontOptions {
  limits: Limits;
  clock: Clock;
  addressLog: AddressLog;
  certificate: Certificate;
  /** Counts what comes in. */
  door: Door;
  /** Answers on both ways. It listens nowhere itself. */
  http: HttpServer;
}

/** The port's server, which does not listen yet. */
export interface Front {
  readonly server: Server;
  /** Takes nothing new and ends the timers. What is open stays so. Idempotent. */
  close(): void;
}

/** Puts one together. The HTTP server's timers begin with it. */
export function createFront({ limits, clock, addressLog, certificate, door, http }: FrontOptions): Front {
  const late = (code: string) => (socket: Socket) => {
    addressLog.refusal(plainAddress(socket.remoteAddress), code, {});
    socket.destroy();
  };
  const silent = new Deadlines<Socket>(limits.firstByteTimeout, clock, late('first_byte_timeout'));
  const shaking = new Deadlines<Socket>(limits.tlsTimeout, clock, late('tls_timeout'));

  const { cert, key } = certificate;
  const tls = createTlsServer({ cert, key, minVersion: 'TLSv1.3', ALPNProtocols: ['http/1.1'] });
  tls.on('secureConnection', (socket) => {
    const accepted = door.accepted(socket);
    if (accepted) shaking.remove(accepted);
    http.emit('connection', socket);
  });
  tls.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    addressLog.refusal(plainAddress(socket.remoteAddress), 'tls_failed', { reason: error.code ?? error.message });
    socket.destroy();
  });

  const pass = (socket: Socket, chunk: Buffer): void => {
    silent.remove(socket);
    socket.off('end', hangUp);
    // Whoever reads next reads it from the beginning.
    socket.pause();
    socket.unshift(chunk);
    if (chunk[0] === HANDSHAKE) {
      shaking.add(socket);
      tls.emit('connection', socket);
    } else {
      http.emit('connection', socket);
      socket.resume();
    }
  };

  http.on('clientError', explain);
  // It starts its timers when it listens, which this one never does: without them a slow request has all the time in the world.
  http.emit('listening');

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    // A reset is nobody's problem.
    socket.on('error', hangUp);
    if (!door.opened(socket)) return;
    silent.add(socket);
    socket.once('close', () => {
      silent.remove(socket);
      shaking.remove(socket);
    });
    socket.once('end', hangUp);
    socket.once('data', (chunk: Buffer) => pass(socket, chunk));
  });
  return {
    server,
    close() {
      server.close();
      http.close();
      silent.stop();
      shaking.stop();
    },
  };
}
