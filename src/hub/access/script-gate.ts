/** Whether a script may connect: decided in HTTP, before there is any WebSocket. */
import type { Arrival } from '../gates';
import type { Access } from './access';
import type { PasswordCheck } from './opaque';
import { isOwnNetwork } from './own-network';
import { foldUser } from './passwords';

/** Checks a password that was sent as it is. */
export type PasswordChecker = (check: PasswordCheck) => Promise<boolean>;

/** What a script logged in to. */
export interface AccountLogin {
  /** Folded. */
  user: string;
  /** The account's record: another password is another one. */
  record: string;
}

/** `user`: the account's name as it was given, where there is one. Otherwise an HTTP refusal. */
export type ScriptVerdict =
  { ok: true; user?: string; account?: AccountLogin } | { ok: false; status: number; text: string; headers?: readonly string[] };

/** Asked with the `Authorization` header. */
export type ScriptGate = (arrival: Arrival, authorization: string | undefined) => ScriptVerdict | Promise<ScriptVerdict>;

const no = (status: number, text: string, ...headers: string[]): ScriptVerdict => ({ ok: false, status, text, headers });

const UNKNOWN = no(
  401,
  'This hub asks scripts for the name and password of an account (HTTP Basic).',
  'WWW-Authenticate: Basic realm="Hearth", charset="UTF-8"',
);

/** User and password of RFC 7617; null where there are none. */
function credentials(authorization: string | undefined): { user: string; password: string } | null {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]{1,1024}={0,2})$/i.exec(authorization ?? '') ?? [];
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon > 0 ? { user: text.slice(0, colon), password: text.slice(colon + 1) } : null;
}

/** The gate of a hub. */
export function scriptGate(access: Access, check: PasswordChecker): ScriptGate {
  async function login({ address }: Arrival, authorization: string | undefined): Promise<ScriptVerdict> {
    const given = credentials(authorization);
    const user = given && foldUser(given.user);
    if (!given || user === null) return UNKNOWN;
    const scope = { kind: 'account', user } as const;
    const attempt = access.logins.begin(scope, address);
    const { wait } = attempt;
    if (wait > 0) return no(429, 'Too many logins; wait and try again.', `Retry-After: ${String(Math.ceil(wait / 1_000))}`);
    const { passwords } = access;
    const record = await passwords.record(scope);
    const right = await check({ setup: await passwords.setup(), of: passwords.of(scope), record, password: given.password });
    if (!right || record === null) return UNKNOWN;
    access.logins.succeeded(attempt);
    if (access.accountBanned(user)) return no(403, 'This account is banned from the hub.');
    return { ok: true, user: given.user, account: { user, record } };
  }

  return (arrival, authorization) => {
    const { address, local, secure } = arrival;
    if (access.members.addressBanned(address)) return no(403, 'This address is banned from the hub.');
    if (access.policy === 'open')
      return isOwnNetwork(address) ? { ok: true } : no(403, 'This hub is open only to its own network.');
    if (access.policy !== 'accounts')
      return local
        ? { ok: true }
        : no(403, 'Scripts of other machines cannot join this hub: it lets in only those whom its host admits.');
    return local || secure ? login(arrival, authorization) : no(403, 'Passwords are taken only over TLS: use wss://.');
  };
}
