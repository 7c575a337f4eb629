/** `login_start` and `login_finish`: a password, by OPAQUE, for the hub, an account or a room. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { LOGIN_EXPORTER, LOGIN_EXPORTER_LENGTH } from '../../shared/protocol';
import type { ClientFrameOf, ErrorCode } from '../../shared/protocol';
import type { PendingLogin } from '../access/lobby';
import { checkProof } from '../access/opaque';
import { foldUser, type Scope } from '../access/passwords';
import { secretly } from '../access/permit';
import { welcome } from '../access/welcome';
import type { Core } from '../core';
import type { Peer } from '../peer';
import type { Command } from './command';

/** What is logged in to, or why nothing. */
function scopeOf({ user, room }: ClientFrameOf<'login_start'>, peer: Peer, core: Core): Scope | ErrorCode {
  if (room !== undefined) {
    if (user !== undefined) return 'bad_message';
    if (!peer.member) return 'admission_required';
    return core.rooms.seen(room, peer.member.id) ? { kind: 'room', room } : 'room_unknown';
  }
  if (peer.member) return 'hello_repeated';
  if (user === undefined) return core.access.policy === 'password' ? { kind: 'hub' } : 'not_allowed';
  if (core.access.policy !== 'accounts') return 'not_allowed';
  const folded = foldUser(user);
  return folded === null ? 'bad_name' : { kind: 'account', user: folded };
}

export const loginStart: Command<'login_start'> = async (frame, connection, core) => {
  const { peer } = connection;
  const { ref } = frame;
  if (!secretly(ref, peer, core)) return;
  const scope = scopeOf(frame, peer, core);
  if (typeof scope === 'string') return peer.refuse(scope, { ref });
  // Who guesses learns at the client whether it was right, and need not come back to tell: the start is what counts.
  const attempt = core.access.logins.begin(scope, peer.address);
  if (attempt.wait > 0) return peer.refuse('rate_limited', { ref, retryAfter: attempt.wait });
  const login = await core.access.passwords.startLogin(scope, frame.request);
  if (!login) return peer.refuse('bad_message', { ref });
  connection.login = { ...login, attempt };
  peer.tell({ type: 'login_answer', ref, response: login.response });
};

/** Whether the client has the same TLS connection as the hub, and nobody sits in between. */
function bound(peer: Peer, sessionKey: string, binding: string): boolean {
  const exported = peer.exportKey(LOGIN_EXPORTER, LOGIN_EXPORTER_LENGTH);
  if (!exported) return false;
  const expected = createHmac('sha256', Buffer.from(sessionKey, 'base64url')).update(exported).digest();
  const given = Buffer.from(binding, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function proved(
  login: PendingLogin,
  { finish, binding }: ClientFrameOf<'login_finish'>,
  peer: Peer,
  core: Core,
): Promise<boolean> {
  const sessionKey = await checkProof(login.state, login.of, finish);
  if (sessionKey === null || (binding !== undefined && !bound(peer, sessionKey, binding))) return false;
  // Changed or disabled since the start: the proof is one for what was before.
  return login.record !== null && (await core.access.passwords.record(login.scope)) === login.record;
}

/** Remembers the login. @returns false where it is worth nothing any more */
async function remember(login: PendingLogin, peer: Peer, core: Core): Promise<boolean> {
  const { access, clock } = core;
  const { scope } = login;
  if (scope.kind === 'room') {
    if (peer.member) await access.unlock(scope.room, peer, peer.member);
    return peer.member !== null;
  }
  const waiting = access.lobby.get(peer);
  if (!waiting) return false;
  if (scope.kind === 'account') {
    const { id, name } = waiting.member;
    if (access.accountBanned(scope.user) || !(await access.passwords.loggedIn(scope.user, login.record, id))) return false;
    await access.admit(waiting.member, { how: 'account', at: clock.now() }, undefined, scope.user);
    await access.inherit(scope.user, id, name);
    access.tellChanged('accounts');
    return true;
  }
  const { epoch } = access.passwords;
  if (epoch === undefined) return false;
  await access.admit(waiting.member, { how: 'password', at: clock.now(), epoch });
  return true;
}

export const loginFinish: Command<'login_finish'> = async (frame, connection, core) => {
  const { peer, login } = connection;
  const { ref } = frame;
  // A proof is looked at once.
  connection.login = null;
  if (!login || !(await proved(login, frame, peer, core))) return peer.refuse('login_failed', { ref });
  const comes = login.scope.kind === 'room' ? undefined : core.access.lobby.get(peer)?.member.id;
  const retryAfter = comes === undefined ? 0 : core.access.paced(comes, peer.address);
  if (retryAfter > 0) return peer.refuse('rate_limited', { ref, retryAfter });
  if (!(await remember(login, peer, core))) return peer.refuse('login_failed', { ref });
  core.access.logins.succeeded(login.attempt);
  if (login.scope.kind === 'room') return peer.tell({ type: 'admitted', ref, room: login.scope.room });
  const waiting = core.access.lobby.get(peer);
  if (waiting) await welcome(peer, waiting.member, core, ref);
};
