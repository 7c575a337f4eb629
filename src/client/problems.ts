/** From what the wire says to what the UI has words for. */
import type { Outcome, Problem, ProblemCode } from '../shared/ipc/outcome';
import { closeCodes, type HubFrameOf } from '../shared/protocol';
import type { Expected } from './handshake';
import type { TransportEnd } from './transport';

/** An outcome without a value. */
export const done: Outcome = { ok: true, value: null };

/** An outcome that is a problem. */
export const failed = (code: ProblemCode, params?: Problem['params']): { ok: false; problem: Problem } => ({
  ok: false,
  problem: params ? { code, params } : { code },
});

const known: Partial<Record<string, ProblemCode>> = {
  bad_name: 'bad_name',
  empty_message: 'empty_message',
  text_too_long: 'text_too_long',
  room_exists: 'room_exists',
  room_unknown: 'room_unknown',
  room_limit: 'room_limit',
  rate_limited: 'rate_limited',
  conflict: 'conflict',
  storage_full: 'storage_full',
  storage_failed: 'storage_failed',
  full: 'full',
  too_many_connections: 'too_many_connections',
  auth_failed: 'auth_failed',
  channel_mismatch: 'channel_mismatch',
  stopping: 'stopped',
  refused: 'not_admitted',
  admission_required: 'admission_required',
  kicked: 'kicked',
  banned: 'banned',
  private_only: 'private_only',
  tls_required: 'tls_required',
  invite_invalid: 'invite_invalid',
  invite_expired: 'invite_expired',
  login_failed: 'login_failed',
  name_taken: 'name_taken',
  password_required: 'password_required',
  not_allowed: 'not_allowed',
  read_only: 'read_only',
  muted: 'muted',
  locked: 'locked',
  slow_mode: 'slow_mode',
  archived: 'archived',
  people_limit: 'people_limit',
  member_unknown: 'member_unknown',
  message_unknown: 'message_unknown',
  message_deleted: 'message_deleted',
  too_many_reactions: 'too_many_reactions',
  too_many_edits: 'too_many_edits',
  too_many_pins: 'too_many_pins',
  account_unknown: 'account_unknown',
  file_too_large: 'file_too_large',
  quota_full: 'quota_full',
  too_many_files: 'too_many_files',
  file_unknown: 'file_unknown',
  file_mismatch: 'file_mismatch',
};

/** The problem behind an error frame. */
export function problemOf(frame: HubFrameOf<'error'>): Problem {
  const code = known[frame.code] ?? 'internal';
  const { retryAfter, suggestion, reason, limit, used } = frame;
  const params = {
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(reason === undefined ? {} : { reason }),
    ...(limit === undefined ? {} : { limit }),
    ...(used === undefined ? {} : { used }),
  };
  return Object.keys(params).length === 0 ? { code } : { code, params };
}

const byCloseCode: Partial<Record<number, ProblemCode>> = {
  [closeCodes.goingAway]: 'stopped',
  [closeCodes.authFailed]: 'auth_failed',
  [closeCodes.refused]: 'not_admitted',
  [closeCodes.tooSlow]: 'too_slow',
  [closeCodes.flood]: 'flood',
  [closeCodes.full]: 'full',
};

/** Why a socket ended: what the adapter found out, else what the close code says. */
export const problemOfEnd = (end: TransportEnd): Problem => end.problem ?? { code: byCloseCode[end.code] ?? 'lost' };

/** Another key answered than the one that was expected; with nobody expected, another than the hub claims to have. */
export function stranger({ hubId, remembered = false }: Expected, params: NonNullable<Problem['params']>): Problem {
  if (hubId === undefined) return { code: 'intercepted', params };
  return { code: remembered ? 'hub_changed' : 'wrong_hub', params: { ...params, expected: hubId } };
}

const strangers = new Set<ProblemCode>(['wrong_hub', 'hub_changed', 'intercepted']);

/** Whether somebody else answered; that says nothing about another address. */
export const isStranger = (problem: Problem): boolean => strangers.has(problem.code);

/** Problems that trying again does not mend: somebody has to do something first. */
const final = new Set<ProblemCode>([
  'bad_address',
  'bad_name',
  'version_newer',
  'version_older',
  'wrong_hub',
  'hub_changed',
  'intercepted',
  'access_unknown',
  'auth_failed',
  'channel_mismatch',
  'not_admitted',
  'admission_late',
  'kicked',
  'banned',
  'name_taken',
]);

/** Whether to stop trying. */
export const isFinal = (problem: Problem): boolean => final.has(problem.code);

const away = new Set<ProblemCode>([
  'refused',
  'timed_out',
  'unreachable',
  'name_not_found',
  'not_hearth',
  'tls_failed',
  'tls_wanted',
  'lost',
]);

/** Problems that only say that the hub is not there. */
export const isAway = (problem: Problem): boolean => away.has(problem.code);
