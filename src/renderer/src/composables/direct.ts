/** Going into the conversation with one person. */
import type { Outcome } from '../../../shared/ipc/outcome';
import { useViewStore } from '../stores/view';
import { useCalls } from './calls';

/** `open` shows it, or why not, at the foot of the window; `reach` leaves telling to who asked. */
export function useDirect() {
  const view = useViewStore();
  const { calls, attempt } = useCalls();

  async function reach(member: string): Promise<Outcome<string>> {
    const outcome = await calls.openDirect(member);
    if (outcome.ok) view.open(outcome.value);
    return outcome;
  }

  return { reach, open: (member: string): Promise<boolean> => attempt(reach(member)) };
}
