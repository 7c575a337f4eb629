/** A long text as a file of its own. */
import { shallowRef, watch } from 'vue';
import { useWords } from '../i18n/use';
import type { Outcome } from '../../../shared/ipc/outcome';
import { limits } from '../../../shared/protocol/limits';
import { useCalls } from './calls';

/** From here on it is asked whether the hub takes files, in characters. */
export const LONG = 2_000;

/** `takes`: the hub takes files, as far as it was asked; it is asked once something long is written. */
export function useTextFile(text: () => string) {
  const { calls } = useCalls();
  const { t } = useWords();
  const takes = shallowRef(false);

  watch(
    () => text().length >= LONG,
    async (long) => {
      if (!long) return;
      const limit = await calls.fileLimits();
      takes.value = limit.ok && limit.value !== null;
    },
    { immediate: true },
  );

  async function send(room: string, words: string): Promise<Outcome<string>> {
    const data = new TextEncoder().encode(words);
    if (data.length > limits.takenBytes) return { ok: false, problem: { code: 'text_too_long' } };
    const taken = await calls.takeBytes(t('composer.pastedName'), 'text/plain', data);
    return taken.ok ? calls.attach(room, [{ handle: taken.value.handle }], '') : taken;
  }

  return { takes, send };
}
