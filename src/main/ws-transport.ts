/** `ws` as a Transport. */
import { WebSocket } from 'ws';
import type { Dial, TransportEnd } from '../client/transport';
import { limits, SUBPROTOCOL } from '../shared/protocol';
import type { ProblemCode } from '../shared/ipc/chat-api';

/** What the system says about a socket that never opened; what is not listed means that something else answered. */
const problems: Readonly<Record<string, ProblemCode>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'not_hearth',
  ETIMEDOUT: 'timed_out',
  ENOTFOUND: 'name_not_found',
  EAI_AGAIN: 'name_not_found',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPROTO: 'tls_failed',
};

/** OpenSSL and Node name what is wrong with TLS in many ways, all of them in capitals. */
const tls = /^(ERR_SSL_|ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

function problemOf(error: Error & { code?: string }): ProblemCode {
  // `ws` tells its own timeout by these words alone.
  if (error.message === 'Opening handshake has timed out') return 'timed_out';
  const [first] = error instanceof AggregateError ? (error.errors as (Error & { code?: string })[]) : [];
  const code = error.code ?? first?.code ?? '';
  return problems[code] ?? (tls.test(code) ? 'tls_failed' : 'not_hearth');
}

const addressOf = (url: string): string => /^\w+:\/\/([^/]*)/.exec(url)?.[1] ?? url;

/**
 * Dials over TCP. See `Dial` for what it promises.
 * @param connectTimeout - ms from dialling to the end of the WebSocket handshake
 */
export const dialWithin =
  (connectTimeout: number): Dial =>
  (url, events) => {
    const end = (code: ProblemCode): TransportEnd => {
      const address = addressOf(url);
      // A port has nothing to do with a name that nobody knows.
      const params = { address: code === 'name_not_found' ? address.replace(/:\d+$/, '') : address };
      return { code: 1006, problem: { code, params } };
    };
    let opened = false;
    let failure: ProblemCode | null = null;
    let socket: WebSocket;
    try {
      socket = new WebSocket(url, SUBPROTOCOL, {
        perMessageDeflate: false,
        maxPayload: limits.maxHubFrame,
        handshakeTimeout: connectTimeout,
        followRedirects: false,
      });
    } catch {
      // A promise of `Dial`: an address that cannot be dialled comes back like any other failure, not from inside the call.
      let closed = false;
      const close = (): void => {
        if (!closed) queueMicrotask(() => events.onClose(end('bad_address')));
        closed = true;
      };
      close();
      return { send: () => undefined, close };
    }
    socket.on('open', () => {
      opened = true;
      events.onOpen();
    });
    socket.on('message', (data, isBinary) => {
      if (!isBinary) events.onMessage((data as Buffer).toString('utf8'));
    });
    socket.on('error', (error) => {
      failure ??= problemOf(error);
    });
    socket.on('close', (code) => {
      events.onClose(opened ? { code } : failure === null ? { code: 1006 } : end(failure));
    });
    return {
      send(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close(code = 1000) {
        if (socket.readyState === WebSocket.CONNECTING) failure ??= 'cancelled';
        socket.close(code);
      },
    };
  };

/** The same, with the limit of every device. */
export const dialWs: Dial = dialWithin(limits.connectTimeout);
