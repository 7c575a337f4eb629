/** Remembers which ids a room has seen, for ever: `(author, id)` to sequence, on disk beside the room's log. */
import { memberPrefix } from '../../shared/protocol';
import type { Entry } from '../../shared/protocol';
import { IdTable } from '../../storage/id-table';
import type { JsonLog, LogFs } from '../../storage/json-log';

/** An author and an id as one key; neither can hold a line feed. */
export const idKey = (author: string, id: string): string => `${author}\n${id}`;

/** Messages of scripts are not remembered: their ids are the hub's own. */
const rememberedKey = (author: string, id: string): string | null =>
  author.startsWith(memberPrefix.script) ? null : idKey(author, id);

const keyOf = ({ author, id }: Entry): string | null => rememberedKey(author.id, id);

/** The ids of one log; memory as in storage/id-table.ts. */
export class IdIndex {
  readonly #table: IdTable;

  constructor(log: JsonLog<Entry>, fs: LogFs) {
    this.#table = new IdTable({
      fs,
      path: log.path,
      source: {
        get first() {
          return log.first;
        },
        get last() {
          return log.last;
        },
        async *after(seq) {
          for await (const entry of log.scan(seq)) yield { key: entry.seq, id: keyOf(entry) };
        },
        async idOf(seq) {
          const [entry] = await log.after(seq - 1, 1);
          return entry?.seq === seq ? keyOf(entry) : undefined;
        },
      },
    });
  }

  /** Learns what the table does not know yet, so that most questions are answered at once. */
  ready(): Promise<void> {
    return this.#table.ready();
  }

  add(entry: Entry): void {
    this.#table.add(keyOf(entry), entry.seq);
  }

  /** The sequence under which this author used this id. Null, at once: never; otherwise it has to be looked for. */
  find(author: string, id: string): null | Promise<number | null> {
    const key = rememberedKey(author, id);
    return key === null ? null : this.#table.find(key);
  }

  /** Resolves when the ids up to a sequence are remembered without the log. Rejects with StorageError. */
  keep(through: number): Promise<void> {
    return this.#table.keep(through);
  }

  /** Gives its memory back until the next question. */
  rest(): Promise<void> {
    return this.#table.rest();
  }

  close(): Promise<void> {
    return this.#table.close();
  }
}
