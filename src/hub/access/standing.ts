/** By what orders of hosts and moderators are remembered. */
import { createHash } from 'node:crypto';
import { skeleton } from '../../shared/names/skeleton';
import { memberPrefix } from '../../shared/protocol';
import { addressKey } from './attempts';

/**
 * A script's id lasts as long as its connection, which would make every order worth nothing. So scripts are remembered by name and address: one that
 * comes back under another name is another one, until its address is banned.
 */
export const scriptStanding = (address: string, name: string): string =>
  memberPrefix.script +
  createHash('sha256')
    .update(`hearth.v1 script\n${addressKey(address)}\n${skeleton(name)}`)
    .digest('base64url');

/** Of scripts that logged in to an account, which is known better than any name or address. @param user - folded */
export const accountStanding = (user: string): string =>
  memberPrefix.script + createHash('sha256').update(`hearth.v1 account\n${user}`).digest('base64url');

/** Whether an id is one of a script, or of its standing. */
export const isScript = (id: string): boolean => id.startsWith(memberPrefix.script);
