/** The state of the connection in words. */
import { computed, shallowRef, watch } from 'vue';
import { useWords } from '../i18n/use';
import { secondsUntil } from '../logic/countdown';
import { useChatStore } from '../stores/chat';
import { useVoiceStore } from '../stores/voice';
import { useProblems } from './calls';
import { useFormat } from './format';
import { useNow } from './now';

/** A first connection that takes longer than this is worth words, in ms. */
const PATIENCE = 700;

/** A break shorter than this is "reconnecting", a longer one is "offline", in ms. */
const BLINK = 8_000;

/** What the strip above the composer says: nothing while all is well. */
export function useConnection() {
  const chat = useChatStore();
  const voice = useVoiceStore();
  const { t } = useWords();
  const { sentence } = useProblems();
  const format = useFormat();
  const opened = Date.now();
  const now = useNow(() => !chat.online);

  const text = computed(() => {
    const { hub, connection } = chat;
    if (!hub || !connection || connection.phase === 'ready') return null;
    const params = { hub: hub.name || t('hub.unnamed'), address: hub.address };
    if (connection.phase === 'connecting' || connection.phase === 'joining') {
      const patient = connection.attempt === 1 && !chat.wasReady && now.value - opened < PATIENCE;
      return patient ? null : t('connection.trying', params);
    }
    // These have a screen of their own.
    if (connection.phase === 'admission' || connection.phase === 'knocking') return null;
    const { problem, since } = connection;
    if (connection.phase === 'closed') return sentence(problem);
    const time = format.time(since);
    if (problem.code === 'stopped') return t('connection.stopped', { ...params, time });
    if (!away.has(problem.code)) return sentence(problem);
    if (!chat.wasReady) return t('connection.neverReached', params);
    return now.value - since < BLINK ? t('connection.reconnecting', params) : t('connection.offlineSince', { ...params, time });
  });

  const countdown = computed(() => {
    const { connection } = chat;
    if (connection?.phase !== 'waiting') return null;
    return t('connection.nextTry', { seconds: secondsUntil(connection.nextRetryAt, now.value) });
  });

  const canRetry = computed(() => chat.connection?.phase === 'waiting' || chat.connection?.phase === 'closed');

  // Said once per change; the seconds tick for eyes only.
  const wasAway = shallowRef(false);
  watch(text, (words) => {
    if (words !== null && canRetry.value) {
      voice.say(words);
      wasAway.value = true;
    } else if (chat.online && wasAway.value) {
      voice.say(t('connection.back', { hub: chat.hub?.name || t('hub.unnamed') }));
      wasAway.value = false;
    }
  });

  return { text, countdown, canRetry };
}

/** Problems that all mean: the hub is not there. */
const away = new Set(['lost', 'refused', 'timed_out', 'unreachable', 'name_not_found', 'cancelled', 'too_slow', 'internal']);
