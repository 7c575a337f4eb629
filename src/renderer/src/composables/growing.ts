/** A text field that is as high as its text; how high at most, its CSS says. */
import { onMounted, onScopeDispose, type Ref } from 'vue';

/** The browser does it by itself, through `field-sizing: content`. */
const native = (): boolean => window.CSS?.supports?.('field-sizing', 'content') ?? false;

/** Height of the text, measured on a twin: a live field that is low for a moment moves everything above it. */
function heightOf(field: HTMLTextAreaElement): number {
  const twin = field.cloneNode() as HTMLTextAreaElement;
  twin.removeAttribute('id');
  twin.ariaHidden = 'true';
  twin.tabIndex = -1;
  twin.value = field.value;
  Object.assign(twin.style, { position: 'absolute', visibility: 'hidden', height: '0', flex: 'none' });
  twin.style.width = `${String(field.offsetWidth)}px`;
  field.after(twin);
  const height = twin.scrollHeight;
  twin.remove();
  return height;
}

/** Call `grow` after every change of the text; a change of the field's width is noticed here. */
export function useGrowing(field: Readonly<Ref<HTMLTextAreaElement | null>>): { grow: () => void } {
  function grow(): void {
    const element = field.value;
    if (element && !native()) element.style.height = `${String(heightOf(element))}px`;
  }

  onMounted(() => {
    grow();
    if (!field.value || native()) return;
    let width = field.value.offsetWidth;
    const observer = new ResizeObserver(() => {
      const now = field.value?.offsetWidth ?? width;
      if (now !== width) grow();
      width = now;
    });
    observer.observe(field.value);
    onScopeDispose(() => observer.disconnect());
  });

  return { grow };
}
