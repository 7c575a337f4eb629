/** Folds what was said about messages into them: how each one is now. */
import type { PendingMessage } from '../shared/ipc/talk-api';
import { isAnnotation, limits, type Annotation, type Entry, type Member, type Message } from '../shared/protocol';

/** One text of a message, in the order in which it got them. */
export interface TextVersion {
  text: string;
  /** ms since 1970, by the hub's clock; by this device's where the hub has not confirmed it. */
  at: number;
  /** Null while the hub has not confirmed it. */
  seq: number | null;
}

/** An emoji under a message. */
export interface Reaction {
  emoji: string;
  /** In the order in which they put it there. */
  members: Member[];
  mine: boolean;
}

/** A message as it is now. */
export interface Annotated {
  message: Message;
  /** The newest one; empty where it was deleted. */
  text: string;
  /** All of its texts, the first one included, oldest first; a single one where it was never edited, none where it was deleted. */
  edits: TextVersion[];
  /** Whom the newest text calls. */
  mentions: readonly string[];
  everyone: boolean;
  /** In the order in which each emoji was put there first. */
  reactions: Reaction[];
  pinned: boolean;
  /** Who has taken note of it, in the order in which they did. */
  acks: Member[];
  deleted: boolean;
  /** Who deleted it, where that is known. */
  deletedBy: Member | null;
  /** What of one's own is about it and not confirmed; what failed is shown here and counts nowhere else. */
  waiting: PendingMessage[];
}

/** Something about a message, confirmed or not. */
type Said =
  | Exclude<Annotation, { kind: 'deletion' }>
  | { seq: null; author: Member; at: number; body: Extract<PendingMessage, { target: number }> };

const fresh = (message: Message): Annotated => {
  const deleted = message.deleted === true;
  const { seq, at, text, mentions = [], everyone = false } = message;
  return {
    ...{ message, text, mentions, everyone, deleted, deletedBy: null, pinned: false, acks: [], reactions: [], waiting: [] },
    edits: deleted ? [] : [{ text, at, seq }],
  };
};

/** What members put under a message, by id: however many of them a hub makes up, each costs the same. */
interface Marks {
  /** By emoji, in the order in which each was put there first. */
  readonly reactions: Map<string, Map<string, Member>>;
  readonly acks: Map<string, Member>;
}

function react({ reactions }: Marks, author: Member, emoji: string, on: boolean): void {
  // Empty it keeps its place until the end, in case somebody comes back to it.
  const members = reactions.get(emoji) ?? new Map<string, Member>();
  reactions.set(emoji, members);
  if (!on) members.delete(author.id);
  else if (!members.has(author.id)) members.set(author.id, author);
}

/** Of emoji those that a hub lets through, and no wall of them. */
const reactionsOf = ({ reactions }: Marks, me: Member | null): Reaction[] =>
  [...reactions]
    .filter(([, members]) => members.size > 0)
    .slice(0, limits.reactionsPerMessage)
    .map(([emoji, members]) => ({ emoji, members: [...members.values()], mine: me !== null && members.has(me.id) }));

function say(into: Annotated, marks: Marks, said: Said): void {
  const { author, at, seq } = said;
  const body = said.seq === null ? said.body : said;
  switch (body.kind) {
    case 'edit':
      // Only its author can; a hub that lets others through is not believed.
      if (author.id !== into.message.author.id || ('deleted' in body && body.deleted)) return;
      into.text = body.text;
      into.mentions = body.mentions ?? [];
      into.everyone = body.everyone ?? false;
      into.edits.push({ text: body.text, at, seq });
      return;
    case 'reaction':
      return react(marks, author, body.emoji, body.on);
    case 'pin':
      into.pinned = body.on;
      return;
    case 'ack':
      if (!marks.acks.has(author.id)) marks.acks.set(author.id, author);
  }
}

/**
 * Every message among entries as it is now, by sequence. In which order and how often things are told makes no difference: their sequences count.
 * @param entries - what is loaded of a log
 * @param about - what else is known to be about messages in it
 * @param pending - one's own that the hub has not confirmed: shown as if it had, but for what failed
 * @param me - oneself, null where that is not known
 */
export function annotate(
  entries: readonly Entry[],
  about: readonly Entry[],
  pending: readonly PendingMessage[],
  me: Member | null,
): ReadonlyMap<number, Annotated> {
  const bySeq = new Map<number, Entry>();
  for (const entry of [...entries, ...about]) bySeq.set(entry.seq, entry);
  const annotated = new Map<number, Annotated>();
  for (const entry of entries) if (entry.kind === 'message') annotated.set(entry.seq, fresh(entry));
  const allMarks = new Map<number, Marks>();
  const marksOf = ({ message: { seq } }: Annotated): Marks => {
    const marks = allMarks.get(seq) ?? { reactions: new Map(), acks: new Map() };
    allMarks.set(seq, marks);
    return marks;
  };
  const confirmed = new Set<string>();
  const said = [...bySeq.values()].filter(isAnnotation).sort((a, b) => a.seq - b.seq);
  for (const entry of said) {
    if (entry.author.id === me?.id) confirmed.add(entry.id);
    const into = annotated.get(entry.target);
    if (!into) continue;
    if (entry.kind === 'deletion') Object.assign(into, { deleted: true, deletedBy: entry.author });
    else say(into, marksOf(into), entry);
  }
  for (const body of pending) {
    if (body.kind === 'message' || confirmed.has(body.id)) continue;
    const into = annotated.get(body.target);
    if (!into) continue;
    into.waiting.push(body);
    if (body.state !== 'failed' && me) say(into, marksOf(into), { seq: null, author: me, at: body.at, body });
  }
  for (const into of annotated.values()) {
    const marks = allMarks.get(into.message.seq);
    if (marks) Object.assign(into, { reactions: reactionsOf(marks, me), acks: [...marks.acks.values()] });
    if (into.deleted)
      Object.assign(into, { text: '', edits: [], reactions: [], acks: [], pinned: false, mentions: [], everyone: false });
  }
  return annotated;
}
