/** Tells when an element got another size. */
import { onScopeDispose, watch, type Ref } from 'vue';

/** Watches whatever elements there are at the moment; nulls are not there yet. */
export function useResized(elements: readonly Readonly<Ref<HTMLElement | null>>[], listener: () => void): void {
  const observer = new ResizeObserver(listener);
  watch(
    elements.slice(),
    (now) => {
      observer.disconnect();
      for (const element of now) if (element) observer.observe(element);
    },
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(() => observer.disconnect());
}
