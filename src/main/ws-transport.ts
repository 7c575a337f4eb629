/** `ws` as a Transport. */
import type { TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import type { Channel, Dial } from '../client/transport';
import { hostPortOf } from '../shared/address';
import type { Problem, ProblemCode } from '../shared/ipc/outcome';
import { limits, SUBPROTOCOL } from '../shared/protocol';
import { systemAuthorities } from './authorities';
import { connectTls } from './tls-connect';

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

function codeOf(error: Error & { code?: string }): ProblemCode {
  const [first] = error instanceof AggregateError ? (error.errors as (Error & { code?: string })[]) : [];
  const code = error.code ?? first?.code ?? '';
  return problems[code] ?? (tls.test(code) ? 'tls_failed' : 'not_hearth');
}

/** Host and port of a WebSocket URL; null where it is none. */
function targetOf(url: string): { host: string; port: number; secure: boolean } | null {
  try {
    const { protocol, hostname, port } = new URL(url);
    const secure = protocol === 'wss:';
    return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (secure ? 443 : 80)), secure };
  } catch {
    return null;
  }
}

/**
 * Dials over TCP. See `Dial` for what it promises.
 * @param connectTimeout - ms from dialling to the end of the WebSocket handshake
 * @param authorities - whose certificates count
 */
export const dialWithin =
  (connectTimeout: number, authorities: () => string[] | undefined = systemAuthorities): Dial =>
  (url, events, { pin, certified } = {}) => {
    let failure: Problem | null = null;
    let opened = false;
    let closed = false;
    let tlsSocket: TLSSocket | null = null;
    let socket: WebSocket | null = null;
    const fail = (code: ProblemCode, params: Problem['params'] = {}): void => {
      const address = hostPortOf(url);
      // A port has nothing to do with a name that nobody knows.
      failure ??= { code, params: { address: code === 'name_not_found' ? address.replace(/:\d+$/, '') : address, ...params } };
    };
    const end = (code: number): void => {
      if (closed) return;
      closed = true;
      clearTimeout(timer);
      events.onClose(opened || failure === null ? { code } : { code, problem: failure });
    };
    /** Ends what has not opened, now, and tells it later. */
    const giveUp = (code: ProblemCode, params?: Problem['params']): void => {
      fail(code, params);
      if (socket) return socket.terminate();
      tlsSocket?.destroy();
      queueMicrotask(() => end(1006));
    };

    const upgrade = (channel: Channel): void => {
      const secured = tlsSocket;
      socket = new WebSocket(url, SUBPROTOCOL, {
        perMessageDeflate: false,
        maxPayload: limits.maxHubFrame,
        followRedirects: false,
        ...(secured ? { createConnection: () => secured } : {}),
      });
      socket.on('open', () => {
        opened = true;
        clearTimeout(timer);
        events.onOpen(channel);
      });
      socket.on('message', (data, isBinary) => {
        if (!isBinary) events.onMessage((data as Buffer).toString('utf8'));
      });
      socket.on('unexpected-response', (_request, response) => {
        // RFC 9110 §15.5.22: a hub that takes nothing in the clear says so, and on which protocol it would.
        const wantsTls = response.statusCode === 426 && /\bTLS\b/.test(response.headers.upgrade ?? '');
        giveUp(wantsTls ? 'tls_wanted' : 'not_hearth');
      });
      socket.on('error', (error) => fail(codeOf(error)));
      socket.on('close', end);
    };

    const target = targetOf(url);
    const timer = setTimeout(() => giveUp('timed_out'), connectTimeout);
    // A promise of `Dial`: an address that cannot be dialled comes back like any other failure, not from inside the call.
    try {
      if (target?.secure) {
        tlsSocket = connectTls(
          { ...target, pin, certified, authorities },
          {
            onSecure: (_socket, channel) => upgrade(channel),
            onStranger: (seen) => giveUp('wrong_hub', { seen }),
            onNobody: () => giveUp('tls_failed'),
            onError: (error) => giveUp(codeOf(error)),
          },
        );
      } else {
        upgrade({ kind: 'plain' });
      }
    } catch {
      giveUp('bad_address');
    }
    return {
      send(text) {
        if (socket?.readyState === WebSocket.OPEN) socket.send(text);
      },
      close(code = 1000) {
        if (closed) return;
        if (opened) socket?.close(code);
        else giveUp('cancelled');
      },
      exportKey(label, length) {
        const secured = socket?.readyState === WebSocket.OPEN ? tlsSocket : null;
        return secured?.exportKeyingMaterial(length, label, Buffer.alloc(0)) ?? null;
      },
    };
  };

/** The same, with the limit of every device. */
export const dialWs: Dial = dialWithin(limits.connectTimeout);
