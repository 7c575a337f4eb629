/** What somebody says where a notification stands. */
import type { MessageTarget } from '../shared/ipc/chat-api';
import type { Outcome } from '../shared/ipc/outcome';
import type { Chat } from './chat';
import { done } from './problems';

/** Says it in the room that was announced, at the hub where that was; what is there was read by whoever answers. */
export async function answerNotice(chat: Chat, { hub, room }: MessageTarget, text: string): Promise<Outcome> {
  if (chat.state().hub?.id !== hub) {
    const opened = await chat.openHub(hub);
    if (!opened.ok) return opened;
  }
  await chat.places.markRead(room);
  const sent = await chat.send(room, text);
  return sent.ok ? done : sent;
}
