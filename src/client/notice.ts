/** What is worth telling a person who is not looking. */
import type { Entry, Message } from '../shared/protocol';
import type { News, Room } from './room';
import type { Heard } from './unread/notifier';

/** Reactions of one burst that are looked into. */
const MOST_REACTIONS = 5;

/** What a message says in one line: what says nothing in words is its files. */
const lineOf = ({ text, files }: Pick<Message, 'text' | 'files'>): string =>
  text === '' ? (files ?? []).map(({ name }) => name).join(', ') : text;

/** Of news in a room. */
export const heardNews = (hub: string, { state }: Room, { last, mentioned }: News): Heard => ({
  ...{ kind: 'message', hub, room: state.id, seq: last.seq, author: last.author.name, text: lineOf(last), mentioned },
});

/** Of emoji that others put under messages of one's own, the newest of each message. */
export async function heardReactions(
  hub: string,
  { state, pages }: Room,
  entries: readonly Entry[],
  me: string | null,
): Promise<Heard[]> {
  const newest = new Map(
    entries.flatMap((entry) =>
      entry.kind === 'reaction' && entry.on && entry.author.id !== me ? [[entry.target, entry] as const] : [],
    ),
  );
  if (newest.size === 0 || me === null) return [];
  const held = await pages.held([...newest.keys()].slice(-MOST_REACTIONS));
  return held.flatMap((message): Heard[] => {
    const reaction = newest.get(message.seq);
    if (!reaction || message.author.id !== me || message.deleted) return [];
    const { author, emoji } = reaction;
    const about = { author: author.name, emoji, text: lineOf(message), mentioned: false };
    return [{ kind: 'reaction', hub, room: state.id, seq: message.seq, ...about }];
  });
}
