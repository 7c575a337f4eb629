/** Who may do what: one table, asked by every command. */
import { roles, type Role, type TrustFrameType } from '../../shared/protocol';

/** Everything that needs a role. */
export type Action = Exclude<TrustFrameType, 'login_start' | 'login_finish' | 'knock' | 'name'> | 'files_list' | 'file_remove';

/** The least role for each. `delete` is for one's own messages; another's take a moderator. */
const least: Readonly<Record<Action, Role>> = {
  admit: 'moderator',
  refuse: 'moderator',
  kick: 'moderator',
  ban: 'moderator',
  unban: 'moderator',
  mute: 'moderator',
  role: 'host',
  lock: 'moderator',
  slow: 'moderator',
  delete: 'member',
  invite_create: 'moderator',
  invite_list: 'moderator',
  invite_revoke: 'moderator',
  password_start: 'host',
  password_finish: 'host',
  password_clear: 'host',
  account_start: 'host',
  account_finish: 'host',
  account_list: 'host',
  account_set: 'host',
  account_remove: 'host',
  members_list: 'moderator',
  reach: 'moderator',
  audit: 'host',
  files_list: 'host',
  file_remove: 'host',
};

/** Whether one role is at least another. */
export const atLeast = (role: Role, other: Role): boolean => roles.indexOf(role) <= roles.indexOf(other);

/** Whether a role is enough for something. */
export const may = (role: Role, action: Action): boolean => atLeast(role, least[action]);
