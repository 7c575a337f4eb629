/** Sockets that have not become WebSocket connections yet: so many from one address, and no more. */
import type { Socket } from 'node:net';
import { plainAddress } from './addresses';
import type { AddressLog } from './address-log';
import type { Counters } from './counters';

/** Those who open sockets and say nothing take no place from others. */
export class Door {
  readonly #most: number;
  readonly #log: AddressLog;
  readonly #counters: Counters;
  readonly #waiting = new Map<string, number>();
  /** Sockets that are counted. */
  readonly #counted = new WeakSet<Socket>();

  /** @param most - from one address; 0 takes the limit away */
  constructor(most: number, log: AddressLog, counters: Counters) {
    this.#most = most;
    this.#log = log;
    this.#counters = counters;
  }

  /** A socket was accepted. It is ended at once where there are too many like it. */
  opened(socket: Socket): void {
    if (this.#most === 0) return;
    const address = plainAddress(socket.remoteAddress);
    const waiting = this.#waiting.get(address) ?? 0;
    if (waiting >= this.#most) {
      this.#counters.refused('too_many_sockets');
      this.#log.refusal(address, 'too_many_sockets', {});
      socket.destroy();
      return;
    }
    this.#waiting.set(address, waiting + 1);
    this.#counted.add(socket);
    socket.once('close', () => this.passed(socket, address));
  }

  /** It is a WebSocket connection now, or closed. Idempotent. */
  passed(socket: Socket, address: string = plainAddress(socket.remoteAddress)): void {
    if (!this.#counted.delete(socket)) return;
    const waiting = (this.#waiting.get(address) ?? 1) - 1;
    if (waiting > 0) this.#waiting.set(address, waiting);
    else this.#waiting.delete(address);
  }
}
