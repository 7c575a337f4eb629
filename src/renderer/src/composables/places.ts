/** What a person does with conversations, with its words and its way back. */
import type { RoomView } from '../../../shared/ipc/chat-api';
import { FOREVER, type NotifyRule, type RoomWishes } from '../../../shared/ipc/places-api';
import { useWords } from '../i18n/use';
import { titleOf } from '../logic/places';
import { endOfQuiet, type QuietTime } from '../logic/quiet-times';
import { usePlacesStore } from '../stores/places';
import { useViewStore } from '../stores/view';
import { useVoiceStore } from '../stores/voice';
import { useCalls } from './calls';
import { useFormat } from './format';

/** Every call resolves to whether it was done. */
export function usePlaces() {
  const { calls, attempt } = useCalls();
  const view = useViewStore();
  const voice = useVoiceStore();
  const questions = usePlacesStore();
  const { t } = useWords();
  const format = useFormat();

  async function wish({ id }: RoomView, wishes: Partial<RoomWishes>, said?: string): Promise<boolean> {
    const done = await attempt(calls.setRoomWishes(id, wishes));
    if (done && said !== undefined) voice.say(said);
    return done;
  }

  async function archive(room: RoomView, on: boolean): Promise<boolean> {
    if (!(await attempt(calls.archiveRoom(room.id, on)))) return false;
    const said = t(on ? 'places.wasArchived' : 'places.wasUnarchived', { room: titleOf(room) });
    voice.done(said, { label: t('order.undo'), run: () => void archive(room, !on) });
    return true;
  }

  return {
    archive,
    /** Until when it is quiet, in words. */
    quietUntil: (until: number): string =>
      until >= FOREVER ? t('places.mutedForever') : t('places.mutedUntil', { time: format.since(until) }),
    pin: (room: RoomView, pinned: boolean) =>
      wish(room, { pinned }, t(pinned ? 'places.wasPinned' : 'places.wasUnpinned', { room: titleOf(room) })),
    notify: (room: RoomView, notify: NotifyRule) => wish(room, { notify }),
    mute: (room: RoomView, time: QuietTime) =>
      wish(room, { mutedUntil: endOfQuiet(time, Date.now()) }, t('places.wasMuted', { room: titleOf(room) })),
    unmute: (room: RoomView) => wish(room, { mutedUntil: null }, t('places.wasUnmuted', { room: titleOf(room) })),
    /** Out of a room; out of a private one there is no way back but by being invited, so that is asked first. */
    async leave(room: RoomView): Promise<void> {
      if (room.private && !room.gone) return questions.ask('quit', room.id);
      // Its menu goes with it, and the focus must not.
      if (await attempt(calls.leaveRoom(room.id))) view.arrivals += 1;
    },
  };
}
