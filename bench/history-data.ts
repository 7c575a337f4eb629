/** Logs of any size to measure on, written the way a hub leaves them. */
import { open, rename } from 'node:fs/promises';
import type { Entry } from '../src/shared/protocol';
import { IdTable, type IdSource } from '../src/storage/id-table';
import { JsonLog, type Durability } from '../src/storage/json-log';

export const entry = (seq: number): Entry => ({
  seq,
  id: `message-${String(seq).padStart(14, '0')}`,
  kind: 'message',
  author: { id: 'k-0123456789abcdefghijklmnopqrstuvwxyz-_01234', name: 'Alice' },
  at: 1_700_000_000_000 + seq,
  text: 'About as long as what people write to each other in a chat, so that nobody can say the file was small.',
});

export const entries = (count: number, from = 1): Entry[] => Array.from({ length: count }, (_, i) => entry(from + i));

export const openLog = (path: string, durability: Durability = 'process'): Promise<JsonLog<Entry>> =>
  JsonLog.open<Entry>({ path, durability, key: ({ seq }) => seq, parse: (value) => value as Entry });

/** An open log of so many entries. */
export async function filledLog(path: string, count: number, durability: Durability = 'process'): Promise<JsonLog<Entry>> {
  // Written as one file: appending a million in groups takes longer than all that is measured.
  const file = await open(`${path}.tmp`, 'w');
  await file.write('[');
  for (let from = 1; from <= count; from += 10_000) {
    const lines = entries(Math.min(10_000, count - from + 1), from).map((one) => JSON.stringify(one));
    await file.write(`${from === 1 ? '' : ','}\n${lines.join(',\n')}`);
  }
  await file.write('\n]\n');
  await file.close();
  await rename(`${path}.tmp`, path);
  return openLog(path, durability);
}

/** The ids of a log, as a hub asks for them. */
export function idsOf(path: string, log: JsonLog<Entry>): IdTable {
  const source: IdSource = {
    get first() {
      return log.first;
    },
    get last() {
      return log.last;
    },
    async *after(key) {
      for await (const { seq, id } of log.scan(key)) yield { key: seq, id };
    },
    async idOf(key) {
      const [found] = await log.after(key - 1, 1);
      return found?.seq === key ? found.id : undefined;
    },
  };
  return new IdTable({ path, source });
}
