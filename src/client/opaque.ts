/** OPAQUE (RFC 9807), the client's half: the hub learns whether a password is right, and never the password. The one place that knows the library. */
import type { client } from '@serenity-kit/opaque';

type KeyStretching = NonNullable<Parameters<typeof client.finishLogin>[0]['keyStretching']>;

/** Argon2id, 64 MiB, three passes, the library's own default: a third of a second. Records depend on it for ever. */
const STRETCHING: KeyStretching = 'memory-constrained';

/** Loaded when somebody types a password: most never do, and it is as large as everything else together. */
async function library() {
  const opaque = await import('@serenity-kit/opaque');
  await opaque.ready;
  return opaque.client;
}

/** Whom a password is between: it is worth nothing to anybody else. */
export interface Parties {
  /** The user's name, folded; empty where the password is nobody's own. */
  client: string;
  /** Id of the key at the other end. */
  server: string;
}

/** What a right password gives. */
export interface LoginProof {
  finish: string;
  /** base64url, 64 bytes, shared with the hub and with nobody else. Secret. */
  sessionKey: string;
}

/** A login that has begun. */
export interface LoginStart {
  request: string;
  /** Null where the password is wrong, or the one who answered does not know it, or is somebody else than it was made for. */
  finish(response: string, parties: Parties): LoginProof | null;
}

/** Begins to log in. */
export async function startLogin(password: string): Promise<LoginStart> {
  const opaque = await library();
  const { clientLoginState, startLoginRequest } = opaque.startLogin({ password });
  return {
    request: startLoginRequest,
    finish(loginResponse, identifiers) {
      try {
        const finished = opaque.finishLogin({
          ...{ password, clientLoginState, loginResponse },
          ...{ identifiers: { ...identifiers }, keyStretching: STRETCHING },
        });
        return finished ? { finish: finished.finishLoginRequest, sessionKey: finished.sessionKey } : null;
      } catch {
        // It throws at a response that is none, which whoever sits in the middle is free to send.
        return null;
      }
    },
  };
}

/** A registration that has begun. */
export interface RegistrationStart {
  request: string;
  /** What the hub is to keep; null for a response that is none. */
  finish(response: string, parties: Parties): string | null;
}

/** Begins to set a password. */
export async function startRegistration(password: string): Promise<RegistrationStart> {
  const opaque = await library();
  const { clientRegistrationState, registrationRequest } = opaque.startRegistration({ password });
  return {
    request: registrationRequest,
    finish(registrationResponse, identifiers) {
      try {
        return opaque.finishRegistration({
          ...{ password, clientRegistrationState, registrationResponse },
          ...{ identifiers: { ...identifiers }, keyStretching: STRETCHING },
        }).registrationRecord;
      } catch {
        return null;
      }
    },
  };
}
