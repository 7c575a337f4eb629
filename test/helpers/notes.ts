/** The smallest entries a log can hold. */
import { JsonLog, type JsonLogOptions } from '../../src/storage/json-log';

/** An entry with a number and a text. */
export interface Note {
  n: number;
  text: string;
}

export const keyOfNote = (note: Note): number => note.n;

export function parseNote(value: unknown): Note | null {
  const { n, text } = (value ?? {}) as Partial<Note>;
  return typeof n === 'number' && typeof text === 'string' ? { n, text } : null;
}

/** Notes `from` to `to`, both included. */
export const notes = (from: number, to: number, text = 'hello'): Note[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ n: from + i, text: `${text} ${from + i}` }));

export const openNotes = (path: string, more: Partial<JsonLogOptions<Note>> = {}): Promise<JsonLog<Note>> =>
  JsonLog.open({ path, key: keyOfNote, parse: parseNote, ...more });

/** All of a log's entries. */
export async function allOf<T>(log: JsonLog<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const entry of log.scan()) all.push(entry);
  return all;
}
