/** Folds what was said about messages into them: how each one is now. */
import type { PendingMessage } from '../shared/ipc/talk-api';
import { isAnnotation, type Annotation, type Entry, type Member, type Message } from '../shared/protocol';

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

function react(into: Annotated, author: Member, emoji: string, on: boolean, me: Member | null): void {
  const at = into.reactions.findIndex((one) => one.emoji === emoji);
  const before = into.reactions[at]?.members ?? [];
  if (before.some(({ id }) => id === author.id) === on) return;
  const members = on ? [...before, author] : before.filter(({ id }) => id !== author.id);
  const reaction = { emoji, members, mine: me !== null && members.some(({ id }) => id === me.id) };
  if (at === -1) into.reactions.push(reaction);
  // Empty it keeps its place until the end, in case somebody comes back to it.
  else into.reactions[at] = reaction;
}

function say(into: Annotated, said: Said, me: Member | null): void {
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
      return react(into, author, body.emoji, body.on, me);
    case 'pin':
      into.pinned = body.on;
      return;
    case 'ack':
      if (!into.acks.some(({ id }) => id === author.id)) into.acks.push(author);
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
  const confirmed = new Set<string>();
  const said = [...bySeq.values()].filter(isAnnotation).sort((a, b) => a.seq - b.seq);
  for (const entry of said) {
    if (entry.author.id === me?.id) confirmed.add(entry.id);
    const into = annotated.get(entry.target);
    if (!into) continue;
    if (entry.kind === 'deletion') Object.assign(into, { deleted: true, deletedBy: entry.author });
    else say(into, entry, me);
  }
  for (const body of pending) {
    if (body.kind === 'message' || confirmed.has(body.id)) continue;
    const into = annotated.get(body.target);
    if (!into) continue;
    into.waiting.push(body);
    if (body.state !== 'failed' && me) say(into, { seq: null, author: me, at: body.at, body }, me);
  }
  for (const into of annotated.values()) {
    into.reactions = into.reactions.filter(({ members }) => members.length > 0);
    if (into.deleted)
      Object.assign(into, { text: '', edits: [], reactions: [], acks: [], pinned: false, mentions: [], everyone: false });
  }
  return annotated;
}
