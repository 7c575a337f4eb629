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

/** The last step, whose key stretching keeps a thread busy for a third of a second. The password is in it: it goes to no other process. */
export type FinishJob = {
  password: string;
  /** Of the first step. */
  state: string;
  /** What the hub answered. */
  response: string;
  parties: Parties;
} & ({ kind: 'login' } | { kind: 'registration' });

/** What the last step gives: null where the password is wrong, or the answer is none. */
export type Finished = { proof: LoginProof } | { record: string } | null;

/** Takes the last step somewhere. */
export type Finish = (job: FinishJob) => Promise<Finished>;

/** In this thread, which says nothing else meanwhile. */
export const finishHere: Finish = async ({ kind, password, state, response, parties }) => {
  const opaque = await library();
  const about = { password, identifiers: { ...parties }, keyStretching: STRETCHING };
  try {
    if (kind === 'registration') {
      const last = { clientRegistrationState: state, registrationResponse: response };
      return { record: opaque.finishRegistration({ ...about, ...last }).registrationRecord };
    }
    const finished = opaque.finishLogin({ ...about, clientLoginState: state, loginResponse: response });
    return finished ? { proof: { finish: finished.finishLoginRequest, sessionKey: finished.sessionKey } } : null;
  } catch {
    // It throws at a response that is none, which whoever sits in the middle is free to send.
    return null;
  }
};

let finish: Finish = finishHere;

/** From now on the last steps are taken there. */
export function finishIn(elsewhere: Finish): void {
  finish = elsewhere;
}

/** A login that has begun. */
export interface LoginStart {
  request: string;
  /** Null where the password is wrong, or the one who answered does not know it, or is somebody else than it was made for. */
  finish(response: string, parties: Parties): Promise<LoginProof | null>;
}

/** Begins to log in. */
export async function startLogin(password: string): Promise<LoginStart> {
  const { clientLoginState: state, startLoginRequest } = (await library()).startLogin({ password });
  return {
    request: startLoginRequest,
    async finish(response, parties) {
      const finished = await finish({ kind: 'login', password, state, response, parties });
      return finished && 'proof' in finished ? finished.proof : null;
    },
  };
}

/** A registration that has begun. */
export interface RegistrationStart {
  request: string;
  /** What the hub is to keep; null for a response that is none. */
  finish(response: string, parties: Parties): Promise<string | null>;
}

/** Begins to set a password. */
export async function startRegistration(password: string): Promise<RegistrationStart> {
  const { clientRegistrationState: state, registrationRequest } = (await library()).startRegistration({ password });
  return {
    request: registrationRequest,
    async finish(response, parties) {
      const finished = await finish({ kind: 'registration', password, state, response, parties });
      return finished && 'record' in finished ? finished.record : null;
    },
  };
}
