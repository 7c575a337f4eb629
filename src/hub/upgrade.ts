/** From an HTTP upgrade to a WebSocket connection: the gates, in order, each with an answer of its own. */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { SOCKET_PATH, SUBPROTOCOL, type Guests, type Limits } from '../shared/protocol';
import { arrivalOf, encryptedEnough, hostAllowed, hostOf, originAllowed, type Arrival } from './gates';
import type { AccountLogin, ScriptGate, ScriptVerdict } from './access/script-gate';
import type { AddressLog } from './address-log';
import type { Clock } from './clock';
import type { Counters } from './counters';
import type { PeerParts } from './peer';

/** Origins of which a refusal is remembered, so that each is logged once an hour and nobody can fill our memory with names. */
const ORIGINS_REMEMBERED = 100;

/** After it they are forgotten: a hundred invented ones must not hide what comes later. */
const ORIGINS_FORGOTTEN = 3_600_000;

/** What an upgrade needs. */
export interface UpgradeOptions {
  limits: Limits;
  clock: Clock;
  addressLog: AddressLog;
  counters: Counters;
  names: ReadonlySet<string>;
  guests: Guests;
  /** Asked about scripts only; full clients say who they are in their hello. */
  scripts: ScriptGate;
  stopping(): boolean;
  onSocket(
    ws: WebSocket,
    socket: Duplex,
    about: Pick<PeerParts, 'address' | 'secure' | 'mode' | 'account' | 'asked'> & { search: string },
  ): void;
}

interface Refusal {
  status: number;
  text: string;
  headers?: readonly string[];
}

const NEEDS_TLS: Refusal = {
  status: 426,
  text: 'This hub is encrypted: connect to the same address with wss:// instead of ws://, or in a browser with https://.',
  // RFC 9110 §15.5.22 wants to hear to what.
  headers: ['Upgrade: TLS/1.3'],
};

/** Options that ws has and its types do not know yet. */
type Unlisted = { closeTimeout: number };

const wanted = (req: IncomingMessage): string[] =>
  (req.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

function refuse(socket: Duplex, { status, text, headers = [] }: Refusal): void {
  const body = `${text}\n`;
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    `Connection: ${status === 426 ? 'close, Upgrade' : 'close'}`,
    ...headers,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** A script goes by its account's name where it says no other. */
function withName(search: string, user: string): string {
  const params = new URLSearchParams(search);
  if (!params.get('name')) params.set('name', user);
  return params.toString();
}

/** The listener for an HTTP server's `upgrade`. */
export function upgradeHandler(options: UpgradeOptions): (req: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const { limits, clock, addressLog, counters, names, guests, scripts, stopping, onSocket } = options;
  const loggedOrigins = new Set<string>();
  let forgotten = clock.elapsed();
  const wsOptions: ServerOptions & Unlisted = {
    noServer: true,
    clientTracking: false,
    // On, it costs 240 KiB a connection and forbids shared frames.
    perMessageDeflate: false,
    maxPayload: limits.maxFrame,
    maxFragments: limits.maxFragments,
    maxBufferedChunks: 1_024,
    skipUTF8Validation: false,
    closeTimeout: limits.closeTimeout,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  };
  const server = new WebSocketServer(wsOptions);

  const objection = (req: IncomingMessage, arrival: Arrival, path: string): Refusal | null => {
    const { origin, host } = req.headers;
    if (path !== SOCKET_PATH) return { status: 404, text: `WebSocket clients connect to ${SOCKET_PATH}.` };
    if (!hostAllowed(host, names)) return { status: 421, text: 'This hub does not go by that name.' };
    if (!encryptedEnough(arrival, guests)) return NEEDS_TLS;
    if (!originAllowed(origin, host ?? '', arrival.scheme))
      return { status: 403, text: 'Pages of other origins may not talk to this hub.' };
    if (guests === 'off' && origin !== undefined && !arrival.local)
      return { status: 403, text: 'The host of this hub lets nobody join from a browser.' };
    const protocols = wanted(req);
    if (protocols.length > 0 && !protocols.includes(SUBPROTOCOL))
      return { status: 400, text: `This hub speaks ${SUBPROTOCOL}, and plain JSON to clients that ask for no subprotocol.` };
    if (stopping()) return { status: 503, text: 'The hub is stopping.' };
    return null;
  };

  const note = (req: IncomingMessage, address: string, { status }: Refusal): void => {
    const { origin } = req.headers;
    if (origin !== undefined) {
      if (clock.elapsed() - forgotten >= ORIGINS_FORGOTTEN) {
        loggedOrigins.clear();
        forgotten = clock.elapsed();
      }
      if (loggedOrigins.has(origin) || loggedOrigins.size >= ORIGINS_REMEMBERED) return;
      loggedOrigins.add(origin);
    }
    addressLog.refusal(address, `http_${String(status)}`, {
      status,
      ...(origin === undefined ? {} : { origin: origin.slice(0, 200) }),
    });
  };

  return (req, socket, head) => {
    const arrival = arrivalOf(req);
    const { address, secure } = arrival;
    const [path = '', search = ''] = (req.url ?? '').split('?', 2);
    const refusal = objection(req, arrival, path);
    const decline = (why: Refusal): void => {
      // A reset while we say no is nobody's problem.
      socket.on('error', () => socket.destroy());
      counters.refused(`http_${why.status}`);
      note(req, address, why);
      refuse(socket, why);
    };
    const accept = (mode: 'full' | 'simple', query: string, account?: AccountLogin): void => {
      // The response and our first frames leave in one write, also where they take a promise or two.
      socket.cork();
      setImmediate(() => socket.uncork());
      const asked = { host: hostOf(req.headers.host ?? '') ?? '', origin: req.headers.origin };
      server.handleUpgrade(req, socket, head, (ws) =>
        onSocket(ws, socket, { address, secure, asked, mode, search: query, account }),
      );
    };
    if (refusal) return decline(refusal);
    if (wanted(req).length > 0) return accept('full', search);
    const decide = (verdict: ScriptVerdict): void => {
      if (!verdict.ok) return decline(verdict);
      // It may have waited for its password.
      if (stopping()) return decline({ status: 503, text: 'The hub is stopping.' });
      accept('simple', verdict.user === undefined ? search : withName(search, verdict.user), verdict.account);
    };
    const verdict = scripts(arrival, req.headers.authorization);
    if (!(verdict instanceof Promise)) return decide(verdict);
    const gone = (): void => void socket.destroy();
    socket.on('error', gone);
    verdict.then(
      (late) => {
        socket.off('error', gone);
        if (!socket.destroyed) decide(late);
      },
      () => decline({ status: 503, text: 'The hub cannot check passwords at the moment.' }),
    );
  };
}
