/** Which sentence an event of the audit log gets, and what is filled into it. */
import { roles, type AuditEvent, type Role } from '../../../shared/protocol';
import type { Messages } from '../i18n/en';

type Line = keyof Messages['order']['audit']['line'];

/** Whom the hub names as the one who did it, where nobody was asked. */
const HUB = 'hub';

/** `role`: the one that was given. `detail`: what stands beside the sentence, as it was written. */
export interface AuditLine {
  key: `order.audit.line.${Line}`;
  by: string | null;
  target: string;
  action: string;
  role: Role | null;
  detail: string;
}

/** Actions whose detail people wrote, or read as it is: reasons, lengths, terms. */
const telling = new Set(['kick', 'ban', 'mute', 'slow', 'invite_create', 'login_backoff']);

/** @param lines - the sentences that there are; a newer hub may write down more */
export function auditLine(event: AuditEvent, lines: Record<Line, string>): AuditLine {
  const { by, byName, target, targetName, action, detail = '' } = event;
  const line = Object.hasOwn(lines, action) ? (action as Line) : 'other';
  return {
    key: `order.audit.line.${line}`,
    by: by === HUB ? null : byName || by,
    target: targetName || target,
    action,
    role: roles.find((role) => action === 'role' && role === detail) ?? null,
    detail: telling.has(action) || line === 'other' ? detail : '',
  };
}
