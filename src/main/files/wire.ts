/** FileWire of the app: HTTP/1.1 to the hub that the chat is connected to, over TLS with the very key that answered there. */
import { Agent, request as ask, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Channel } from '../../client/transport';
import type { FileWire, WireRequest } from '../../client/transfers/ports';
import type { Outcome, Problem } from '../../shared/ipc/outcome';
import { filePath, limits } from '../../shared/protocol';
import { systemAuthorities } from '../authorities';
import { connectTls } from '../tls-connect';

/** Bytes that are written at a time, so that it is seen how far they are. */
const PIECE = 128 * 1024;

/** ms for the last answer of a file: the hub may have to read 10 GiB once more after a restart. */
const CHECKING = 600_000;

/** Bytes of an answer that is no file. */
const MOST_SAID = 64 * 1024;

/** Connections to one hub that are kept open between requests. */
const IDLE = 2;

/** Another key answered. */
class Stranger extends Error {
  constructor(readonly seen: string) {
    super('another key answered');
  }
}

type TlsChannel = Extract<Channel, { kind: 'tls' }>;

/** Opens TLS connections to one key and to no other. */
class PinnedAgent extends Agent {
  readonly #target: { host: string; port: number };
  readonly #channel: TlsChannel;
  readonly #authorities: () => string[] | undefined;

  constructor(target: { host: string; port: number }, channel: TlsChannel, authorities: () => string[] | undefined) {
    super({ keepAlive: true, maxFreeSockets: IDLE });
    this.#target = target;
    this.#channel = channel;
    this.#authorities = authorities;
  }

  // Node takes the socket from the callback where nothing is returned; its types do not say so.
  override createConnection(_options: unknown, done?: (error: Error | null, socket: Duplex) => void): undefined {
    const report = done as (error: Error | null, socket?: Duplex) => void;
    const { pin, trusted: certified } = this.#channel;
    const socket = connectTls(
      { ...this.#target, pin, certified, authorities: this.#authorities },
      {
        onSecure: (secured) => report(null, secured),
        onStranger: (seen) => report(new Stranger(seen)),
        onNobody: () => report(new Error('no certificate')),
        onError: (error) => report(error),
      },
    );
    socket.setTimeout(limits.connectTimeout, () => socket.destroy(new Error('timed out')));
    socket.once('secureConnect', () => socket.setTimeout(0));
    return undefined;
  }
}

const lost: { ok: false; problem: Problem } = { ok: false, problem: { code: 'lost' } };

/** @param authorities - whose certificates count */
export function fileWire(authorities: () => string[] | undefined = systemAuthorities): FileWire {
  /** One hub at a time. */
  let last: { key: string; agent: Agent } | null = null;

  const agentFor = ({ url, channel }: WireRequest['line']): { agent: Agent; host: string; port: number } => {
    const { hostname, port, protocol } = new URL(url);
    const host = hostname.replace(/^\[|\]$/g, '');
    const target = { host, port: Number(port || (protocol === 'wss:' ? 443 : 80)) };
    const key = `${url} ${channel.kind === 'tls' ? channel.pin : ''}`;
    if (last?.key !== key) {
      last?.agent.destroy();
      const agent =
        channel.kind === 'tls'
          ? new PinnedAgent(target, channel, authorities)
          : new Agent({ keepAlive: true, maxFreeSockets: IDLE });
      last = { key, agent };
    }
    return { agent: last.agent, ...target };
  };

  const start = (wanted: WireRequest, method: string, headers: Record<string, string | number>): ClientRequest => {
    const request = ask({
      ...agentFor(wanted.line),
      ...{ method, path: filePath(wanted.file) },
      headers: { Authorization: `Bearer ${wanted.token}`, ...headers },
    });
    request.setTimeout(limits.fileStall, () => request.destroy(new Error('stalled')));
    wanted.call.onOver(() => request.destroy());
    return request;
  };

  return {
    async send({ body, digest, ...wanted }, onSent) {
      const request = start(wanted, 'PATCH', {
        ...{ 'Content-Type': 'application/octet-stream', 'Content-Length': body.length, 'Upload-Offset': wanted.offset },
        ...(digest === undefined ? {} : { 'Repr-Digest': `sha-256=:${Buffer.from(digest, 'base64url').toString('base64')}:` }),
      });
      const answered = answerOf(request);
      void write(request, body, onSent).then(() => {
        if (digest !== undefined) request.setTimeout(CHECKING);
        request.end();
      });
      const answer = await answered;
      if (!answer.ok) return answer;
      return said(answer.value);
    },

    async fetch(wanted) {
      const request = start(wanted, 'GET', wanted.offset > 0 ? { Range: `bytes=${String(wanted.offset)}-` } : {});
      const answered = answerOf(request);
      request.end();
      const answer = await answered;
      if (!answer.ok) return answer;
      const { statusCode: status = 0 } = answer.value;
      if (status === 200 || status === 206) return { ok: true, value: { status, body: null, pieces: answer.value } };
      const words = await said(answer.value);
      return words.ok ? { ok: true, value: { ...words.value, pieces: none() } } : words;
    },
  };
}

async function* none(): AsyncGenerator<Uint8Array> {
  // Nothing.
}

/** Writes piece by piece, as fast as they leave; whatever goes wrong is the request's to say. */
async function write(request: ClientRequest, body: Uint8Array, onSent: (bytes: number) => void): Promise<void> {
  for (let at = 0; at < body.length && !request.destroyed; at += PIECE) {
    const piece = body.subarray(at, at + PIECE);
    await new Promise<void>((resolve) => {
      request.once('close', resolve);
      request.write(piece, () => {
        request.off('close', resolve);
        resolve();
      });
    });
    if (!request.destroyed) onSent(at + piece.length);
  }
}

function answerOf(request: ClientRequest): Promise<Outcome<IncomingMessage>> {
  return new Promise((resolve) => {
    request.once('response', (response) => resolve({ ok: true, value: response }));
    // Stays for what comes after the answer: without a listener an error would end the process.
    request.on('error', (error) =>
      resolve(error instanceof Stranger ? { ok: false, problem: { code: 'wrong_hub', params: { seen: error.seen } } } : lost),
    );
    request.once('close', () => resolve(lost));
  });
}

/** What an answer says that is no file. */
async function said(response: IncomingMessage): Promise<Outcome<{ status: number; body: unknown }>> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > MOST_SAID) return lost;
      pieces.push(piece);
    }
  } catch {
    return lost;
  }
  const status = response.statusCode ?? 0;
  try {
    return { ok: true, value: { status, body: JSON.parse(Buffer.concat(pieces).toString('utf8')) as unknown } };
  } catch {
    return { ok: true, value: { status, body: null } };
  }
}
