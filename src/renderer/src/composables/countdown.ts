/** How long something has to wait, in words that pass. */
import { computed, type ComputedRef } from 'vue';
import { secondsUntil } from '../logic/countdown';
import { useFormat } from './format';
import { useNow } from './now';

/** `left` is null as soon as nothing is to be waited for. `until`: ms since 1970 by this device's clock. */
export function useCountdown(until: () => number | null): { left: ComputedRef<string | null> } {
  const format = useFormat();
  const now = useNow(() => (until() ?? 0) > Date.now());
  const left = computed(() => {
    const seconds = secondsUntil(until() ?? 0, now.value);
    return seconds > 0 ? format.span(seconds * 1_000) : null;
  });
  return { left };
}
