/**
 * A writer and reader that goes by PROTOCOL.md and shares no code with the app's client: connects again whenever it is cut, sends again what was not
 * acknowledged, fetches what it missed. What happens to it goes into a recorder.
 */
import { WebSocket } from 'ws';
import { decodeHubFrame, type Entry, type HubFrame, type HubFrameOf } from '../../src/shared/protocol';
import type { Recorder } from './checker';
import type { SeededRandom } from './random';

/** What a fault client needs. */
export interface FaultClientOptions {
  name: string;
  /** Where the hub is now; null while it is away. */
  url(): string | null;
  recorder: Recorder;
  random: SeededRandom;
  /** How often one message is sent, at most. @default 1 */
  repeats?: number;
  /** Messages under way at once. @default 4 */
  window?: number;
  /** Name of its room, which it makes where there is none. @default the one that everybody starts in */
  room?: string;
  /** Its own address, so that one machine can be many. */
  from?: string;
  /** Told of each entry as the next one it shows. */
  onEntry?(entry: Entry): void;
}

/** Between two attempts to connect, ms. */
const PAUSE = 10;

export class FaultClient {
  readonly name: string;
  readonly #options: FaultClientOptions;
  readonly #token: string;
  #member = '';
  #room = '';
  #ws: WebSocket | null = null;
  #held = 0;
  #phase: 'away' | 'catching-up' | 'live' = 'away';
  #target = 0;
  #early: Entry[] = [];
  #ref = 0;
  /** The question whose page it waits for. */
  #fetching = 0;
  #outbox = new Map<string, string>();
  #flying = new Set<string>();
  #stopped = false;
  #retry: NodeJS.Timeout | null = null;
  /** Refusals by code. */
  readonly refused = new Map<string, number>();
  /** Times that it was told to read from the log. */
  lags = 0;
  /** How often each close code ended a connection. */
  readonly closes = new Map<number, number>();
  onChange: () => void = () => undefined;

  constructor(options: FaultClientOptions) {
    this.#options = options;
    this.name = options.name;
    this.#token = Buffer.from(`token of ${options.name}`.padEnd(24, '.')).toString('base64url').slice(0, 64);
    this.#dial();
  }

  get held(): number {
    return this.#held;
  }

  /** Messages without an answer. */
  get waiting(): number {
    return this.#outbox.size;
  }

  get live(): boolean {
    return this.#phase === 'live';
  }

  /** Its room's id; empty before it is known. */
  get room(): string {
    return this.#room;
  }

  write(id: string, text: string): void {
    this.#outbox.set(id, text);
    if (this.#member) this.#options.recorder.sent(this.#member, id, text);
    this.#flush();
  }

  /** The connection breaks in the middle of whatever it is doing. */
  cut(): void {
    this.#ws?.terminate();
  }

  /** Reads nothing any more, until `resume`; what it is sent waits in the kernels and in the hub. */
  pause(): void {
    this.#ws?.pause();
  }

  resume(): void {
    this.#ws?.resume();
  }

  /** Answers a ping that it has not read: its machine is well, only nobody reads. */
  pong(): void {
    if (this.#ws?.readyState === WebSocket.OPEN) this.#ws.pong();
  }

  /** Asks for so many of the newest pages and looks at none of them. */
  gorge(pages: number): void {
    for (let n = 0; n < pages; n += 1) this.#say({ type: 'history', ref: (this.#ref += 1), room: this.#room });
  }

  stop(): void {
    this.#stopped = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#ws?.terminate();
  }

  #dial(): void {
    const url = this.#options.url();
    if (this.#stopped) return;
    if (url === null) return this.#later();
    const { from } = this.#options;
    const address = from === undefined ? {} : { localAddress: from };
    const ws = new WebSocket(url, ['hearth.v1'], { perMessageDeflate: false, ...address });
    this.#ws = ws;
    ws.on('error', () => undefined);
    ws.on('message', (data) => {
      const decoded = decodeHubFrame((data as Buffer).toString());
      if (decoded.ok && ws === this.#ws) this.#take(decoded.frame);
    });
    ws.on('close', (code) => {
      if (ws !== this.#ws) return;
      this.closes.set(code, (this.closes.get(code) ?? 0) + 1);
      this.#ws = null;
      this.#phase = 'away';
      this.#flying.clear();
      this.#early = [];
      this.#later();
    });
  }

  #later(): void {
    if (!this.#stopped) this.#retry = setTimeout(() => this.#dial(), PAUSE * (0.5 + this.#options.random.fraction()));
  }

  #say(frame: object): void {
    if (this.#ws?.readyState === WebSocket.OPEN) this.#ws.send(JSON.stringify(frame));
  }

  #take(frame: HubFrame): void {
    switch (frame.type) {
      case 'hello':
        return this.#say({ type: 'hello', version: 1, name: this.name, identity: { kind: 'guest', token: this.#token } });
      case 'ready':
        if (!this.#member) for (const [id, text] of this.#outbox) this.#options.recorder.sent(frame.member.id, id, text);
        this.#member = frame.member.id;
        return this.#enter(frame);
      case 'created':
        this.#room = frame.room.id;
        return this.#join();
      case 'lagging':
        this.lags += 1;
        return this.#join();
      case 'joined':
        if (frame.resync) throw new Error(`${this.name}: the hub has less than it told`);
        this.#target = frame.room.seq;
        return this.#fetch();
      case 'page':
        if (frame.ref !== this.#fetching) return;
        if (frame.entries.length === 0) throw new Error(`${this.name}: an empty page after ${String(this.#held)}`);
        frame.entries.forEach((entry) => this.#show(entry));
        return this.#fetch();
      case 'entries':
        for (const entry of frame.entries) this.#hear(entry);
        return this.#flush();
      case 'error':
        if (frame.id !== undefined) this.#refuse(frame.id, frame.code);
        return;
      default:
    }
  }

  #enter({ room, rooms }: HubFrameOf<'ready'>): void {
    const { room: name } = this.#options;
    const found = name === undefined ? room : rooms.find((one) => one.name === name)?.id;
    if (found === undefined) return this.#say({ type: 'create', ref: (this.#ref += 1), name });
    this.#room = found;
    this.#join();
  }

  #join(): void {
    this.#phase = 'catching-up';
    this.#early = [];
    this.#target = Infinity;
    this.#say({ type: 'join', ref: (this.#ref += 1), room: this.#room, after: this.#held });
  }

  #fetch(): void {
    if (this.#held < this.#target)
      return this.#say({ type: 'history', ref: (this.#fetching = this.#ref += 1), room: this.#room, after: this.#held });
    this.#phase = 'live';
    for (const entry of this.#early.splice(0)) this.#show(entry);
    this.#flush();
    this.onChange();
  }

  #hear(entry: Entry): void {
    // A resend is answered with the entry alone; where it was seen before, it only acknowledges.
    if (entry.author.id === this.#member) this.#acknowledge(entry);
    if (this.#phase === 'live') this.#show(entry);
    else this.#early.push(entry);
  }

  /** What is new is shown and recorded as it is; gaps and doubles are the checker's business, answers to resends are not. */
  #show(entry: Entry): void {
    if (entry.author.id === this.#member) this.#acknowledge(entry);
    if (entry.seq <= this.#held) return;
    this.#held = entry.seq;
    this.#options.recorder.saw(this.name, entry);
    this.#options.onEntry?.(entry);
    this.onChange();
  }

  #acknowledge({ id, seq }: Entry): void {
    this.#options.recorder.acked(this.#member, id, seq);
    this.#flying.delete(id);
    this.#outbox.delete(id);
    this.onChange();
  }

  #refuse(id: string, code: string): void {
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
    this.#flying.delete(id);
    // A moment for the disk, as a person's client would give it.
    setTimeout(() => this.#flush(), PAUSE);
    this.onChange();
  }

  #flush(): void {
    if (this.#phase !== 'live') return;
    const { window = 4, repeats = 1, random } = this.#options;
    for (const [id, text] of this.#outbox) {
      if (this.#flying.size >= window) return;
      if (this.#flying.has(id)) continue;
      this.#flying.add(id);
      for (let times = random.between(1, repeats); times > 0; times -= 1) this.#say({ type: 'send', room: this.#room, id, text });
    }
  }
}

/** Resolves when something holds of clients that tell when they change. */
export async function settled(clients: readonly FaultClient[], holds: () => boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (holds()) resolve();
    };
    for (const client of clients) client.onChange = look;
    look();
  });
  for (const client of clients) client.onChange = () => undefined;
}
