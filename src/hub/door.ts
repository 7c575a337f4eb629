/** Sockets whose hello is not over: so many from one address, so many in all, and no more. */
import type { Socket } from 'node:net';
import { addressKey } from './access/attempts';
import { plainAddress } from './addresses';
import type { AddressLog } from './address-log';
import type { Clock } from './clock';
import type { Counters } from './counters';

/** Time that a socket has in any case before one of its own address takes its place: enough for a join from far away. */
const GRACE = 500;

/** Addresses of proxies remembered: this machine has one or two, and may make up as many as it likes. */
const MOST_PROXIES = 16;

/** How many there may be; 0 takes a limit away. */
export interface DoorLimits {
  /** From one address, before they are WebSocket connections. */
  sockets: number;
  /** In all, before the end of hello. */
  unauthenticated: number;
}

/** A socket that is counted. */
interface Waiting {
  readonly socket: Socket;
  /** Of the one who asks, as far as that is known. */
  address: string;
  since: number;
  /** It is a WebSocket connection already. */
  upgraded: boolean;
}

/** What is counted of one address or IPv6 network, the longest waiting first. */
interface Line {
  readonly waiting: Set<Waiting>;
  /** Those that are no WebSocket connections yet. */
  sockets: number;
}

/** One socket has one other end. A TLS socket tells the same one as the socket that it reads from. */
const otherEnd = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress ?? ''} ${String(remotePort)}`;

/** Those who open sockets and say nothing take no place from others. */
export class Door {
  readonly #limits: DoorLimits;
  readonly #log: AddressLog;
  readonly #clock: Clock;
  readonly #counters: Counters;
  readonly #all = new Map<string, Waiting>();
  readonly #lines = new Map<string, Line>();
  /** Addresses of this machine from which somebody asked for others: what comes from there is not one's own until it has asked. */
  readonly #proxies = new Set<string>();

  constructor(limits: DoorLimits, log: AddressLog, clock: Clock, counters: Counters) {
    this.#limits = limits;
    this.#log = log;
    this.#clock = clock;
    this.#counters = counters;
  }

  /** The socket that was accepted, by itself or by the TLS socket on it; undefined once it is admitted or closed. */
  accepted(socket: Socket): Socket | undefined {
    return this.#all.get(otherEnd(socket))?.socket;
  }

  /** A socket was accepted. @returns false where there are too many like it: it is ended then */
  opened(socket: Socket): boolean {
    const address = plainAddress(socket.remoteAddress);
    const own = addressKey(address);
    const line = this.#lines.get(own) ?? { waiting: new Set(), sockets: 0 };
    const { sockets, unauthenticated } = this.#limits;
    if (sockets > 0 && line.sockets >= sockets && !this.#proxies.has(own)) return this.#refuse(socket, address);
    if (unauthenticated > 0 && this.#all.size >= unauthenticated && !this.#makeRoom(line)) return this.#refuse(socket, address);
    const key = otherEnd(socket);
    const waiting: Waiting = { socket, address, since: this.#clock.elapsed(), upgraded: false };
    line.waiting.add(waiting);
    line.sockets += 1;
    this.#lines.set(own, line);
    this.#all.set(key, waiting);
    socket.once('close', () => this.#gone(key, waiting));
    return true;
  }

  /**
   * A request came, and says for whom it is. One that a proxy on this machine passed on counts for that address from now on.
   * @param socket - the one that was accepted, or the TLS socket on it
   * @returns false where there are too many like it: it is ended then
   */
  asked(socket: Socket, address: string): boolean {
    const waiting = this.#all.get(otherEnd(socket));
    const own = addressKey(plainAddress(socket.remoteAddress));
    if (addressKey(address) !== own && this.#proxies.size < MOST_PROXIES) this.#proxies.add(own);
    if (!waiting || addressKey(address) === addressKey(waiting.address)) return true;
    const line = this.#lines.get(addressKey(address)) ?? { waiting: new Set(), sockets: 0 };
    const { sockets } = this.#limits;
    if (sockets > 0 && !waiting.upgraded && line.sockets >= sockets) return this.#refuse(waiting.socket, address);
    this.#leave(waiting);
    waiting.address = address;
    line.waiting.add(waiting);
    if (!waiting.upgraded) line.sockets += 1;
    this.#lines.set(addressKey(address), line);
    return true;
  }

  /** It is a WebSocket connection now. @param socket - the one that was accepted, or the TLS socket on it */
  upgraded(socket: Socket): void {
    const waiting = this.#all.get(otherEnd(socket));
    const line = waiting && this.#lines.get(addressKey(waiting.address));
    if (!line || waiting.upgraded) return;
    waiting.upgraded = true;
    line.sockets -= 1;
  }

  /** Its hello is over, and it is counted as a connection alone. @param socket - as above */
  admitted(socket: Socket): void {
    const key = otherEnd(socket);
    const waiting = this.#all.get(key);
    if (waiting) this.#gone(key, waiting);
  }

  /**
   * It asks something that only somebody who was let in can ask, and is not counted until that is answered. Then it is again: whoever kept it open
   * could otherwise hold every socket that there is.
   * @param socket - as above
   * @returns to be called when it is answered
   */
  lent(socket: Socket): () => void {
    const key = otherEnd(socket);
    const waiting = this.#all.get(key);
    if (!waiting) return () => undefined;
    this.#gone(key, waiting);
    return () => {
      if (!waiting.socket.destroyed && !this.#all.has(key)) this.#back(key, waiting);
    };
  }

  /** Ends all that wait. */
  close(): void {
    for (const { socket } of this.#all.values()) socket.destroy();
  }

  #back(key: string, waiting: Waiting): void {
    const own = addressKey(waiting.address);
    const line = this.#lines.get(own) ?? { waiting: new Set(), sockets: 0 };
    const { sockets, unauthenticated } = this.#limits;
    const crowded = sockets > 0 && line.sockets >= sockets;
    if (crowded || (unauthenticated > 0 && this.#all.size >= unauthenticated && !this.#makeRoom(line)))
      return void this.#refuse(waiting.socket, waiting.address);
    waiting.since = this.#clock.elapsed();
    line.waiting.add(waiting);
    if (!waiting.upgraded) line.sockets += 1;
    this.#lines.set(own, line);
    this.#all.set(key, waiting);
  }

  #refuse(socket: Socket, address: string): false {
    this.#counters.refused('too_many_sockets');
    this.#log.refusal(address, 'too_many_sockets', {});
    socket.destroy();
    return false;
  }

  /**
   * The address with most of them gives up its oldest. Where the newcomer's own has as many, the oldest must have had its time, or the newcomer
   * is refused: else of a crowd that comes at once, as after a restart, nobody would get in.
   */
  #makeRoom(own: Line): boolean {
    let most = own;
    for (const line of this.#lines.values()) if (line.waiting.size > most.waiting.size) most = line;
    const [oldest] = most.waiting;
    // Where nobody has more than the newcomer will have, it is one of many alike.
    const alike = most.waiting.size <= own.waiting.size + 1;
    if (!oldest || (alike && this.#clock.elapsed() - oldest.since < GRACE)) return false;
    this.#counters.refused('gave_way');
    this.#log.refusal(oldest.address, 'gave_way', {});
    // Now, and not only when the socket has closed: the next one may come first.
    this.#gone(otherEnd(oldest.socket), oldest);
    oldest.socket.destroy();
    return true;
  }

  #gone(key: string, waiting: Waiting): void {
    // An address and port may be in use again before the close of the socket that had them was told.
    if (this.#all.get(key) === waiting) this.#all.delete(key);
    this.#leave(waiting);
  }

  #leave(waiting: Waiting): void {
    const line = this.#lines.get(addressKey(waiting.address));
    if (!line?.waiting.delete(waiting)) return;
    if (!waiting.upgraded) line.sockets -= 1;
    if (line.waiting.size === 0) this.#lines.delete(addressKey(waiting.address));
  }
}
