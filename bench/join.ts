/** What it costs the hub to let somebody in: an open hub against a bare WebSocket server, and invites and passwords against an open hub. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { client as opaque, ready } from '@serenity-kit/opaque';
import { WebSocket } from 'ws';
import { helloBytes, type HubFrame, type HubFrameOf, type HubFrameType } from '../src/shared/protocol';
import { memberIdOf } from '../src/storage/keys';
import { runProgram } from './programs';
import { rowOf, type BenchOptions, type BenchRow } from './row';
import { needsLinux, paired, startHearth, startPeer, type Server } from './servers';

type Way = 'open' | 'invite' | 'password';

/** Joins under way at once. */
const AT_ONCE = 8;
const PASSWORD = 'correct horse battery staple';

/** The client's affair, and of no consequence for what the hub does. */
const keyStretching = { 'argon2id-custom': { iterations: 1, memory: 64, parallelism: 1 } };

/** Limits that are there to make this slow. */
const limits = ['messageRate', 'connectionsPerAddress', 'frameRate', 'loginRate', 'admissionRate'].flatMap((name) => [
  '--limit',
  `${name}=0`,
]);

interface Person {
  name: string;
  key: string;
  privateKey: KeyObject;
}

function somebody(name: string): Person {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { name, key: publicKey.export({ format: 'jwk' }).x ?? '', privateKey };
}

/** One connection that takes frames in the order in which it needs them. */
class Visitor {
  readonly #ws: WebSocket;
  readonly #frames: HubFrame[] = [];
  #wake: () => void = () => undefined;
  hub = '';

  constructor(port: number) {
    this.#ws = new WebSocket(`ws://127.0.0.1:${String(port)}/ws`, ['hearth.v1'], { perMessageDeflate: false });
    this.#ws.on('message', (data) => {
      this.#frames.push(JSON.parse((data as Buffer).toString()) as HubFrame);
      this.#wake();
    });
  }

  say(frame: object): void {
    this.#ws.send(JSON.stringify(frame));
  }

  async next<T extends HubFrameType>(type: T): Promise<HubFrameOf<T>> {
    for (;;) {
      const found = this.#frames.find((frame): frame is HubFrameOf<T> => frame.type === type);
      if (found) return found;
      const refusal = this.#frames.find((frame) => frame.type === 'error');
      if (refusal?.type === 'error') throw new Error(`the hub refused: ${refusal.code}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async hello({ name, key, privateKey }: Person, invite?: string): Promise<void> {
    const { hub, nonce } = await this.next('hello');
    this.hub = hub.id;
    const channel = 'plain 127.0.0.1';
    const signature = sign(null, helloBytes({ hubId: hub.id, nonce, channel }, key), privateKey).toString('base64url');
    const identity = { kind: 'key', key, channel, signature };
    this.say({ type: 'hello', version: 1, name, identity, ...(invite === undefined ? {} : { invite }) });
  }

  async login(): Promise<void> {
    await this.next('admission');
    const { clientLoginState, startLoginRequest } = opaque.startLogin({ password: PASSWORD });
    this.say({ type: 'login_start', ref: 1, request: startLoginRequest });
    const { response } = await this.next('login_answer');
    const identifiers = { client: '', server: this.hub };
    const about = { clientLoginState, loginResponse: response, identifiers, keyStretching };
    const done = opaque.finishLogin({ password: PASSWORD, ...about });
    if (!done) throw new Error('the password is wrong');
    this.say({ type: 'login_finish', ref: 2, finish: done.finishLoginRequest });
  }

  async end(): Promise<void> {
    this.#ws.close();
    await once(this.#ws, 'close');
  }
}

/** The host makes what people need to get in. @returns an invite's secret */
async function prepare(port: number, owner: Person): Promise<string> {
  const host = new Visitor(port);
  await host.hello(owner);
  await host.next('ready');
  host.say({ type: 'invite_create', ref: 1, role: 'member', uses: 10_000 });
  const { secret } = await host.next('invite');
  const { clientRegistrationState, registrationRequest } = opaque.startRegistration({ password: PASSWORD });
  host.say({ type: 'password_start', ref: 2, request: registrationRequest });
  const { response } = await host.next('password_answer');
  const { registrationRecord } = opaque.finishRegistration({
    ...{ password: PASSWORD, clientRegistrationState, registrationResponse: response, keyStretching },
    identifiers: { client: '', server: host.hub },
  });
  host.say({ type: 'password_finish', ref: 3, record: registrationRecord });
  await host.next('done');
  await host.end();
  return secret;
}

async function enter(port: number, person: Person, way: Way, secret: string): Promise<void> {
  const visitor = new Visitor(port);
  await visitor.hello(person, way === 'invite' ? secret : undefined);
  if (way === 'password') await visitor.login();
  const { room } = await visitor.next('ready');
  visitor.say({ type: 'join', ref: 9, room });
  await visitor.next('joined');
  await visitor.end();
}

/** Runs `count` of them, some at a time. @returns the server's CPU for each, in ms */
async function each(server: Server, count: number, run: (index: number) => Promise<void>): Promise<number> {
  let next = 0;
  const before = server.cpu();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) await run((next += 1) - 1);
    }),
  );
  return ((server.cpu() - before) * 1e3) / count;
}

/** A hub of its own: what it remembers of others would be measured as well. */
async function cost(way: Way, count: number): Promise<number> {
  const owner = somebody('Host');
  const server = await startHearth(['--access', way, '--owner', memberIdOf(owner.key)], limits);
  try {
    const secret = await prepare(server.port, owner);
    const people = Array.from({ length: count + 50 }, (_, index) => somebody(`Member ${String(index)}`));
    const run = (person: Person | undefined): Promise<void> =>
      person ? enter(server.port, person, way, secret) : Promise.resolve();
    // Code is compiled before anything is counted.
    await each(server, 50, (index) => run(people[index]));
    return await each(server, count, (index) => run(people[index + 50]));
  } finally {
    await server.stop();
  }
}

/** A bare server: accepts, and hears one message. */
async function bare(count: number): Promise<number> {
  const server = await startPeer(import.meta.filename, 'plain-ws');
  const run = async (): Promise<void> => {
    const ws = new WebSocket(`ws://127.0.0.1:${String(server.port)}/ws`, { perMessageDeflate: false });
    await once(ws, 'open');
    ws.close();
    await once(ws, 'close');
  };
  try {
    await each(server, 50, run);
    return await each(server, count, run);
  } finally {
    await server.stop();
  }
}

const how =
  'Process CPU of the hub from connection to joined and close, system time and disk threads included; eight at a time, each with a key of its own. What is remembered is synced to disk first.';

/** Rows for `npm run bench`. */
export async function bench({ runs, quick }: BenchOptions): Promise<BenchRow[]> {
  needsLinux();
  await ready;
  const count = quick ? 100 : 500;
  const rows: BenchRow[] = [];
  const row = async (way: Way, peerName: string, peer: () => Promise<number>): Promise<void> => {
    const [own, other] = await paired(runs, () => cost(way, count), peer);
    rows.push(rowOf({ bench: 'join', case: way, unit: 'ms CPU per join', peerName, how }, own, other));
  };
  await row('open', 'a bare ws server, connection only', () => bare(count));
  await row('invite', 'Hearth, open', () => cost('open', count));
  await row('password', 'Hearth, open', () => cost('open', count));
  return rows;
}

runProgram(import.meta.filename);
