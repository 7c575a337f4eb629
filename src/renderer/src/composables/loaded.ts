/** Something that a hub is asked for when it is looked at. */
import { shallowRef, watch, type Ref } from 'vue';
import type { Outcome } from '../../../shared/ipc/outcome';
import { useProblems } from './calls';

/** `value` is null until it came; `problem` says why it did not. An answer that was overtaken by a later one is dropped. */
export interface Loaded<T> {
  value: Readonly<Ref<T | null>>;
  problem: Readonly<Ref<string | null>>;
  load: () => Promise<void>;
  take: (value: T) => void;
}

/**
 * @param ask - asks for it; called at once, by `load`, and whenever `changes` is another number
 */
export function useLoaded<T>(ask: () => Promise<Outcome<T>>, changes?: () => number | undefined): Loaded<T> {
  const { sentence } = useProblems();
  const value = shallowRef<T | null>(null) as Ref<T | null>;
  const problem = shallowRef<string | null>(null);
  let latest = 0;

  function take(now: T): void {
    latest += 1;
    value.value = now;
    problem.value = null;
  }

  async function load(): Promise<void> {
    const mine = (latest += 1);
    const outcome = await ask();
    if (mine !== latest) return;
    if (outcome.ok) take(outcome.value);
    else problem.value = sentence(outcome.problem);
  }

  void load();
  if (changes) watch(changes, () => void load());
  return { value, problem, load, take };
}
