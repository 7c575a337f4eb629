/** Copying with an answer that is seen and heard. */
import { onScopeDispose, shallowRef } from 'vue';
import { useWords } from '../i18n/use';
import { useVoiceStore } from '../stores/voice';
import { useCalls } from './calls';

/** How long "Copied" stays, in ms. */
const SHOWN = 2_000;

/** `copied` is true for a moment after `copy` worked. */
export function useCopy() {
  const { calls, attempt } = useCalls();
  const { t } = useWords();
  const voice = useVoiceStore();
  const copied = shallowRef(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(timer));

  async function copy(text: string): Promise<void> {
    if (!(await attempt(calls.copyText(text)))) return;
    copied.value = true;
    voice.say(t('common.copied'));
    clearTimeout(timer);
    timer = setTimeout(() => (copied.value = false), SHOWN);
  }
  return { copied, copy };
}
