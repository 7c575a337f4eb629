/** The time, for things that are shown to pass. */
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';

/** Now, in ms since 1970, renewed every `every` ms as long as `active` holds. */
export function useNow(active: () => boolean, every = 1_000): Readonly<Ref<number>> {
  const now = shallowRef(Date.now());
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => clearInterval(timer);
  watch(
    active,
    (on) => {
      stop();
      now.value = Date.now();
      if (on) timer = setInterval(() => (now.value = Date.now()), every);
    },
    { immediate: true },
  );
  onScopeDispose(stop);
  return now;
}
