/** What the first screen knows and does. */
import { storeToRefs } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { useWords } from '../i18n/use';
import type { HostOptions } from '../../../shared/ipc/chat-api';
import type { Outcome } from '../../../shared/ipc/outcome';
import { hereAddress, hereLabel, isExposed } from '../logic/here';
import { encryptedAddress, isSilent } from '../logic/problem';
import { useChatStore } from '../stores/chat';
import { useEntryStore } from '../stores/entry';
import { useCalls, useProblems } from './calls';

/** Name, joining and hosting, with their problems in words. */
export function useFirstScreen() {
  const chat = useChatStore();
  const { calls, attempt } = useCalls();
  const { sentence } = useProblems();
  const { t } = useWords();
  const name = shallowRef(chat.state.name);
  const nameProblem = shallowRef<string | null>(null);
  // Whoever is asked for more at the door leaves this screen, and comes back to it when refused there.
  const { joinProblem, encrypted } = storeToRefs(useEntryStore());
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
    joinProblem.value = encrypted.value = null;
    if (!(await saveName())) return;
    const outcome = await calls.join(address);
    joinProblem.value = told(outcome);
    encrypted.value = outcome.ok ? null : encryptedAddress(outcome.problem, address);
    // Refused at once there was nothing to wait for, so the field did not notice.
    if (!outcome.ok) document.getElementById('address')?.focus();
  }

  async function open(hubId: string): Promise<void> {
    if (await saveName()) await attempt(calls.openHub(hubId));
  }

  /** Another place is live and would end. */
  const asking = shallowRef(false);
  let wanted: (() => Promise<void>) | null = null;

  async function host(options: HostOptions, password: string | null): Promise<void> {
    wanted = () => start(options, password);
    if (chat.state.hosting.phase === 'live') asking.value = true;
    else await wanted();
  }

  async function hostInstead(): Promise<void> {
    if (wanted && (await attempt(calls.stopHosting()))) await wanted();
    wanted = null;
  }

  async function start(options: HostOptions, password: string | null): Promise<void> {
    wanted = null;
    startProblem.value = null;
    starting.value = true;
    const outcome = await calls.host(options);
    startProblem.value = told(outcome);
    starting.value = false;
    if (outcome.ok && password !== null) await attempt(calls.access({ do: 'set-password', password }));
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

  /** The name of the place that served the page, as this device knows it or as the place says. */
  const placeName = computed(
    () => chat.state.hubs.find(({ address }) => address === hereLabel(location))?.name ?? chat.state.capabilities.place,
  );
  const place = computed(() => placeName.value ?? location.host);

  return {
    name,
    nameProblem,
    joinProblem,
    encrypted,
    hostProblem,
    starting: computed(() => starting.value || chat.state.hosting.phase === 'starting'),
    joining,
    place,
    placeAddress: computed(() => (placeName.value === undefined ? '' : location.host)),
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
