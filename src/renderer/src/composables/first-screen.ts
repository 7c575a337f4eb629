/** What the first screen knows and does. */
import { computed, shallowRef, watch } from 'vue';
import { useWords } from '../i18n/use';
import type { HostOptions, Outcome } from '../../../shared/ipc/chat-api';
import { hereAddress, hereLabel, isExposed } from '../logic/here';
import { isSilent } from '../logic/problem';
import { useChatStore } from '../stores/chat';
import { useCalls, useProblems } from './calls';

/** Name, joining and hosting, with their problems in words. */
export function useFirstScreen() {
  const chat = useChatStore();
  const { calls, attempt } = useCalls();
  const { sentence } = useProblems();
  const { t } = useWords();
  const name = shallowRef(chat.state.name);
  const nameProblem = shallowRef<string | null>(null);
  const joinProblem = shallowRef<string | null>(null);
  const startProblem = shallowRef<string | null>(null);
  const starting = shallowRef(false);

  // A name that comes from elsewhere is taken over unless this one is being edited.
  watch(
    () => chat.state.name,
    (now, before) => {
      if (name.value === before) name.value = now;
    },
  );

  /** Keeps the name; false when it is none. */
  async function saveName(): Promise<boolean> {
    const outcome = await calls.setName(name.value);
    nameProblem.value = outcome.ok ? null : sentence(outcome.problem);
    if (!outcome.ok) document.getElementById('your-name')?.focus();
    return outcome.ok;
  }

  const told = (outcome: Outcome): string | null => (outcome.ok || isSilent(outcome.problem) ? null : sentence(outcome.problem));

  async function join(address: string): Promise<void> {
    joinProblem.value = null;
    if (!(await saveName())) return;
    const outcome = await calls.join(address);
    joinProblem.value = told(outcome);
    // Refused at once there was nothing to wait for, so the field did not notice.
    if (!outcome.ok) document.getElementById('address')?.focus();
  }

  async function open(hubId: string): Promise<void> {
    if (await saveName()) await attempt(calls.openHub(hubId));
  }

  /** Another place is live and would end. */
  const asking = shallowRef(false);
  let wanted: HostOptions | null = null;

  async function host(options: HostOptions): Promise<void> {
    wanted = options;
    if (chat.state.hosting.phase === 'live') asking.value = true;
    else await start(options);
  }

  async function hostInstead(): Promise<void> {
    if (wanted && (await attempt(calls.stopHosting()))) await start(wanted);
  }

  async function start(options: HostOptions): Promise<void> {
    startProblem.value = null;
    starting.value = true;
    startProblem.value = told(await calls.host(options));
    starting.value = false;
  }

  /** What the attempt that is under way is doing. */
  const joining = computed(() => {
    if (starting.value || !chat.hub || chat.entered) return null;
    const { address, connection } = chat.hub;
    if (connection.phase === 'closed') return null;
    return connection.phase === 'joining' || connection.phase === 'ready'
      ? t('first.entering', { address })
      : t('first.connecting', { address });
  });

  const hostProblem = computed(() => {
    const { hosting } = chat.state;
    return startProblem.value ?? (hosting.phase === 'failed' ? sentence(hosting.problem) : null);
  });

  /** The name of the place that served the page, if this device was there before. */
  const place = computed(() => chat.state.hubs.find(({ address }) => address === hereLabel(location))?.name ?? location.host);

  return {
    name,
    nameProblem,
    joinProblem,
    hostProblem,
    starting: computed(() => starting.value || chat.state.hosting.phase === 'starting'),
    joining,
    place,
    saveName,
    join,
    exposed: isExposed(location),
    joinHere: () => join(hereAddress(location)),
    open,
    host,
    hostInstead,
    asking,
    cancel: () => attempt(calls.leaveHub()),
    forget: (hubId: string) => attempt(calls.forgetHub(hubId)),
  };
}
