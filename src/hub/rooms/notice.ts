/** Who came and went, in a sentence for scripts. */
import type { Member } from '../../shared/protocol';

/** Names in one sentence; more are counted. */
const NAMED = 3;

function people(members: readonly Member[]): string {
  const names = members.slice(0, NAMED).map(({ name }) => name);
  const rest = members.length - names.length;
  if (rest > 0) return `${names.join(', ')} and ${String(rest)} more`;
  const last = names.pop() ?? '';
  return names.length > 0 ? `${names.join(', ')} and ${last}` : last;
}

/** "Ann and Ben joined. Cleo left." */
export const noticeText = (joined: readonly Member[], left: readonly Member[]): string =>
  [joined.length > 0 ? `${people(joined)} joined.` : '', left.length > 0 ? `${people(left)} left.` : '']
    .filter(Boolean)
    .join(' ');
