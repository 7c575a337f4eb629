/** Whether somebody is there, in words. */
import type { Status } from '../../../shared/protocol';
import { useWords } from '../i18n/use';
import { useFormat } from './format';

/** Says what is known of somebody. */
export function usePresenceWords() {
  const { t } = useWords();
  const format = useFormat();

  /** "Away", "Offline since 14:02". */
  function word({ presence, at }: Status): string {
    if (presence === 'offline' && at !== undefined) return t('presence.offlineSince', { time: format.since(at) });
    return t(`presence.${presence}`);
  }

  /** "Away · Out for lunch" */
  const line = (status: Status): string => [word(status), status.text ?? ''].filter(Boolean).join(' · ');

  return { word, line };
}
