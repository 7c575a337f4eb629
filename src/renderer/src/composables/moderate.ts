/** What moderators and hosts do about somebody, each with its words and its way back. */
import type { Role } from '../../../shared/protocol';
import { useWords } from '../i18n/use';
import { useFormat } from './format';
import { useOrder } from './order';

const MINUTE = 60_000;

/** Somebody whom something is done about. */
export interface Target {
  id: string;
  name: string;
}

/** Every call resolves to whether it was done. */
export function useModerate() {
  const { t } = useWords();
  const format = useFormat();
  const { order } = useOrder();

  return {
    mute({ id: member, name }: Target, minutes: number): Promise<boolean> {
      const lift = { action: { do: 'mute', member, minutes: 0 } as const, said: t('order.person.wasUnmuted', { name }) };
      if (minutes === 0) return order(lift.action, lift.said);
      const time = format.since(Date.now() + minutes * MINUTE);
      return order({ do: 'mute', member, minutes }, t('order.person.wasMuted', { name, time }), lift);
    },
    setRole({ id: member, name }: Target, role: Role, before: Role): Promise<boolean> {
      const said = (now: Role): string => t('order.person.isRole', { name, role: t(`order.role.${now}`) });
      // Another host is nobody's to change: there is no way back from that.
      const undo = role === 'host' ? undefined : { action: { do: 'role', member, role: before } as const, said: said(before) };
      return order({ do: 'role', member, role }, said(role), undo);
    },
    kick({ id: member, name }: Target, reason: string): Promise<boolean> {
      return order({ do: 'kick', member, ...(reason ? { reason } : {}) }, t('order.person.wasKicked', { name }));
    },
    ban({ id: member, name }: Target, reason: string, address: boolean): Promise<boolean> {
      return order(
        { do: 'ban', member, ...(reason ? { reason } : {}), ...(address ? { address } : {}) },
        t('order.person.wasBanned', { name }),
        { action: { do: 'unban', member }, said: t('order.person.wasUnbanned', { name }) },
      );
    },
    unban({ id: member, name }: Target): Promise<boolean> {
      return order({ do: 'unban', member }, t('order.person.wasUnbanned', { name }));
    },
  };
}
