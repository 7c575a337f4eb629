/** Locking a room and slowing it down, with its words and its way back. */
import type { RoomView } from '../../../shared/ipc/chat-api';
import { useWords } from '../i18n/use';
import { useFormat } from './format';
import { useOrder } from './order';

/** Every call resolves to whether it was done. */
export function useRoomOrder() {
  const { t } = useWords();
  const format = useFormat();
  const { order } = useOrder();
  const saidLock = (name: string, locked: boolean): string =>
    t(locked ? 'order.room.wasLocked' : 'order.room.wasUnlocked', { room: name });
  const saidSlow = (name: string, seconds: number): string =>
    seconds === 0
      ? t('order.room.wasSlowOff', { room: name })
      : t('order.room.wasSlow', { room: name, time: format.span(seconds * 1_000) });

  return {
    lock({ id: room, name }: RoomView, locked: boolean): Promise<boolean> {
      const undo = { action: { do: 'lock', room, locked: !locked } as const, said: saidLock(name, !locked) };
      return order({ do: 'lock', room, locked }, saidLock(name, locked), undo);
    },
    async slow({ id: room, name, slow }: RoomView, seconds: number): Promise<boolean> {
      if (seconds === slow) return false;
      const undo = { action: { do: 'slow', room, seconds: slow } as const, said: saidSlow(name, slow) };
      return order({ do: 'slow', room, seconds }, saidSlow(name, seconds), undo);
    },
  };
}
