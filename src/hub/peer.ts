/** One connection: what it is sent within its budget, and what it may send within its limits. */
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { WebSocket } from 'ws';
import { closeCodes, encodeFrame, errorMessages } from '../shared/protocol';
import type { CloseName, ErrorCode, HubFrame, HubFrameOf, Limits, Member, SimpleError } from '../shared/protocol';
import type { AccountLogin } from './access/script-gate';
import type { AddressLog } from './address-log';
import type { Clock } from './clock';
import type { Counters } from './counters';
import { textFrames, writeFrames, writePing } from './frame-writer';
import { newId } from './ids';
import type { Room } from './rooms/room';
import { TokenBucket } from './token-bucket';

/** What a refusal is about, so that the answer finds its question. */
export type About = Pick<HubFrameOf<'error'>, 'ref' | 'room' | 'id' | 'retryAfter' | 'suggestion' | 'reason' | 'limit' | 'used'>;

/** What all peers of a hub share. */
export interface PeerGround {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly addressLog: AddressLog;
  readonly counters: Counters;
}

/** Whom a connection asked for: host of the URL, and the page that asked, if one did. */
export interface Asked {
  /** Lower case, without port and brackets. */
  host: string;
  origin: string | undefined;
}

/** What a peer is made of. */
export interface PeerParts {
  ws: WebSocket;
  /** The socket of the public `upgrade` event. */
  socket: Duplex;
  address: string;
  mode: 'full' | 'simple';
  /** It came over TLS; `socket` is a TLSSocket then. @default false */
  secure?: boolean;
  /** @default nobody in particular, from no page */
  asked?: Asked;
  /** What a script logged in to, if anything. */
  account?: AccountLogin | undefined;
  /** Its hello is over: it is no stranger any more. */
  onAdmitted?(): void;
}

/** Shares of `sendBudget` above which a slow reader is spared notices, and entries. */
const SPARE = { notices: 1 / 4, entries: 1 / 2 } as const;

/** A full client or a script. Everything that is sent to it goes through here. */
export class Peer {
  /** The connection's own id. */
  readonly id = newId();
  readonly address: string;
  readonly mode: 'full' | 'simple';
  /** It came over TLS. */
  readonly secure: boolean;
  readonly asked: Asked;
  /** What a script logged in to. */
  readonly account: AccountLogin | undefined;
  /** Who it is, once that is known. */
  member: Member | null = null;
  /** What orders of hosts and moderators are remembered by: the member's id, or a script's name and address. Empty until that is known. */
  standing = '';
  readonly rooms = new Set<Room>();
  /** What of it others could notice: it wrote, or at least was in a room. */
  trace: 'wrote' | 'came' | null = null;
  /** A script that does not want to hear itself. */
  echo = true;
  /** A script that wants to hear who comes and goes. */
  notices = false;
  /** The member's budget of messages, shared by all its connections; null before hello. */
  messages: TokenBucket | null = null;
  /** The address's budget of messages, shared by all its connections; null before it was counted in. */
  addressMessages: TokenBucket | null = null;
  /** Pings that were sent since it was last heard. */
  missed = 0;
  /** When it was pinged last, or came, by the clock that never goes back. */
  pingedAt = -Infinity;
  /** Something else was written to it since it was last heard. */
  writtenTo = false;
  /** To be called once its hello is over. Idempotent. */
  readonly admitted: () => void;
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #ground: PeerGround;
  /** Made with the first frame that needs it. */
  #frames: TokenBucket | null = null;
  #closing = false;
  #deaf = false;
  #held: Buffer[] | null = null;
  /** Made with the first notice that is left out. */
  #onDrained: (() => void)[] | null = null;
  #heldBytes = 0;
  /** How often each code was refused; made with the first refusal. */
  #refusals: Map<ErrorCode, number> | null = null;
  #floodSince = 0;
  #floodCount = 0;

  constructor(
    { ws, socket, address, mode, secure = false, asked, account, onAdmitted = () => undefined }: PeerParts,
    ground: PeerGround,
  ) {
    this.#ws = ws;
    this.#socket = socket;
    this.#ground = ground;
    this.address = address;
    this.mode = mode;
    this.secure = secure;
    this.asked = asked ?? { host: '', origin: undefined };
    this.account = account;
    this.admitted = onAdmitted;
  }

  /** Nothing was closed yet, by either side. */
  get open(): boolean {
    return !this.#closing && this.#ws.readyState === this.#ws.OPEN;
  }

  /** How often each code was refused, for the log line at the end. */
  get refusals(): Record<string, number> | undefined {
    return this.#refusals ? Object.fromEntries(this.#refusals) : undefined;
  }

  /** Sends a frame to a full client. */
  tell(frame: HubFrame): void {
    this.send(encodeFrame(frame));
  }

  /** Sends one text frame. */
  send(text: string): void {
    this.sendFrames(textFrames([text]));
  }

  /** Sends ready frames, which may be shared with others. A reader that is too slow is closed instead: it resumes. */
  sendFrames(frames: Buffer): void {
    if (!this.open) return;
    if (this.#exceeds(frames.length, 1)) {
      this.#ground.counters.lagCloses += 1;
      return this.close('tooSlow', 'too slow');
    }
    if (this.#held) {
      this.#held.push(frames);
      this.#heldBytes += frames.length;
    } else {
      this.writtenTo = true;
      this.#ground.counters.bytesOut += frames.length;
      writeFrames(this.#socket, frames);
    }
  }

  /** Sends frames that can be fetched later as well. @returns false, and sends nothing, where too much is unsent already */
  offer(frames: Buffer): boolean {
    if (this.#exceeds(frames.length, SPARE.entries)) return false;
    this.sendFrames(frames);
    return true;
  }

  /**
   * Sends a notice that the next one makes worthless.
   * @param onDrained - called once where it was left out, when everything else has gone out
   * @returns false where it was left out
   */
  notify(frames: Buffer, onDrained?: () => void): boolean {
    const { writableHighWaterMark } = this.#socket;
    // Below that mark a socket does not say when it is empty.
    if (this.#socket.writableLength < writableHighWaterMark || !this.#exceeds(frames.length, SPARE.notices)) {
      this.sendFrames(frames);
      return true;
    }
    if (onDrained) this.#whenDrained(onDrained);
    return false;
  }

  /** Sends what is worth nothing later; whoever has anything unread before it is spared it. @returns whether it was sent */
  hint(frames: Buffer): boolean {
    if (this.#held || this.#socket.writableLength >= this.#socket.writableHighWaterMark) return false;
    this.sendFrames(frames);
    return true;
  }

  /** Keeps back what is sent from now on, until `release`: what must come first is not known yet. */
  hold(): void {
    this.#held ??= [];
  }

  /** Sends `first`, then all that was held back. */
  release(first: Buffer): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.#heldBytes = 0;
    this.sendFrames(first);
    for (const frames of held) this.sendFrames(frames);
  }

  /** Answers with an error in the client's own form. */
  refuse(code: ErrorCode, about: About = {}, detail?: string): void {
    this.#count(code);
    const message = detail === undefined ? errorMessages[code] : `${errorMessages[code]} (${detail})`;
    if (this.mode === 'full') return this.tell({ type: 'error', code, message, ...about });
    const { retryAfter } = about;
    const error: SimpleError = { error: { code, message, ...(retryAfter === undefined ? {} : { retryAfter }) } };
    this.send(JSON.stringify(error));
  }

  /** Takes a token for a message, the member's and the address's; refuses and returns false when there is none. */
  mayWrite(about: About = {}): boolean {
    return this.#pass(this.messages, about) && this.#pass(this.addressMessages, about);
  }

  /** Takes a token for any other frame; refuses and returns false when there is none. */
  mayAsk(about: About = {}): boolean {
    const { limits, clock } = this.#ground;
    this.#frames ??= new TokenBucket(limits.frameRate, limits.frameBurst, clock.elapsed());
    return this.#pass(this.#frames, about);
  }

  /** It said something: it is there. */
  heard(): void {
    this.missed = 0;
    this.writtenTo = false;
  }

  /** One protocol ping. */
  ping(now: number): void {
    this.missed += 1;
    this.pingedAt = now;
    if (this.open) writePing(this.#socket);
  }

  /** Bytes that only the two ends of this TLS connection can know (RFC 8446 §7.5); null without TLS of our own. */
  exportKey(label: string, length: number): Buffer | null {
    return this.#socket instanceof TLSSocket ? this.#socket.exportKeyingMaterial(length, label, Buffer.alloc(0)) : null;
  }

  /** Stops reading while an answer is under way; `resume` goes on. */
  pause(): void {
    this.#ws.pause();
  }

  resume(): void {
    if (!this.#deaf) this.#ws.resume();
  }

  /** Begins the closing handshake. What was sent before still goes out; nothing after. Idempotent. */
  close(name: CloseName, reason = ''): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#held = null;
    this.#ws.close(closeCodes[name], reason);
  }

  /** Ends the socket at once. */
  terminate(): void {
    this.#closing = true;
    this.#ws.terminate();
  }

  #whenDrained(callback: () => void): void {
    if (this.#onDrained) {
      this.#onDrained.push(callback);
      return;
    }
    this.#onDrained = [callback];
    // One listener, however many rooms wait for it.
    this.#socket.once('drain', () => {
      const callbacks = this.#onDrained ?? [];
      this.#onDrained = null;
      for (const call of callbacks) call();
    });
  }

  /** Whether so many bytes more would make the unsent ones more than this share of the budget. */
  #exceeds(bytes: number, share: number): boolean {
    const { sendBudget } = this.#ground.limits;
    const unsent = this.#socket.writableLength + this.#heldBytes;
    return sendBudget > 0 && unsent > 0 && unsent + bytes > sendBudget * share;
  }

  #pass(bucket: TokenBucket | null, about: About): boolean {
    if (!bucket) return true;
    const { clock, limits } = this.#ground;
    const now = clock.elapsed();
    const retryAfter = bucket.take(now);
    if (retryAfter === 0) return true;
    if (now - this.#floodSince > limits.floodWindow) {
      this.#floodSince = now;
      this.#floodCount = 0;
    }
    this.#floodCount += 1;
    this.refuse('rate_limited', { ...about, retryAfter });
    if (limits.floodRefusals > 0 && this.#floodCount >= limits.floodRefusals) {
      this.close('flood', 'flood');
      // It is not listened to any more: what it still sends stays in its own kernel.
      this.#deaf = true;
      this.#ws.pause();
    }
    return false;
  }

  #count(code: ErrorCode): void {
    const { counters } = this.#ground;
    if (code === 'rate_limited') counters.rateLimited += 1;
    if (code === 'bad_message' || code === 'unknown_type') counters.badMessages += 1;
    this.#refusals ??= new Map();
    const count = (this.#refusals.get(code) ?? 0) + 1;
    this.#refusals.set(code, count);
    // The first of each kind; the number of all is told when the connection ends.
    if (count === 1) this.#ground.addressLog.refusal(this.address, code, { connection: this.id, member: this.member?.id });
  }
}
