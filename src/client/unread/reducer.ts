/**
 * What of one conversation is unread: the only place where that is counted. Badge, tray, title and lists are sums of it, and a restart counts the same
 * again from the log.
 */
import type { Entry } from '../../shared/protocol';
import { callsMe } from '../mentions';

/**
 * Entries at the end of a log among which unread messages are looked for. What is older counts no more: the lists say "999+" long before, a restart
 * reads no more than this of a log, and a room takes at most some 50 kB.
 */
export const UNREAD_WITHIN = 2_000;

/** Of one conversation. Sequences are in order. */
export interface Unread {
  /** Newest entry that is known of. */
  readonly seq: number;
  /** Everything up to there was seen, here or on another device. */
  readonly readSeq: number;
  /** Messages of others behind it. */
  readonly messages: readonly number[];
  /** Those of them that mention this person, or everyone. */
  readonly mentions: readonly number[];
  /** Messages behind it that were deleted: they stay so when they are told again. */
  readonly gone: readonly number[];
}

/** What changes it. In which order, and how often, makes no difference. */
export type UnreadEvent =
  /** Something stands in the log. `me`: own member id; null where it is not known. */
  | { kind: 'entries'; entries: readonly Entry[]; me: string | null }
  /** The log reaches to there. */
  | { kind: 'reaches'; seq: number }
  /** Everything up to there was seen. */
  | { kind: 'read'; seq: number };

/** Where nothing is known but how far somebody read. */
export const unreadFrom = (readSeq: number): Unread => ({ seq: 0, readSeq, messages: [], mentions: [], gone: [] });

/** Everything up to and with this one counts no more. */
const floorOf = ({ seq, readSeq }: Pick<Unread, 'seq' | 'readSeq'>): number => Math.max(readSeq, seq - UNREAD_WITHIN);

const merged = (before: readonly number[], more: readonly number[]): readonly number[] =>
  more.length === 0 ? before : [...new Set([...before, ...more])].sort((a, b) => a - b);

const without = (list: readonly number[], floor: number, gone: readonly number[] = []): readonly number[] =>
  list.some((seq) => seq <= floor || gone.includes(seq)) ? list.filter((seq) => seq > floor && !gone.includes(seq)) : list;

/** What is unread after that. The same object where nothing is different. */
export function unreadAfter(before: Unread, event: UnreadEvent): Unread {
  if (event.kind === 'read') {
    if (event.seq <= before.readSeq) return before;
    return settled({ ...before, readSeq: event.seq });
  }
  if (event.kind === 'reaches') return event.seq <= before.seq ? before : settled({ ...before, seq: event.seq });
  const { entries, me } = event;
  const seq = entries.reduce((last, entry) => Math.max(last, entry.seq), before.seq);
  const floor = floorOf({ seq, readSeq: before.readSeq });
  const [messages, mentions, gone]: [number[], number[], number[]] = [[], [], []];
  for (const entry of entries) {
    if (entry.kind === 'deletion') gone.push(entry.target);
    if (entry.kind !== 'message' || entry.author.id === me || entry.seq <= floor) continue;
    if (entry.deleted) gone.push(entry.seq);
    messages.push(entry.seq);
    if (callsMe(entry, me)) mentions.push(entry.seq);
  }
  return settled({
    ...{ seq, readSeq: before.readSeq },
    messages: merged(before.messages, messages),
    mentions: merged(before.mentions, mentions),
    gone: merged(before.gone, gone),
  });
}

function settled(state: Unread): Unread {
  const floor = floorOf(state);
  const gone = without(state.gone, floor);
  return {
    ...{ seq: state.seq, readSeq: state.readSeq, gone },
    messages: without(state.messages, floor, gone),
    mentions: without(state.mentions, floor, gone),
  };
}
