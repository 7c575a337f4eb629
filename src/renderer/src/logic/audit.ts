/** Which sentence an event of the audit log gets, and what is filled into it. */
import { roles, type AuditEvent, type Role } from '../../../shared/protocol';
import type { Messages } from '../i18n/en';

type Line = keyof Messages['order']['audit']['line'];
type How = keyof Messages['order']['audit']['how'];

/** Whom the hub names as the one who did it, where nobody was asked. */
const HUB = 'hub';

/** `role`: the one that was given. `span`: how long it is for, ms. `uses`: of an invite. `remark`: what somebody wrote beside it. */
export interface AuditLine {
  key: `order.audit.line.${Line}`;
  by: string | null;
  target: string;
  action: string;
  role: Role | null;
  span: number | null;
  uses: number | null;
  /** How somebody got in, and by which invite or account. */
  how: { key: `order.audit.how.${How}`; name: string } | null;
  remark: string;
}

const units: Readonly<Record<string, number>> = { s: 1_000, minutes: 60_000, h: 3_600_000 };

/** Words with which details of admissions begin. */
const ways = ['owner', 'invite', 'password', 'account', 'open', 'visit', 'good'] as const;

/** "invite For the choir", "password", "good" */
function wayIn(action: string, detail: string): AuditLine['how'] {
  const [word = '', ...rest] = detail.split(' ');
  const way = action === 'admitted' || action === 'admit' ? ways.find((known) => known === word) : undefined;
  if (!way) return null;
  const name = rest.join(' ');
  if (name !== '' && (way === 'invite' || way === 'account')) return { key: `order.audit.how.${way}Of`, name };
  return { key: `order.audit.how.${way}`, name };
}

/** Actions whose detail somebody wrote, to be shown as it is. */
const written = new Set(['kick', 'ban', 'rename']);

/** @param lines - the sentences that there are; a newer hub may write down more */
export function auditLine(event: AuditEvent, lines: Record<Line, string>): AuditLine {
  const { by, byName, target, targetName, action, detail = '' } = event;
  const line = Object.hasOwn(lines, action) ? (action as Line) : 'other';
  // The hub writes what it counts as "10 minutes", "30 s", or "member, 24 h, 1 uses".
  const told = !written.has(action) && line !== 'other';
  const [, length = '', unit = ''] = (told && /(?:^|, )(\d+) (s|minutes|h)(?:,|$)/.exec(detail)) || [];
  const [, uses = ''] = (told && /(?:^|, )(\d+) uses$/.exec(detail)) || [];
  return {
    key: `order.audit.line.${line}`,
    by: by === HUB ? null : byName || by,
    target: targetName || target,
    action,
    role: roles.find((role) => told && role === detail.split(',')[0]) ?? null,
    span: length === '' ? null : Number(length) * (units[unit] ?? 0),
    uses: uses === '' ? null : Number(uses),
    how: wayIn(action, detail),
    remark: told ? '' : detail,
  };
}
