/** OPAQUE (RFC 9807): the hub learns whether a password is right, and never the password. The one place that knows the library. */

import type { client } from '@serenity-kit/opaque';

type KeyStretching = NonNullable<Parameters<typeof client.finishLogin>[0]['keyStretching']>;

/** Argon2id as clients of Hearth use it (the library's own default): 64 MiB, three passes. Records depend on it for ever. */
const STRETCHING: KeyStretching = 'memory-constrained';

/** Loaded when somebody has a password: its WebAssembly costs 30 ms that most hubs never need. */
async function library() {
  const opaque = await import('@serenity-kit/opaque');
  await opaque.ready;
  return opaque;
}

/** Whose password: as OPAQUE binds it into what the two sides agree on. */
export interface PasswordOf {
  /** The user's name, folded; empty where the password is nobody's own. */
  client: string;
  /** The hub's id. */
  server: string;
  /** Tells passwords of one hub apart: of the hub, of a room, of an account. */
  what: string;
}

const identifiers = ({ client, server }: PasswordOf): { client: string; server: string } => ({ client, server });

/** The secret that all records of a hub depend on. */
export const newSetup = async (): Promise<string> => (await library()).server.createSetup();

/** The hub's answer to a registration. Null for a request that is none. */
export async function answerRegistration(setup: string, of: PasswordOf, request: string): Promise<string | null> {
  const { server } = await library();
  try {
    return server.createRegistrationResponse({ serverSetup: setup, userIdentifier: of.what, registrationRequest: request })
      .registrationResponse;
  } catch {
    return null;
  }
}

/** What the hub keeps between the two steps of a login. */
export interface LoginState {
  /** Secret. */
  state: string;
  /** For the client. */
  response: string;
}

/**
 * The hub's answer to the start of a login.
 * @param record - null where there is none: the answer is one like any other, and no proof will fit
 * @returns null for a request that is none
 */
export async function answerLogin(
  setup: string,
  of: PasswordOf,
  record: string | null,
  request: string,
): Promise<LoginState | null> {
  const { server } = await library();
  try {
    const { serverLoginState, loginResponse } = server.startLogin({
      ...{ serverSetup: setup, userIdentifier: of.what, registrationRecord: record },
      ...{ startLoginRequest: request, identifiers: identifiers(of) },
    });
    return { state: serverLoginState, response: loginResponse };
  } catch {
    return null;
  }
}

/** The key that both sides have now, base64url; null where the client's proof does not fit. */
export async function checkProof(state: string, of: PasswordOf, proof: string): Promise<string | null> {
  const { server } = await library();
  try {
    return server.finishLogin({ serverLoginState: state, finishLoginRequest: proof, identifiers: identifiers(of) }).sessionKey;
  } catch {
    return null;
  }
}

/** Whether a record can be logged in to. */
export async function fits(setup: string, of: PasswordOf, record: string): Promise<boolean> {
  const { client } = await library();
  return (await answerLogin(setup, of, record, client.startLogin({ password: '' }).startLoginRequest)) !== null;
}

/** A record for a password that was typed on the hub's own machine: both sides in one. */
export async function registerHere(setup: string, of: PasswordOf, password: string): Promise<string> {
  const { client, server } = await library();
  const { clientRegistrationState, registrationRequest } = client.startRegistration({ password });
  const { registrationResponse } = server.createRegistrationResponse({
    ...{ serverSetup: setup, userIdentifier: of.what, registrationRequest },
  });
  return client.finishRegistration({
    ...{ password, clientRegistrationState, registrationResponse, identifiers: identifiers(of) },
    keyStretching: STRETCHING,
  }).registrationRecord;
}

/** What it takes to check a password that was sent as it is. */
export interface PasswordCheck {
  setup: string;
  of: PasswordOf;
  record: string | null;
  password: string;
}

/**
 * Whether a password that was sent as it is (HTTP Basic) is the record's. Keeps this thread busy for a third of a second.
 * @param keyStretching - as when the record was made
 */
export async function checkHere(
  { setup, of, record, password }: PasswordCheck,
  keyStretching: KeyStretching = STRETCHING,
): Promise<boolean> {
  const { client, server } = await library();
  const { clientLoginState, startLoginRequest } = client.startLogin({ password });
  const { loginResponse } = server.startLogin({
    ...{ serverSetup: setup, userIdentifier: of.what, registrationRecord: record, startLoginRequest },
    identifiers: identifiers(of),
  });
  const about = { loginResponse, identifiers: identifiers(of), keyStretching };
  return client.finishLogin({ password, clientLoginState, ...about }) !== undefined;
}
