/** The newest ids of a log, in memory until there are enough for a file. */
import type { IdHash } from './id-filter';
import type { IdRecord } from './id-run';

/** Recent ids by the first 53 bits of their hashes. */
export class RecentIds {
  readonly #keys = new Map<number, IdRecord[]>();
  readonly records: IdRecord[] = [];
  /** Entries, with ids or without. */
  seen = 0;
  through = -Infinity;
  proof: IdHash | null = null;

  add(id: IdHash | null, key: number): void {
    this.seen += 1;
    this.through = key;
    this.proof = id;
    if (!id) return;
    const record = { ...id, key };
    this.records.push(record);
    const slot = slotOf(id);
    const others = this.#keys.get(slot);
    if (others) others.push(record);
    else this.#keys.set(slot, [record]);
  }

  find({ high, low }: IdHash): number[] {
    return (this.#keys.get(slotOf({ high, low })) ?? [])
      .filter((one) => one.high === high && one.low === low)
      .map(({ key }) => key);
  }
}

const slotOf = ({ high, low }: IdHash): number => high * 2 ** 21 + (low >>> 11);
