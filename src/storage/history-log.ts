/** One conversation's file: opened as a contiguous one, or as one that takes nothing, and written anew with more in front of it. */
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Entry } from '../shared/protocol';
import { annotationsOf } from './annotations';
import { entryParser } from './entry-log';
import { JsonLog, type Durability } from './json-log';
import { nodeLogFs } from './log-fs';
import { sidecarOf } from './log-sidecar';
import { NewerFileError } from './newer-file';
import { NewerHistory } from './newer-history';

/** Entries of one read where a whole conversation is gone through. */
export const PAGE = 1024;

/** An open conversation. */
export type HistoryLog = JsonLog<Entry> | NewerHistory;

/** Writes a conversation anew with entries in front of it. Whatever goes wrong, the old file is where it was. */
export async function prependTo(path: string, entries: readonly Entry[]): Promise<void> {
  const temporary = `${path.slice(0, -'.json'.length)}.import.json`;
  const clear = (): Promise<unknown> => Promise.all([temporary, sidecarOf(temporary)].map((one) => rm(one, { force: true })));
  const old = await openHistory(path, 'process');
  try {
    if (!(old instanceof JsonLog)) throw new NewerFileError(path);
    await clear();
    const fresh = await JsonLog.open<Entry>({
      path: temporary,
      key: ({ seq }) => seq,
      parse: entryParser(temporary),
      durability: 'process',
    });
    try {
      const older = entries.filter(({ seq }) => seq < (old.first ?? Infinity));
      for (let from = 0; from < older.length; from += PAGE) await fresh.append(older.slice(from, from + PAGE));
      for (let page = await old.after(0, PAGE); page.length > 0; page = await old.after(page.at(-1)?.seq ?? Infinity, PAGE))
        await fresh.append(page);
    } finally {
      await fresh.close();
    }
    // First, so that it is never beside another file than its own.
    for (const beside of [sidecarOf(path), annotationsOf(path)]) await rm(beside, { force: true });
    await rename(temporary, path);
    await nodeLogFs.syncFolder(dirname(path));
  } finally {
    await old.close();
    await clear();
    await rm(sidecarOf(path), { force: true });
  }
}

/** Opens a conversation; one that a newer program wrote to is shown as it is, and takes nothing. */
export async function openHistory(path: string, durability: Durability): Promise<HistoryLog> {
  try {
    return await openWhole(path, durability);
  } catch (error) {
    if (error instanceof NewerFileError) return NewerHistory.open(path);
    throw error;
  }
}

/**
 * Opens a conversation as a contiguous one. Where damage left a gap, the entries after it go on, the whole file is kept aside, and
 * what is before is the hub's to tell, as for a device that joined later.
 */
async function openWhole(path: string, durability: Durability): Promise<JsonLog<Entry>> {
  const options = { path, durability, key: (entry: Entry) => entry.seq, parse: entryParser(path) };
  const log = await JsonLog.open(options);
  const { first, last, count } = log;
  if (first === null || last === null || last - first + 1 === count) return log;
  const whole = await JsonLog.open({ ...options, path: await log.setAside('entries are missing in the middle') });
  let start = first;
  let previous = first - 1;
  for await (const { seq } of whole.scan()) {
    if (seq !== previous + 1) start = seq;
    previous = seq;
  }
  for (let at = start - 1; ;) {
    const page = await whole.after(at, 1024);
    if (page.length === 0) break;
    await log.append(page);
    at = page[page.length - 1]?.seq ?? at;
  }
  await whole.close();
  return log;
}
