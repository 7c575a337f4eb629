/** Doing something about members, rooms and messages, with what to say of it and the way back. */
import type { Outcome } from '../../../shared/ipc/outcome';
import type { Action, AccessAction, Account } from '../../../shared/ipc/trust-api';
import { useWords } from '../i18n/use';
import { useVoiceStore } from '../stores/voice';
import { useCalls } from './calls';

/** `order` does it and says so; `undo` is what takes it back. Both are true where it worked. */
export function useOrder() {
  const { calls, attempt } = useCalls();
  const { t } = useWords();
  const voice = useVoiceStore();

  async function order(action: Action, said: string, undo?: { action: Action; said: string }): Promise<boolean> {
    if (!(await attempt(calls.order(action)))) return false;
    voice.done(said, undo ? { label: t('order.undo'), run: () => void order(undo.action, undo.said) } : null);
    return true;
  }

  /** About passwords and accounts; the accounts as they are then. */
  async function access(action: AccessAction, said?: string): Promise<Outcome<Account[]>> {
    const outcome = await calls.access(action);
    if (outcome.ok && said !== undefined) voice.done(said);
    return outcome;
  }

  return { order, access };
}
