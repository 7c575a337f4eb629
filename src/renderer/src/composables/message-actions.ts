/** What one may do with a message: the same, under the same names, in its menu, beside it and by keys. */
import {
  CheckCheck,
  Copy,
  Eye,
  Forward,
  History,
  Link,
  ListChecks,
  Pencil,
  Pin,
  PinOff,
  Reply,
  SmilePlus,
  SmileIcon,
  Trash2,
} from '@lucide/vue';
import type { Component } from 'vue';
import { useWords } from '../i18n/use';
import { messageLink } from '../logic/message-link';
import type { MessageLine } from '../logic/rows';
import type { ShortcutOf } from '../logic/shortcuts';
import { useChatStore } from '../stores/chat';
import { useEditingStore } from '../stores/editing';
import { usePeopleStore } from '../stores/people';
import { useTalkStore, type Hanging, type TalkQuestion } from '../stores/talk';
import { useViewStore } from '../stores/view';
import { useVoiceStore } from '../stores/voice';
import { useCalls } from './calls';
import { useCopy } from './copy';

/** All there are; those with a key have a row in logic/shortcuts.ts. */
export type ActionName = ShortcutOf<'message'> | 'history' | 'whoReacted' | 'whoAcknowledged' | 'seen';

/** One of them, as a message offers it. */
export interface MessageAction {
  name: ActionName;
  label: string;
  icon: Component;
  danger?: true;
  run: () => void;
}

/** For messages of the room on screen. */
export function useMessageActions() {
  const chat = useChatStore();
  const view = useViewStore();
  const talk = useTalkStore();
  const people = usePeopleStore();
  const editing = useEditingStore();
  const voice = useVoiceStore();
  const { calls, attempt } = useCalls();
  const { copy } = useCopy();
  const { t } = useWords();

  const focusComposer = (): void => document.getElementById('composer')?.focus();

  async function pin(room: string, { seq, said }: MessageLine): Promise<void> {
    const on = !said?.pinned;
    if (await attempt(calls.pin(room, seq, on))) voice.say(t(on ? 'talk.pins.was' : 'talk.pins.wasNot'));
  }

  async function copyLink(room: string, { seq }: MessageLine): Promise<void> {
    const hub = chat.hub;
    if (!hub?.id || !(await attempt(calls.copyText(messageLink(hub.address, hub.id, room, seq))))) return;
    voice.say(t('talk.link.copied'));
  }

  /** What a message offers, in the order of its menu. */
  function of(hanging: Hanging): MessageAction[] {
    const { line } = hanging;
    const room = view.room;
    if (!room) return [];
    const { said, message, mine, seq } = line;
    const writes = chat.role !== 'guest' && !room.gone && !room.archived && (!room.locked || chat.orders);
    const ask = (what: TalkQuestion) => (): void => void (talk.asked = { what, room: room.id, line });
    const acknowledged = said?.acks.some(({ id }) => id === chat.me?.id) ?? false;
    const every: (MessageAction & { when: boolean })[] = [
      {
        ...{ name: 'acknowledge', label: t('talk.acknowledge'), icon: CheckCheck },
        when: writes && message.urgent === true && !mine && !acknowledged,
        run: () => void attempt(calls.acknowledge(room.id, seq)),
      },
      {
        ...{ name: 'reply', label: t('talk.reply'), icon: Reply, when: writes },
        run() {
          editing.stop();
          talk.change(room.id, { reply: line });
          focusComposer();
        },
      },
      {
        ...{ name: 'react', label: t('talk.react'), icon: SmilePlus, when: writes },
        run: () => void (talk.picking = hanging),
      },
      {
        ...{ name: 'edit', label: t('talk.edit'), icon: Pencil, when: writes && mine && !message.forwarded },
        run: () => editing.start(room.id, seq, line.text),
      },
      {
        ...{ name: 'forward', label: t('talk.forward'), icon: Forward, when: line.text !== '' && chat.role !== 'guest' },
        run: ask('forward'),
      },
      {
        ...{ name: 'pin', label: t(said?.pinned ? 'talk.unpin' : 'talk.pin'), icon: said?.pinned ? PinOff : Pin, when: writes },
        run: () => void pin(room.id, line),
      },
      {
        ...{ name: 'copy', label: t('order.message.copy'), icon: Copy, when: line.text !== '' },
        run: () => void copy(line.text),
      },
      {
        ...{ name: 'copyLink', label: t('talk.copyLink'), icon: Link, when: typeof chat.hub?.id === 'string' },
        run: () => void copyLink(room.id, line),
      },
      {
        ...{ name: 'history', label: t('talk.history'), icon: History, when: (said?.edits.length ?? 0) > 1 },
        run: ask('edits'),
      },
      {
        ...{ name: 'whoReacted', label: t('talk.whoReacted'), icon: SmileIcon, when: (said?.reactions.length ?? 0) > 0 },
        run: ask('reactions'),
      },
      {
        ...{ name: 'whoAcknowledged', label: t('talk.whoAcknowledged'), icon: ListChecks, when: message.urgent === true },
        run: ask('acks'),
      },
      {
        ...{ name: 'seen', label: t('presence.seen.open'), icon: Eye, when: chat.online },
        run: () => void (people.asked = { room: room.id, line }),
      },
      {
        ...{ name: 'delete', label: t('order.message.delete'), icon: Trash2, danger: true },
        when: chat.online && (chat.orders || (mine && chat.role !== 'guest')),
        run: ask('delete'),
      },
    ];
    return every.filter(({ when }) => when);
  }

  /** @returns false where the message does not offer it */
  function run(name: ActionName, hanging: Hanging): boolean {
    const action = of(hanging).find((one) => one.name === name);
    action?.run();
    return action !== undefined;
  }

  return { of, run };
}
