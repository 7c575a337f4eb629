/** Passwords over one connection: logging in to a hub, an account or a room, and setting them. */
import { isLoopbackUrl } from '../shared/address';
import type { Outcome } from '../shared/ipc/outcome';
import { cleanName, foldName, LOGIN_EXPORTER, LOGIN_EXPORTER_LENGTH, type HubFrame } from '../shared/protocol';
import { startLogin, startRegistration } from './opaque';
import { done, failed } from './problems';
import type { Ask } from './requests';
import type { Channel, Transport } from './transport';

/** A connection over which a hub said hello. */
export interface Line {
  /** As the hub said. */
  hubId: string;
  url: string;
  channel: Channel;
  /** Of the transport. */
  exportKey?: Transport['exportKey'];
}

/** Asks a question over the line. */
export type AskHub = (question: Ask) => Promise<Outcome<HubFrame>>;

/** Whether invites and proofs may be sent: nobody on the way can read them. */
export function isPrivate({ channel, url }: Pick<Line, 'channel' | 'url'>): boolean {
  return channel.kind === 'tls' || (channel.kind === 'page' && channel.encrypted) || isLoopbackUrl(url);
}

/**
 * Whose password it is. That of the key that was seen, not that of the one whose hello somebody may have passed on; unless the system vouches for
 * a proxy, which has a key of its own.
 */
const serverOf = ({ channel, hubId }: Line): string => (channel.kind === 'tls' && !channel.trusted ? channel.pin : hubId);

/** Whether a password that was right says whose key was seen. */
export const provesKey = ({ channel, hubId }: Pick<Line, 'channel' | 'hubId'>): boolean =>
  channel.kind === 'tls' && channel.pin === hubId;

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64url.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));

const base64urlOf = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

/** Ties a login to this very TLS connection; nothing where there is none, or where it ends before the hub. */
async function bindingOf(line: Line, sessionKey: string): Promise<string | null> {
  const exported = provesKey(line) ? line.exportKey?.(LOGIN_EXPORTER, LOGIN_EXPORTER_LENGTH) : null;
  if (!exported) return null;
  const key = await crypto.subtle.importKey('raw', bytesOf(sessionKey), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return base64urlOf(new Uint8Array(await crypto.subtle.sign('HMAC', key, Uint8Array.from(exported))));
}

/** Waiting is all that helps, and it is about guesses, not about messages. */
const patiently = (answer: Outcome<HubFrame>): Outcome<HubFrame> =>
  answer.ok || answer.problem.code !== 'rate_limited' ? answer : failed('too_many_tries', answer.problem.params);

/** What a password is for: the hub, where neither is given. */
export interface PasswordFor {
  user?: string;
  room?: string;
}

/** As it goes over the wire and into the key; null for a user name that is none. */
function scopeOf({ user, room }: PasswordFor): { about: PasswordFor; client: string } | null {
  if (user === undefined) return { about: room === undefined ? {} : { room }, client: '' };
  const name = cleanName(user);
  return name.ok ? { about: { user: name.text }, client: foldName(name.text) } : null;
}

/**
 * Logs in. The password does not leave this device, and the proof is worth nothing at any other hub.
 * @param what - `proved`: called when the hub has shown that it knows the password, before it hears whether we do
 */
export async function login(
  ask: AskHub,
  line: Line,
  password: string,
  what: PasswordFor & { proved?: () => void },
): Promise<Outcome> {
  if (!isPrivate(line)) return failed('tls_required');
  const scope = scopeOf(what);
  if (!scope) return failed('login_failed');
  const { request, finish } = await startLogin(password);
  const answer = patiently(await ask({ type: 'login_start', ...scope.about, request }));
  if (!answer.ok) return answer;
  if (answer.value.type !== 'login_answer') return failed('internal');
  const proof = await finish(answer.value.response, { client: scope.client, server: serverOf(line) });
  if (!proof) return failed('login_failed');
  what.proved?.();
  const binding = await bindingOf(line, proof.sessionKey);
  const last = patiently(await ask({ type: 'login_finish', finish: proof.finish, ...(binding === null ? {} : { binding }) }));
  return last.ok ? done : last;
}

/** Sets the password of the hub or of a room, or makes an account. */
export async function register(ask: AskHub, line: Line, password: string, what: PasswordFor): Promise<Outcome> {
  if (!isPrivate(line)) return failed('tls_required');
  const scope = scopeOf(what);
  if (!scope) return failed('bad_name');
  const { request, finish } = await startRegistration(password);
  const { user, room } = scope.about;
  const start: Ask =
    user === undefined
      ? { type: 'password_start', request, ...(room === undefined ? {} : { room }) }
      : { type: 'account_start', user, request };
  const answer = await ask(start);
  if (!answer.ok) return answer;
  if (answer.value.type !== 'password_answer' && answer.value.type !== 'account_answer') return failed('internal');
  const record = await finish(answer.value.response, { client: scope.client, server: serverOf(line) });
  if (record === null) return failed('internal');
  const last = await ask(
    user === undefined
      ? { type: 'password_finish', record, ...(room === undefined ? {} : { room }) }
      : { type: 'account_finish', user, record },
  );
  return last.ok ? done : last;
}
