/** Copying with an answer that is seen and heard. */
import { computed, onScopeDispose, shallowRef } from 'vue';
import { useWords } from '../i18n/use';
import { useVoiceStore } from '../stores/voice';
import { useCalls } from './calls';

/** How long "Copied" stays, in ms. */
const SHOWN = 2_000;

/** The button that says so: what was copied before it is no longer in the clipboard. */
const latest = shallowRef<symbol | null>(null);

/** `copied` is true for a moment after `copy` worked. */
export function useCopy() {
  const { calls, attempt } = useCalls();
  const { t } = useWords();
  const voice = useVoiceStore();
  const me = Symbol();
  const copied = computed(() => latest.value === me);
  const end = (): void => {
    if (copied.value) latest.value = null;
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => {
    clearTimeout(timer);
    end();
  });

  async function copy(text: string): Promise<void> {
    if (!(await attempt(calls.copyText(text)))) return;
    latest.value = me;
    voice.say(t('common.copied'));
    clearTimeout(timer);
    timer = setTimeout(end, SHOWN);
  }
  return { copied, copy };
}
