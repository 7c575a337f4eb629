/** Getting in where a hub asks for more: which way is shown, what came of the last try, how long to wait. */
import { computed, shallowRef, watch } from 'vue';
import type { Problem } from '../../../shared/ipc/outcome';
import type { Entrance } from '../../../shared/ipc/trust-api';
import type { AdmissionWay } from '../../../shared/protocol';
import { useWords } from '../i18n/use';
import { orderedWays } from '../logic/entry-ways';
import { isSilent, retryAfter } from '../logic/problem';
import { useChatStore } from '../stores/chat';
import { useCalls, useProblems } from './calls';
import { useCountdown } from './countdown';

/** For the screen of the phase `admission`. */
export function useEntry() {
  const chat = useChatStore();
  const { calls, attempt } = useCalls();
  const { sentence } = useProblems();
  const { t } = useWords();
  const chosen = shallowRef<AdmissionWay | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const asking = shallowRef(false);
  const until = shallowRef<number | null>(null);

  const state = computed(() => (chat.asked?.phase === 'admission' ? chat.asked : null));
  const ways = computed(() => orderedWays(state.value?.ways ?? []));
  const way = computed(() => (chosen.value && ways.value.includes(chosen.value) ? chosen.value : (ways.value[0] ?? null)));
  const others = computed(() => ways.value.filter((other) => other !== way.value));
  const busy = computed(() => asking.value || state.value?.busy === true);

  function take(now: Problem | null | undefined): void {
    problem.value = now && !isSilent(now) ? now : null;
    const wait = retryAfter(problem.value);
    until.value = wait === null ? null : Date.now() + wait;
  }
  // An invite that was shown with hello may have been refused before anybody typed anything.
  watch(() => state.value?.problem, take, { immediate: true });

  const { left } = useCountdown(() => until.value);
  const told = computed(() => (problem.value ? sentence(problem.value) : null));
  /** Waiting is said once, by the button; as soon as it is over there is nothing to say. */
  watch(left, (now, before) => {
    if (now === null && before !== null) take(null);
  });

  async function enter(how: Entrance): Promise<void> {
    if (busy.value || left.value !== null) return;
    take(null);
    asking.value = true;
    const outcome = await calls.enter(how);
    asking.value = false;
    if (!outcome.ok) take(outcome.problem);
  }

  return {
    ways,
    way,
    others,
    busy,
    left,
    problem: told,
    hub: computed(() => chat.hub?.name || chat.hub?.address || t('hub.unnamed')),
    enter,
    choose(other: AdmissionWay) {
      chosen.value = other;
      take(null);
    },
    cancel: () => attempt(calls.leaveHub()),
  };
}
