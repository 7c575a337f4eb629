/** Entries as text, each serialised once however many members get it. */
import { SYSTEM_NAME } from '../../shared/protocol';
import type { Entry, EntryOf, HubFrameOf, Member, SimpleMessage } from '../../shared/protocol';
import { newId } from '../ids';

/** An `entries` frame. */
export interface EntriesFrame {
  text: string;
  /** Of its first entry. */
  seq: number;
}

/** Entries as `entries` frames of at most `pageBytes`; a single entry always fits. */
export function entriesFrames(room: string, entries: readonly Entry[], pageBytes: number): EntriesFrame[] {
  const head = `{"type":"entries","room":"${room}","entries":[`;
  const frames: EntriesFrame[] = [];
  let body = '';
  let first = 0;
  let bytes = 0;
  for (const entry of entries) {
    const json = JSON.stringify(entry);
    // Counted only where it may matter: no text is longer in UTF-8 than three bytes a code unit.
    const size = json.length * 3 < pageBytes / entries.length ? json.length * 3 : Buffer.byteLength(json);
    if (body && bytes + size > pageBytes) {
      frames.push({ text: `${head}${body}]}`, seq: first });
      body = '';
      bytes = 0;
    }
    if (!body) first = entry.seq;
    body += body ? `,${json}` : json;
    bytes += size;
  }
  if (body) frames.push({ text: `${head}${body}]}`, seq: first });
  return frames;
}

/** What a `joined` frame says besides who is there. */
export type Joined = Omit<HubFrameOf<'joined'>, 'members'>;

/** A `joined` frame around members that are text already: in a crowd thousands are told the same ones. */
export const joinedText = (joined: Joined, members: string): string =>
  `${JSON.stringify(joined).slice(0, -1)},"members":${members}}`;

/** Members as `joinedText` takes them. */
export const membersText = (members: readonly Member[]): string => JSON.stringify(members);

/** Whether scripts are told of an entry. */
export const isForScripts = (entry: Entry): entry is EntryOf<'message' | 'edit'> =>
  entry.kind === 'message' || entry.kind === 'edit';

/** What a script reads where a message is only files: their names. */
const spokenText = (entry: EntryOf<'message' | 'edit'>): string =>
  entry.text === '' && entry.kind === 'message' && entry.files ? entry.files.map(({ name }) => name).join(', ') : entry.text;

/** A message or an edit as scripts get it; null for what is none. */
export const simpleText = (room: string, entry: Entry): string | null =>
  isForScripts(entry)
    ? JSON.stringify({
        username: entry.author.name,
        message: spokenText(entry),
        room,
        id: entry.id,
        seq: entry.seq,
        at: entry.at,
        ...(entry.kind === 'edit' ? { edited: entry.target } : {}),
        ...(entry.deleted ? { deleted: true } : {}),
      } satisfies SimpleMessage)
    : null;

/** The messages among entries, as scripts get them. */
export const simpleTexts = (room: string, entries: readonly Entry[]): string[] =>
  entries.flatMap((entry) => simpleText(room, entry) ?? []);

/** The hub's own words as scripts get them. @param id - the connection's id in a welcome */
export const systemText = (room: { name: string; seq: number }, message: string, at: number, id: string = newId()): string =>
  JSON.stringify({ username: SYSTEM_NAME, message, room: room.name, id, seq: room.seq, at } satisfies SimpleMessage);
