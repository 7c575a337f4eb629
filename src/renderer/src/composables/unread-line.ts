/** The "New" line of the conversation on screen: how much is below it, the way there, and the way to be done with it. */
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue';
import { useTimelineStore } from '../stores/timelines';
import { useViewStore } from '../stores/view';
import { useMarkRead } from './mark-read';

/** See above. */
export interface UnreadLine {
  /** After which sequence it stands; null where there is none. */
  after: ComputedRef<number | null>;
  /** Messages of others below it. */
  count: ComputedRef<number>;
  /** Shows it. */
  show(): Promise<void>;
  /** Takes everything as seen. */
  read(): Promise<void>;
}

const KEY: InjectionKey<UnreadLine> = Symbol('unread line');

/** For the conversation. */
export function provideUnreadLine(): void {
  const view = useViewStore();
  const timelines = useTimelineStore();
  const markRead = useMarkRead();
  const id = computed(() => view.room?.id ?? '');
  const timeline = computed(() => timelines.of(id.value));
  provide(KEY, {
    after: computed(() => timeline.value.newAfter),
    count: computed(() => (timeline.value.newAfter === null ? 0 : timeline.value.fresh)),
    async show() {
      const room = id.value;
      if (!(await timelines.toLine(room)) || room !== id.value) return;
      view.begin(room);
    },
    read: () => markRead(id.value),
  });
}

/** Within a conversation; elsewhere there is no line. */
export function useUnreadLine(): UnreadLine {
  const none = {
    after: computed(() => null),
    count: computed(() => 0),
    show: () => Promise.resolve(),
    read: () => Promise.resolve(),
  };
  return inject(KEY, none);
}
