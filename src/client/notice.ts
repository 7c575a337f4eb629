/** What is worth telling a person who is not looking. */
import type { Notice } from './ports';
import type { News } from './room';

/** Of news in a room. What says nothing in words is its files. */
export function noticeOf({ id, name }: { id: string; name: string }, { count, last, mentioned }: News): Notice {
  const text = last.text === '' ? (last.files ?? []).map((file) => file.name).join(', ') : last.text;
  return { room: id, roomName: name, author: last.author.name, text, count, mentioned };
}
