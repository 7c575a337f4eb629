/** Parts of the UI that nobody needs to read and write: fetched when they are wanted, or ahead of it once a guest has been here a while. */
import {
  defineAsyncComponent,
  defineComponent,
  h,
  nextTick,
  onScopeDispose,
  readonly,
  shallowRef,
  watch,
  type Component,
  type Ref,
} from 'vue';

type Loader<T extends Component> = () => Promise<{ default: T }>;

/** Ms after which a guest's page fetches the rest: by then nobody waits for anything, and without the hub it could not be had. */
const AHEAD = 30_000;

const loaders: Loader<Component>[] = [];
const failures = shallowRef(0);

/** How often something could not be fetched. */
export const failedLoads: Readonly<Ref<number>> = readonly(failures);

/** A component, made once for all, that is fetched when it is first shown. Where it cannot be had nothing is shown, and `failedLoads` counts. */
export function later<T extends Component>(loader: Loader<T>): T {
  loaders.push(loader);
  return defineAsyncComponent<T>({
    loader,
    onError(_error, _retry, fail) {
      failures.value += 1;
      fail();
    },
  });
}

/** A dialog that is fetched when it is first opened: by its model `open`, which is false again where it cannot be had. */
export function laterDialog<T extends Component>(loader: Loader<T>): T {
  loaders.push(loader);
  const dialog = defineComponent({
    inheritAttrs: false,
    props: { open: Boolean },
    emits: ['update:open'],
    setup(props, { attrs, emit, slots }) {
      const inner = shallowRef<{ is: Component }>();
      const open = shallowRef(false);
      async function follow(now: boolean): Promise<void> {
        if (now && !inner.value) {
          try {
            inner.value = { is: (await loader()).default };
          } catch {
            failures.value += 1;
            emit('update:open', false);
            return;
          }
          // It is there before it opens, as it is each time after this.
          await nextTick();
        }
        open.value = props.open;
      }
      watch(
        () => props.open,
        (now) => void follow(now),
        { immediate: true },
      );
      const tell = (on: boolean): void => emit('update:open', on);
      return () => inner.value && h(inner.value.is, { ...attrs, open: open.value, 'onUpdate:open': tell }, slots);
    },
  });
  // To its parent it is the dialog: it takes the same and tells the same.
  return dialog as Component as T;
}

/** Whether something was ever wanted, not nullish or false: what was fetched once stays, so that it can close as it opened. */
export function useOnce(wanted: () => unknown): Readonly<Ref<boolean>> {
  const was = shallowRef(false);
  watch(wanted, (now) => (was.value ||= Boolean(now)), { immediate: true });
  // Asked for again it is tried again.
  watch(failures, () => (was.value = false));
  return was;
}

/** Fetches all of them, one after another. What cannot be had now is fetched, and missed, when it is wanted. */
export async function fetchRest(): Promise<void> {
  for (const loader of loaders) await loader().catch(() => undefined);
}

/** The same after a while: searching what is kept here, say, works without the hub that serves the page. */
export function useFetchAhead(wanted: () => boolean): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(
    wanted,
    (now) => {
      clearTimeout(timer);
      if (now) timer = setTimeout(() => void fetchRest(), AHEAD);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
}
