/** How many connections there are, in all and from each address. */
import type { ErrorCode, Limits } from '../shared/protocol';

/** Counts connections and says when there are enough. */
export class Connections {
  readonly #limits: Limits;
  readonly #byAddress = new Map<string, number>();
  #total = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get total(): number {
    return this.#total;
  }

  /** Counts one in. @returns null, or why there is no place for it */
  add(address: string): Extract<ErrorCode, 'full' | 'too_many_connections'> | null {
    const { maxConnections, connectionsPerAddress } = this.#limits;
    const here = this.#byAddress.get(address) ?? 0;
    if (maxConnections > 0 && this.#total >= maxConnections) return 'full';
    if (connectionsPerAddress > 0 && here >= connectionsPerAddress) return 'too_many_connections';
    this.#total += 1;
    this.#byAddress.set(address, here + 1);
    return null;
  }

  /** Counts one out that was counted in. */
  remove(address: string): void {
    this.#total -= 1;
    const here = (this.#byAddress.get(address) ?? 1) - 1;
    if (here > 0) this.#byAddress.set(address, here);
    else this.#byAddress.delete(address);
  }
}
