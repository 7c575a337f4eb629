/** Remembers which ids a room has seen, for ever: `(author, id)` to sequence. */
import { memberPrefix } from '../../shared/protocol';

/** An author and an id as one key; neither can hold a line feed. */
export const idKey = (author: string, id: string): string => `${author}\n${id}`;

/** About 150 bytes for each message of a person; messages of scripts are not kept, their ids are the hub's own. */
export class IdIndex {
  readonly #seqs = new Map<string, number>();

  add(author: string, id: string, seq: number): void {
    if (!author.startsWith(memberPrefix.script)) this.#seqs.set(idKey(author, id), seq);
  }

  /** The sequence under which this author used this id. */
  find(author: string, id: string): number | undefined {
    return this.#seqs.get(idKey(author, id));
  }
}
