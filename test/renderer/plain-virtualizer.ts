/** Stands in for virtua where nothing is laid out: draws every row. `vi.mock('virtua/vue', () => import('…/plain-virtualizer'))` */
import { defineComponent, h, type PropType } from 'vue';

export const Virtualizer = defineComponent({
  props: { data: { type: Array as PropType<unknown[]>, required: true } },
  emits: ['scroll', 'scrollEnd', 'resize'],
  setup(props, { slots, expose }) {
    expose({
      scrollOffset: 0,
      scrollSize: 0,
      viewportSize: 0,
      findItemIndex: () => 0,
      getItemOffset: () => 0,
      scrollToIndex: () => undefined,
    });
    return () =>
      h(
        'div',
        props.data.map((item, index) => slots['default']?.({ item, index })),
      );
  },
});
