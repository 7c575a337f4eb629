/** How a file beside a log of entries knows that it is still of this log, and up to where it goes. */
import { createHash } from 'node:crypto';
import type { Entry } from '../shared/protocol';
import type { JsonLog } from './json-log';

/** The log, as those read it that keep something beside it. */
export type WitnessedLog = Pick<JsonLog<Entry>, 'path' | 'first' | 'last' | 'scan' | 'before'>;

/** Up to which entry a file goes, and what shows that it is that one. */
export interface Witness {
  through: number;
  proof: string;
}

/** What a file says of the newest entry that it knows. */
export const witnessOf = ({ seq, author, id }: Entry): Witness => ({
  through: seq,
  proof: createHash('sha256').update(`${author.id}\n${id}`).digest('base64url').slice(0, 22),
});

/** Whether a log bears out what a file says. */
export async function bearsOut(log: WitnessedLog, { through, proof }: Witness): Promise<boolean> {
  const { first, last } = log;
  if (last === null || through > last) return false;
  // What was dropped cannot be compared any more.
  if (first !== null && through < first) return true;
  const [entry] = await log.before(through + 1, 1);
  return entry?.seq === through && witnessOf(entry).proof === proof;
}
