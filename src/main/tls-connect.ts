/** TLS as far as a hub is concerned: version, key and trust are settled before anybody may send a byte through it. */
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { Channel } from '../client/transport';

/** What a connection needs. */
export interface TlsOptions {
  host: string;
  port: number;
  /** Id of the key that must answer; see `DialOptions`. */
  pin?: string | undefined;
  /** A certificate that the system trusts will do instead. */
  certified?: boolean | undefined;
  /** PEM certificates of the authorities that count; Node's own list, if undefined. */
  authorities(): string[] | undefined;
}

/** Where a connection reports: once, to one of them. */
export interface TlsEvents {
  onSecure(socket: TLSSocket, channel: Extract<Channel, { kind: 'tls' }>): void;
  /** Another key answered than the one that was asked for, here its id. Nothing was sent to it. */
  onStranger(seen: string): void;
  /** It gave no certificate, which is not an error to Node. */
  onNobody(): void;
  onError(error: Error): void;
}

/** SHA-256 of the key in the other side's certificate as SPKI DER, in base64url; null where there is none. */
function pinOf(socket: TLSSocket): string | null {
  // Not `getPeerCertificate().pubkey`, which for elliptic curves is the bare point.
  const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' });
  return key ? createHash('sha256').update(key).digest('base64url') : null;
}

/** Connects. Reports nothing before it has returned; `destroy` of what it returns calls it off, and nothing is reported any more. */
export function connectTls({ host, port, pin, certified = false, authorities }: TlsOptions, events: TlsEvents): TLSSocket {
  const ca = isIP(host) ? undefined : authorities();
  const socket = connect({
    ...{ host, port, minVersion: 'TLSv1.3', ALPNProtocols: ['http/1.1'] },
    // A name to ask for; addresses have none.
    ...(isIP(host) ? {} : { servername: host }),
    ...(ca ? { ca } : {}),
    // Who answers is judged below: a hub's own certificate is signed by nobody.
    rejectUnauthorized: false,
  });
  let over = false;
  const settle = (report: () => void): void => {
    if (over) return;
    over = true;
    report();
  };
  socket.once('close', () => settle(() => undefined));
  // Stays after the handover too: without a listener an error would end the process.
  socket.on('error', (error) => settle(() => events.onError(error)));
  socket.once('secureConnect', () => {
    const seen = pinOf(socket);
    const refuse = (report: () => void): void => {
      settle(report);
      socket.destroy();
    };
    if (seen === null) return refuse(() => events.onNobody());
    // `authorized` says both: a chain to an authority, and a certificate for this name.
    if (pin !== undefined && pin !== seen && !(certified && socket.authorized)) return refuse(() => events.onStranger(seen));
    settle(() => events.onSecure(socket, { kind: 'tls', pin: seen, trusted: socket.authorized }));
  });
  return socket;
}
