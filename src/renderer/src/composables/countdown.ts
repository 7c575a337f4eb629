/** How long something has to wait, in words that pass. */
import { computed, shallowRef, watch, type ComputedRef } from 'vue';
import { secondsUntil } from '../logic/countdown';
import { useFormat } from './format';
import { useNow } from './now';

/** `left` is null as soon as nothing is to be waited for. `until`: ms since 1970 by this device's clock. */
export function useCountdown(until: () => number | null): { left: ComputedRef<string | null> } {
  const format = useFormat();
  const waiting = shallowRef(false);
  const now = useNow(() => waiting.value);
  const seconds = computed(() => secondsUntil(until() ?? 0, now.value));
  // The clock stands still while nobody waits, so it is asked anew when somebody begins to.
  watch(until, (end) => (waiting.value = (end ?? 0) > Date.now()), { immediate: true, flush: 'sync' });
  watch(seconds, (left) => left === 0 && (waiting.value = false), { flush: 'sync' });
  const left = computed(() => (waiting.value && seconds.value > 0 ? format.span(seconds.value * 1_000) : null));
  return { left };
}
