/** The room on screen: its rows, what is seen of it, what is said of it. */
import { computed, onScopeDispose, watch } from 'vue';
import type { Entry } from '../../../shared/protocol';
import { useWords } from '../i18n/use';
import { useApi } from '../bridge/key';
import { buildRows } from '../logic/rows';
import { makeFold } from '../logic/said';
import { lineAt } from '../logic/unread-line';
import { useChatStore } from '../stores/chat';
import { useTimelineStore } from '../stores/timelines';
import { useViewStore } from '../stores/view';
import { useVoiceStore } from '../stores/voice';
import { useFocused } from './focused';
import { ONE_COLUMN, useMedia } from './media';

/** Messages that are read out of one burst; the screen has the rest. */
const MOST_HEARD = 3;

/** Follows the room that the view store chose. */
export function useConversation() {
  const api = useApi();
  const chat = useChatStore();
  const view = useViewStore();
  const timelines = useTimelineStore();
  const voice = useVoiceStore();
  const { t } = useWords();
  const focused = useFocused();
  // A phone shows one thing at a time: while it shows the list of rooms, nothing counts as seen.
  const narrow = useMedia(ONE_COLUMN);

  const room = computed(() => view.room);
  const timeline = computed(() => timelines.of(room.value?.id ?? ''));
  const fold = makeFold();
  const said = computed(() => {
    const { entries, about, pending } = timeline.value;
    return fold({ entries, about, pending, me: chat.me });
  });
  const rows = computed(() => {
    const { entries, pending, notes } = timeline.value;
    const newAfter = lineAt(timeline.value);
    return buildRows({ entries, pending, notes, newAfter, said: said.value, me: chat.me });
  });

  watch(
    [() => chat.hub?.id, () => room.value?.id],
    ([, id]) => {
      if (id !== undefined) void timelines.open(id);
    },
    { immediate: true },
  );

  /** The room that is looked at down to its end. */
  const seen = computed(() => {
    const { loaded, atEnd, newest } = timeline.value;
    const looking = focused.value && (view.inRoom || !narrow.value) && loaded && atEnd && newest;
    return looking ? (room.value?.id ?? null) : null;
  });
  watch(seen, (id) => void api.viewRoom(id), { immediate: true });
  onScopeDispose(() => void api.viewRoom(null));

  // Whoever comes back to the window finds a line above what came meanwhile.
  watch([() => room.value?.id, () => room.value?.unread ?? 0] as const, ([id, unread], [before, unreadBefore]) => {
    if (id === undefined || id !== before || unread === 0) return;
    const readSeq = room.value?.readSeq ?? 0;
    if (unreadBefore === 0 && !focused.value) timelines.markNew(id, readSeq, unread);
    else if (timeline.value.newAfter === readSeq) timelines.countNew(id, unread);
  });

  const mineAt = (seq: number): boolean =>
    timeline.value.entries.some((entry) => entry.seq === seq && entry.author.id === chat.me?.id);

  /** A message whole, and what is said about one shortly; null for what is seen alone. */
  function heard(entry: Entry): string | null {
    const { name } = entry.author;
    switch (entry.kind) {
      case 'message':
        return t(entry.urgent ? 'talk.heard.urgent' : 'timeline.heard', { name, author: name, text: entry.text });
      case 'edit':
        return entry.deleted ? null : t('talk.heard.edit', { name, text: entry.text });
      case 'reaction':
        return entry.on ? t('talk.heard.reaction', { name, emoji: entry.emoji }) : null;
      case 'pin':
        return entry.on ? t('talk.heard.pin', { name }) : null;
      case 'ack':
        return mineAt(entry.target) ? t('talk.heard.ack', { name }) : null;
      default:
        return null;
    }
  }

  const off = api.onTimeline(({ room: id, entries, reset }) => {
    if (reset || id !== room.value?.id) return;
    const news = entries.filter(({ author }) => author.id !== chat.me?.id).flatMap((entry) => heard(entry) ?? []);
    if (news.length > 0) voice.say(news.slice(-MOST_HEARD).join('\n'));
  });
  onScopeDispose(off);

  return { room, timeline, rows, said };
}
