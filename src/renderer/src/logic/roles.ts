/** What a role lets one see. The hub decides what is allowed; this decides what is offered. */
import { roles, type Role } from '../../../shared/protocol';

/** Hosts and moderators: order in the rooms, who knocks, invites. */
export const keepsOrder = (role: Role | null): boolean => role === 'host' || role === 'moderator';

/** Whether somebody of one role may do something about somebody of another: only about those who have less to say. */
export const above = (role: Role | null, other: Role): boolean =>
  role !== null && keepsOrder(role) && roles.indexOf(role) < roles.indexOf(other);

/** Roles that somebody may give away with an invite: nobody gives more than they have. */
export const givable = (role: Role | null): Role[] =>
  role === null ? [] : roles.filter((other) => other === role || above(role, other));
