/** What those who are connected say of themselves. Kept while they are connected, and no longer. */
import type { Presence } from '../../shared/protocol';
import type { Peer } from '../peer';

/** What one device says. */
export interface Word {
  presence: Presence;
  text: string;
}

const plain: Word = { presence: 'online', text: '' };

/** Nothing for those who say nothing, about 300 bytes for everybody else. */
export class StatusBoard {
  readonly #words = new Map<string, Map<Peer, Word>>();

  /** A device says something; it counts as the newest. */
  set(id: string, peer: Peer, word: Word): void {
    this.drop(id, peer);
    const words = this.#words.get(id) ?? new Map<Peer, Word>();
    this.#words.set(id, words.set(peer, word));
  }

  /** A device is gone. */
  drop(id: string, peer: Peer): void {
    const words = this.#words.get(id);
    words?.delete(peer);
    if (words?.size === 0) this.#words.delete(id);
  }

  /**
   * One member's devices as one: who is not to be disturbed on one of them is not, and who sits at one of them is there. The text is the newest.
   * @param devices - all that are connected; those that said nothing are there
   */
  of(id: string, devices: number): Word {
    const words = this.#words.get(id);
    if (!words) return plain;
    const said = [...words.values()];
    const text = said.at(-1)?.text ?? '';
    if (said.some(({ presence }) => presence === 'busy')) return { presence: 'busy', text };
    const away = said.length >= devices && said.every(({ presence }) => presence === 'away');
    return { presence: away ? 'away' : 'online', text };
  }
}
