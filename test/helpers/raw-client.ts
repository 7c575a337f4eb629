import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { WebSocket, type ClientOptions } from 'ws';
import { decodeHubFrame, helloBytes } from '../../src/shared/protocol';
import type { ClientFrame, Entry, HubFrame, HubFrameOf, HubFrameType, SimpleMessage } from '../../src/shared/protocol';
import { cleanUp } from './hub';

/** Longest silence in which something is waited for, ms; reached only by a test that fails. */
const PATIENCE = 15_000;

/** Between two looks without a message, ms: what is waited for may be elsewhere, as in the hub's log. */
const LOOK = 50;

/** How a socket ended. */
export interface End {
  code: number;
  reason: string;
}

/** A WebSocket whose messages can be waited for, in order or by content. Nothing here knows what a hub does. */
export class RawSocket {
  readonly ws: WebSocket;
  /** Everything received, oldest first. */
  readonly texts: string[] = [];
  /** Everything sent, oldest first. */
  readonly sent: string[] = [];
  readonly ended: Promise<End>;
  #wake = new Set<() => void>();

  constructor(url: string, protocols: string[] = [], options: ClientOptions = {}) {
    this.ws = new WebSocket(url, protocols, { perMessageDeflate: false, ...options });
    this.ended = new Promise((resolve) => {
      this.ws.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.#changed();
      });
    });
    this.ws.on('message', (data) => {
      this.texts.push((data as Buffer).toString('utf8'));
      this.#changed();
    });
    this.ws.on('error', () => undefined);
    cleanUp(async () => this.ws.terminate());
  }

  async opened(): Promise<this> {
    if (this.ws.readyState !== this.ws.OPEN)
      await new Promise((resolve, reject) => {
        this.ws.once('open', resolve);
        this.ws.once('error', reject);
      });
    return this;
  }

  raw(data: string | Buffer): void {
    this.sent.push(data.toString());
    this.ws.send(data);
  }

  /** Resolves with the first result that is not null, looked for again after every message, and now and then without one. */
  until<T>(what: string, look: () => T | null | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      let heard = this.texts.length;
      let silence = 0;
      const end = (): void => {
        clearInterval(timer);
        this.#wake.delete(check);
      };
      const check = (): void => {
        const found = look();
        if (found === null || found === undefined) return;
        end();
        resolve(found);
      };
      const timer = setInterval(() => {
        silence = this.texts.length === heard ? silence + LOOK : 0;
        heard = this.texts.length;
        if (silence < PATIENCE) return check();
        end();
        reject(
          new Error(
            `no ${what}, and nothing else for ${String(PATIENCE)} ms; the last received: ${this.texts.slice(-3).join('\n')}`,
          ),
        );
      }, LOOK);
      this.#wake.add(check);
      check();
    });
  }

  async close(): Promise<End> {
    this.ws.close();
    return this.ended;
  }

  #changed(): void {
    for (const check of [...this.#wake]) check();
  }
}

/** A person's device: a key that outlives connections. */
export interface Device {
  publicKey: string;
  privateKey: KeyObject;
}

export function newDevice(): Device {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { publicKey: publicKey.export({ format: 'jwk' }).x as string, privateKey };
}

/**
 * What a device answers to a hub's hello.
 * @param channel - what it says to have seen. @default the hub's own key
 */
export function helloOf(
  { hub, nonce }: HubFrameOf<'hello'>,
  name: string,
  { publicKey: key, privateKey }: Device,
  channel = `tls ${hub.id}`,
): ClientFrame {
  const signature = sign(null, helloBytes({ hubId: hub.id, nonce, channel }, key), privateKey).toString('base64url');
  return { type: 'hello', version: 1, name, identity: { kind: 'key', key, channel, signature } };
}

/** A frame that answers one question. */
type Answer = HubFrameOf<'joined' | 'left' | 'created' | 'page' | 'error'>;

/** A full client that speaks frames by hand. */
export class FullClient extends RawSocket {
  readonly frames: HubFrame[] = [];
  #ref = 0;
  #seen = 0;

  constructor(url: string, options: ClientOptions = {}) {
    super(url, ['hearth.v1'], options);
    this.ws.prependListener('message', (data: Buffer) => {
      const decoded = decodeHubFrame(data.toString('utf8'));
      if (!decoded.ok) throw new Error(`the hub sent a bad frame (${decoded.error.detail}): ${data.toString('utf8')}`);
      this.frames.push(decoded.frame);
    });
  }

  send(frame: ClientFrame): void {
    this.raw(JSON.stringify(frame));
  }

  /** The next frame of a type that was not returned by this function before. */
  async next<T extends HubFrameType>(type: T): Promise<HubFrameOf<T>> {
    return this.until(type, () => {
      const index = this.frames.findIndex((frame, at) => at >= this.#seen && frame.type === type);
      if (index === -1) return null;
      this.#seen = index + 1;
      return this.frames[index] as HubFrameOf<T>;
    });
  }

  /** Asks and resolves with the frame that has the question's `ref`. */
  async ask(question: { type: 'join' | 'leave' | 'create' | 'history' } & Record<string, unknown>): Promise<Answer> {
    const ref = (this.#ref += 1);
    this.raw(JSON.stringify({ ...question, ref }));
    return this.until(`answer to ${question.type}`, () =>
      this.frames.find((frame): frame is Answer => 'ref' in frame && frame.ref === ref),
    );
  }

  async hello(name: string, device: Device): Promise<HubFrameOf<'ready'>> {
    this.send(helloOf(await this.next('hello'), name, device));
    return this.next('ready');
  }

  async join(room: string, after?: number): Promise<HubFrameOf<'joined'>> {
    return (await this.ask({ type: 'join', room, ...(after === undefined ? {} : { after }) })) as HubFrameOf<'joined'>;
  }

  /** Entries heard live or as an answer, as they came. */
  entries(room?: string): Entry[] {
    return this.frames.flatMap((frame) =>
      frame.type === 'entries' && (room === undefined || frame.room === room) ? frame.entries : [],
    );
  }

  /** The first error with these values. */
  error(about: Partial<HubFrameOf<'error'>>): Promise<HubFrameOf<'error'>> {
    return this.until(`error ${JSON.stringify(about)}`, () =>
      this.frames.find(
        (frame): frame is HubFrameOf<'error'> =>
          frame.type === 'error' && Object.entries(about).every(([key, value]) => frame[key as keyof typeof frame] === value),
      ),
    );
  }

  /** Waits for an entry by its text. */
  heard(text: string): Promise<Entry> {
    return this.until(`entry "${text}"`, () => this.entries().find((entry) => entry.text === text));
  }
}

/** A full client that said hello and, unless told otherwise, is in the default room. */
export async function person(
  hub: { ws: string },
  name: string,
  device: Device = newDevice(),
  joins = true,
  options: ClientOptions = {},
): Promise<FullClient & { ready: HubFrameOf<'ready'>; room: string }> {
  const client = await new FullClient(hub.ws, options).opened();
  const ready = await client.hello(name, device);
  if (joins) await client.join(ready.room);
  return Object.assign(client, { ready, room: ready.room });
}

/** A script of simple mode. */
export class ScriptSocket extends RawSocket {
  /** Everything but refusals. */
  get messages(): SimpleMessage[] {
    return this.texts.map((text) => JSON.parse(text) as SimpleMessage).filter((value) => !('error' in value));
  }

  heard(message: string): Promise<SimpleMessage> {
    return this.until(`message "${message}"`, () => this.messages.find((value) => value.message === message));
  }

  refused(code: string): Promise<{ error: { code: string; message: string; retryAfter?: number } }> {
    return this.until(`refusal ${code}`, () =>
      this.texts
        .map((text) => JSON.parse(text) as { error: { code: string; message: string } })
        .find(({ error }) => error?.code === code),
    );
  }
}

/** A script that is in its room. */
export async function script(hub: { ws: string }, query = ''): Promise<ScriptSocket> {
  const socket = await new ScriptSocket(`${hub.ws}${query && `?${query}`}`).opened();
  await socket.until('welcome', () => socket.messages[0]);
  return socket;
}
