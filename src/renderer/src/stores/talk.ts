/** What is going on with messages of the rooms: what one answers, what is asked about one, where an emoji is picked for one. */
import { defineStore } from 'pinia';
import { shallowReactive, shallowRef, watch } from 'vue';
import type { MessageExtra } from '../../../shared/ipc/talk-api';
import type { MessageLine } from '../logic/rows';
import { useChatStore } from './chat';

/** What may stand above the screen about a message. */
export type TalkQuestion = 'edits' | 'reactions' | 'acks' | 'forward' | 'delete';

/** A message that something is asked about. */
export interface Asked {
  what: TalkQuestion;
  room: string;
  line: MessageLine;
}

/** Where something hangs that belongs to a message. */
export interface Hanging {
  line: MessageLine;
  at: { getBoundingClientRect: () => DOMRect };
  /** Gets the focus back. */
  from: HTMLElement;
}

/** What the next message of a room carries beside its text. */
export interface NextMessage {
  reply: MessageLine | null;
  urgent: boolean;
}

const NOTHING: NextMessage = { reply: null, urgent: false };

export const useTalkStore = defineStore('talk', () => {
  const chat = useChatStore();
  const asked = shallowRef<Asked | null>(null);
  const picking = shallowRef<Hanging | null>(null);
  const next = shallowReactive(new Map<string, NextMessage>());

  const nextOf = (room: string): NextMessage => next.get(room) ?? NOTHING;
  function change(room: string, part: Partial<NextMessage>): void {
    const now = { ...nextOf(room), ...part };
    if (now.reply || now.urgent) next.set(room, now);
    else next.delete(room);
  }

  /** As a message has it. */
  function extraOf(room: string): MessageExtra {
    const { reply, urgent } = nextOf(room);
    return { ...(reply ? { reply: reply.seq } : {}), ...(urgent ? { urgent: true as const } : {}) };
  }

  watch(
    () => chat.hub?.id,
    () => {
      next.clear();
      asked.value = picking.value = null;
    },
  );

  return { asked, picking, nextOf, change, extraOf };
});
