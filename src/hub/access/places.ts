/** So many things remembered of those who are gone: where there is no more place, the address that takes most of it gives way, with its oldest. */
import { addressKey } from './attempts';

/** By id; whoever fills them fills nobody's place but their own. */
export class Places<T extends { readonly address: string }> {
  readonly #most: number;
  readonly #onGone: (id: string, one: T) => void;
  readonly #byAddress = new Map<string, Map<string, T>>();
  readonly #keys = new Map<string, string>();

  /**
   * @param most - how many in all
   * @param onGone - one is remembered no more, for whatever reason
   */
  constructor(most: number, onGone: (id: string, one: T) => void = () => undefined) {
    this.#most = most;
    this.#onGone = onGone;
  }

  get size(): number {
    return this.#keys.size;
  }

  get(id: string): T | undefined {
    return this.#byAddress.get(this.#keys.get(id) ?? '')?.get(id);
  }

  set(id: string, one: T): void {
    this.delete(id);
    const key = addressKey(one.address);
    const line = this.#byAddress.get(key) ?? new Map<string, T>();
    this.#byAddress.set(key, line.set(id, one));
    this.#keys.set(id, key);
    if (this.#keys.size > this.#most) this.#giveWay();
  }

  delete(id: string): void {
    const key = this.#keys.get(id);
    const line = key === undefined ? undefined : this.#byAddress.get(key);
    const one = line?.get(id);
    if (key === undefined || !line || !one) return;
    this.#keys.delete(id);
    line.delete(id);
    if (line.size === 0) this.#byAddress.delete(key);
    this.#onGone(id, one);
  }

  #giveWay(): void {
    let crowd = new Map<string, T>();
    for (const line of this.#byAddress.values()) if (line.size > crowd.size) crowd = line;
    const [oldest] = crowd.keys();
    if (oldest !== undefined) this.delete(oldest);
  }
}
