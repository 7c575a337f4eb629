/** Whether the other one of a direct conversation is there, in words. */
import type { RoomView } from '../../../shared/ipc/chat-api';
import { useWords } from '../i18n/use';
import { useChatStore } from '../stores/chat';
import { usePeopleStore } from '../stores/people';
import { usePresenceWords } from './presence';

/** Empty where nothing is known, and for other rooms. */
export function useThere(): (room: Pick<RoomView, 'kind' | 'with' | 'there'>) => string {
  const chat = useChatStore();
  const people = usePeopleStore();
  const { word } = usePresenceWords();
  const { t } = useWords();
  return ({ kind, with: other, there }) => {
    if (kind !== 'direct' || !other) return '';
    if (other.id === chat.me?.id) return t('places.write.self');
    const status = people.statusOf(other.id, there);
    if (status) return word(status);
    return chat.online ? t('places.away') : '';
  };
}
