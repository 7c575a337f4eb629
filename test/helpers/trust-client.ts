import { createHmac } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { client as opaque, ready } from '@serenity-kit/opaque';
import type { HubFrame, HubFrameOf } from '../../src/shared/protocol';
import { FullClient, helloOf, newDevice, type Device } from './raw-client';

/** What a login was given, besides the password. */
export interface LoginOptions {
  user?: string;
  room?: string;
  /** The hub's id as this client sees it. */
  pin?: string;
  /** The password was typed on the hub's machine: its key was stretched as for people. */
  stretched?: boolean;
  /** What to send as binding; `true`: the right one. */
  binding?: true | string;
}

/** So that a test does not stretch keys for half a second each: that is the client's affair, and the hub never knows. */
const keyStretching = { 'argon2id-custom': { iterations: 1, memory: 64, parallelism: 1 } };

/** A full client that gets itself in, and keeps order. Refs are its own, above those of `ask`. */
export class TrustClient extends FullClient {
  device: Device = newDevice();
  hub = '';
  #next = 1_000;

  /** Says hello. @returns what the hub made of it */
  async arrive(name: string, invite?: string): Promise<HubFrame> {
    const greeting =
      this.frames.find((frame): frame is HubFrameOf<'hello'> => frame.type === 'hello') ?? (await this.next('hello'));
    this.hub = greeting.hub.id;
    const before = this.frames.length;
    const frame = helloOf(greeting, name, this.device);
    this.raw(JSON.stringify(invite === undefined ? frame : { ...frame, invite }));
    return this.until('answer to hello', () =>
      this.frames.slice(before).find(({ type }) => type === 'ready' || type === 'admission' || type === 'error'),
    );
  }

  /** Sends a frame with a ref of its own. @returns the first answer with it */
  async say<T extends HubFrame = HubFrame>(frame: { type: string } & Record<string, unknown>): Promise<T> {
    const ref = (this.#next += 1);
    this.raw(JSON.stringify({ ...frame, ref }));
    return this.until(`answer to ${frame.type}`, () =>
      this.frames.find((answer): answer is T => 'ref' in answer && answer.ref === ref),
    );
  }

  /** Both steps of a login. @returns the hub's last word; null where this client found that the password is wrong */
  async login(password: string, options: LoginOptions = {}): Promise<HubFrame | null> {
    const finish = await this.proof(password, options);
    return typeof finish === 'string' ? this.say({ type: 'login_finish', finish, ...this.#bound }) : finish;
  }

  #bound: { binding?: string } = {};

  /** The first step. @returns the proof, or the hub's refusal, or null */
  async proof(
    password: string,
    { user, room, pin = this.hub, binding, stretched = false }: LoginOptions = {},
  ): Promise<string | HubFrame | null> {
    await ready;
    const { clientLoginState, startLoginRequest } = opaque.startLogin({ password });
    const about = { ...(user === undefined ? {} : { user }), ...(room === undefined ? {} : { room }) };
    const answer = await this.say({ type: 'login_start', ...about, request: startLoginRequest });
    if (answer.type !== 'login_answer') return answer;
    const identifiers = { client: (user ?? '').normalize('NFKC').toLowerCase(), server: pin };
    const done = opaque.finishLogin({
      password,
      clientLoginState,
      loginResponse: answer.response,
      identifiers,
      ...(stretched ? {} : { keyStretching }),
    });
    if (!done) return null;
    const exported = (): Buffer => {
      const { _socket: socket } = this.ws as unknown as { _socket: TLSSocket };
      return socket.exportKeyingMaterial(32, 'EXPORTER-hearth-login', Buffer.alloc(0));
    };
    const right = (): string =>
      createHmac('sha256', Buffer.from(done.sessionKey, 'base64url')).update(exported()).digest('base64url');
    this.#bound = binding === undefined ? {} : { binding: binding === true ? right() : binding };
    return done.finishLoginRequest;
  }

  /** Sets a password: of the hub, of a room, or of an account. @returns the hub's last word */
  async register(password: string, { user, room }: { user?: string; room?: string } = {}): Promise<HubFrame> {
    await ready;
    const kind = user === undefined ? 'password' : 'account';
    const about = { ...(user === undefined ? {} : { user }), ...(room === undefined ? {} : { room }) };
    const { clientRegistrationState, registrationRequest } = opaque.startRegistration({ password });
    const answer = await this.say({ type: `${kind}_start`, ...about, request: registrationRequest });
    if (answer.type !== 'password_answer' && answer.type !== 'account_answer') return answer;
    const { registrationRecord } = opaque.finishRegistration({
      ...{ password, clientRegistrationState, registrationResponse: answer.response, keyStretching },
      identifiers: { client: (user ?? '').normalize('NFKC').toLowerCase(), server: this.hub },
    });
    return this.say({ type: `${kind}_finish`, ...about, record: registrationRecord });
  }
}

/** A client that is connected and has said nothing yet. */
/** @param localAddress - of loopback, where it matters who shares one */
export async function stranger(hub: { ws: string }, device?: Device, localAddress?: string): Promise<TrustClient> {
  const client = await new TrustClient(hub.ws, {
    rejectUnauthorized: false,
    ...(localAddress === undefined ? {} : { localAddress }),
  }).opened();
  if (device) client.device = device;
  return client;
}
