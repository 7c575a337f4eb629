/** The numbers that one hub runs with. */
import { limits as table } from '../shared/protocol';
import type { HubLimits, LimitName, Limits } from '../shared/protocol';

/** Numbers that the protocol's schemas hold everybody to: a hub can only be stricter. */
const ceilings: readonly LimitName[] = [
  'maxText',
  'maxName',
  'historyPage',
  'aboutMessage',
  'editsPerMessage',
  'mentions',
  'messagesAsked',
  'maxFileName',
  'filesPerMessage',
  'previewBytes',
  'previewSide',
  'filesListed',
];

/** Numbers that would make no hub at 0: there 0 does not mean off. */
const needed: readonly LimitName[] = [
  'maxFrame',
  'maxHeader',
  'maxText',
  'maxName',
  'historyPage',
  'pageBytes',
  'peopleListed',
  'maxRooms',
  'roomsPerConnection',
  'fileChunk',
  'filesListed',
];

/** Whether a name is one of the table's. */
export const isLimitName = (name: string): name is LimitName => Object.hasOwn(table, name);

/**
 * The table with an operator's numbers in it.
 * @throws RangeError for a number that no hub can run with, in words
 */
export function resolveLimits(overrides: Partial<Limits> = {}): Limits {
  const limits: Limits = { ...table, ...overrides };
  for (const name of ceilings)
    if (limits[name] > table[name]) throw new RangeError(`${name} can be at most ${String(table[name])}`);
  for (const name of needed) if (limits[name] < 1) throw new RangeError(`${name} must be at least 1`);
  return limits;
}

/** The numbers that a hello tells. */
export const helloLimits = ({
  maxFrame,
  maxText,
  maxName,
  messageRate,
  messageBurst,
  historyPage,
  heartbeat,
  maxFile,
}: Limits): HubLimits => ({ maxFrame, maxText, maxName, messageRate, messageBurst, historyPage, heartbeat, maxFile });
