/** A text field that is as high as its text; how high at most, its CSS says. */
import type { Ref } from 'vue';

/** Call `grow` after every change of the text. */
export function useGrowing(field: Readonly<Ref<HTMLTextAreaElement | null>>): { grow: () => void } {
  return {
    grow() {
      const element = field.value;
      if (!element) return;
      element.style.height = 'auto';
      element.style.height = `${String(element.scrollHeight)}px`;
    },
  };
}
