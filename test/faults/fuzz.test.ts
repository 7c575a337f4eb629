/**
 * R13: what nobody would write by hand. 100,000 cases with `npm test`, more with `npm run fuzz`; HEARTH_SEED repeats a run. Somebody chats through
 * all that reaches the hub, and every message of theirs must be acknowledged.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { parseSimpleQuery } from '../../src/hub/simple-query';
import { dataDir, inviteArgument } from '../../src/main/arguments';
import { inviteLink, parseAddress } from '../../src/shared/address';
import { cleanName, decodeClientFrame, decodeHubFrame, encodeFrame, errorMessages } from '../../src/shared/protocol';
import type { Decoded, ClientFrame, HubFrame } from '../../src/shared/protocol';
import { buildHub, unlimited } from '../helpers/built-hub';
import { cleanUp, tempDir } from '../helpers/hub';
import { inMb, startMeasuredHub, type Memory } from '../helpers/measured-hub';
import { FullClient, newDevice } from '../helpers/raw-client';
import { tellOnFailure } from '../helpers/seeded';
import { anyText, clientSamples, hubSamples } from './fuzz/mutations';
import { fuzzCommands, fuzzHttp, fuzzWebSocket, ways } from './fuzz/network';
import { CASES, casesOf, count, counted, SEED } from './fuzz/progress';

buildHub();

console.log(`fuzz: ${CASES.toLocaleString('en')} cases, HEARTH_SEED=${String(SEED)}`);
const timeout = 60_000 + CASES;
const tellSeed = (): void => tellOnFailure(() => `HEARTH_SEED=${String(SEED)}`);

function settled<F extends ClientFrame | HubFrame>(decode: (text: string) => Decoded<F>, text: string): void {
  count();
  const decoded = decode(text);
  if (decoded.ok) {
    // What was understood is understood again in the same way.
    const again = encodeFrame(decoded.frame);
    const second = decode(again);
    if (!second.ok || encodeFrame(second.frame) !== again) throw new Error(`understood otherwise: ${again}`);
  } else {
    const { code, detail, ref, id } = decoded.error;
    if (code !== 'bad_message' && code !== 'unknown_type') throw new Error(`refused with ${String(code)}`);
    // Never the content.
    if (!/^(not a JSON object|type: (missing|unknown)|[\w.]+: invalid)$/.test(detail)) throw new Error(`said ${detail}`);
    if (ref !== undefined && !(Number.isSafeInteger(ref) && ref >= 0)) throw new Error(`ref ${String(ref)}`);
    if (id !== undefined && !/^[\w-]{1,64}$/.test(id)) throw new Error(`id ${id}`);
  }
  if ('isAdmin' in {}) throw new Error('the prototype of everything was changed');
}

it.each([
  ['client', 'clientFrames', clientSamples, decodeClientFrame],
  ['hub', 'hubFrames', hubSamples, decodeHubFrame],
] as const)('R13: frames of a %s are read or refused', { timeout }, (_, target, samples, decode) => {
  tellSeed();
  expect(samples.length).toBeGreaterThan(6);
  fc.assert(
    fc.property(anyText(samples), (text) => settled<ClientFrame | HubFrame>(decode, text)),
    { numRuns: casesOf(target), seed: SEED },
  );
});

const hosts = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.ipV6(),
  fc.string({ maxLength: 12 }),
  fc.constantFrom('[::1', '::1%eth0', 'a@b', '\u202Ehost'),
);
const invites = fc
  .record({
    hosts: fc.array(hosts, { minLength: 1, maxLength: 4 }),
    port: fc.nat(70_000),
    hubId: fc.oneof(fc.constant('h'.repeat(43)), fc.string()),
  })
  .map((invite) => inviteLink(invite, 'hearth'));
const links = fc.oneof(
  invites,
  fc.tuple(invites, fc.nat(), fc.string({ unit: 'binary', maxLength: 5 })).map(([link, at, more]) => {
    const place = at % (link.length + 1);
    return link.slice(0, place) + more + link.slice(place);
  }),
  fc
    .tuple(fc.constantFrom('ws', 'wss', 'http', 'https', 'hearth', 'HEARTH', 'javascript', 'file', ''), hosts, fc.string())
    .map(([scheme, host, rest]) => `${scheme}://${host}${rest}`),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.string({ unit: 'binary' }),
);

function readAddress(text: string): void {
  const target = parseAddress(text);
  if (target === null) return;
  expect(target.urls.length).toBeGreaterThan(0);
  for (const url of target.urls) {
    const { protocol, username, password, hash } = new URL(url);
    if (!['ws:', 'wss:'].includes(protocol) || username || password || hash) throw new Error(`it would dial ${url}`);
  }
  if (target.hubId !== undefined && !/^[\w-]{43}$/.test(target.hubId)) throw new Error(`it would expect ${target.hubId}`);
}

function readArguments(words: readonly string[]): void {
  const link = inviteArgument(words);
  if (link !== null && (!/^hearth:\/\//i.test(link) || link.length > 2_048 || !words.includes(link))) throw new Error(link);
  const folder = dataDir(words, '/home');
  if (folder !== null && !folder.startsWith('/')) throw new Error(folder);
}

const values = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('0', '1', '200', '1e3', '-1', '%', '%00', '%F0%9F', 'a\u202Eb', '+'),
);
const queries = fc
  .array(fc.tuple(fc.constantFrom('name', 'room', 'echo', 'history', 'notices', '__proto__', ''), values, fc.boolean()), {
    maxLength: 6,
  })
  .map((all) => all.map(([key, value, raw]) => `${key}=${raw ? value : encodeURIComponent(value.toWellFormed())}`).join('&'));

function readQuery(search: string): void {
  const parsed = parseSimpleQuery(search);
  if (!parsed.ok) {
    if (!Object.hasOwn(errorMessages, parsed.code)) throw new Error(`refused with ${parsed.code}`);
    return;
  }
  const { name, room, history } = parsed.query;
  for (const words of [name, room]) expect(cleanName(words)).toEqual({ ok: true, text: words });
  if (!Number.isSafeInteger(history) || history < 0) throw new Error(`history ${String(history)}`);
}

it('R13: addresses, invites, arguments and queries are read or refused', { timeout }, () => {
  tellSeed();
  const third = Math.ceil(casesOf('parsers') / 3);
  const run = <T>(arbitrary: fc.Arbitrary<T>, read: (value: T) => void): void =>
    fc.assert(
      fc.property(arbitrary, (value) => {
        count();
        read(value);
      }),
      { numRuns: third, seed: SEED },
    );
  run(links, readAddress);
  run(
    fc.array(fc.oneof(links, fc.constantFrom('--data-dir', '--data-dir=', '--inspect', '--remote-debugging-port=1')), {
      maxLength: 5,
    }),
    readArguments,
  );
  run(queries, readQuery);
});

/** Somebody who writes ten times a second and notes what was acknowledged. */
async function chat(url: string): Promise<{ stop(): Promise<{ sent: number; acknowledged: number }> }> {
  const client = await new FullClient(url, { rejectUnauthorized: false }).opened();
  const { room } = await client.hello('Legitimate', newDevice());
  await client.join(room);
  let [sent, acknowledged, over] = [0, 0, false];
  const talk = async (): Promise<void> => {
    while (!over) {
      const words = `legitimate ${String((sent += 1))}`;
      client.send({ type: 'send', room, id: `legitimate-${String(sent)}`, text: words });
      await client.heard(words);
      acknowledged += 1;
      // Nothing that was heard is needed any more.
      client.frames.length = 0;
      client.texts.length = 0;
      await sleep(100);
    }
  };
  const talking = talk();
  // A failure is told by whoever stops it.
  talking.catch(() => undefined);
  return {
    async stop() {
      over = true;
      await talking;
      return { sent, acknowledged };
    },
  };
}

it.each(['plain', 'TLS'] as const)(
  'R13: a hub that listens lives, answers by its codes, and others chat on: %s',
  { timeout },
  async (way) => {
    tellSeed();
    const flags = [...unlimited.slice(0, 6), '--limit', 'maxRooms=20', '--limit', 'heartbeat=0', '--retain-mb', '1'];
    const hub = await startMeasuredHub(await tempDir(), flags);
    cleanUp(async () => void (await hub.end('SIGKILL')));
    const legitimate = await chat(way === 'TLS' ? hub.ws.replace('ws:', 'wss:') : hub.ws);
    const target = { port: hub.port, way: ways[way] };
    const [answers, statuses] = [new Map<string, number>(), new Map<number, number>()];
    const memory: Memory[] = [];
    // What is used for the first time is compiled, and memory grows for that: the first part is not compared.
    for (let part = 0; part < 4; part += 1) {
      const seed = SEED + part * 1_000_000;
      const share = (what: 'commands' | 'webSocket' | 'http'): number =>
        Math.ceil(casesOf(way === 'TLS' ? `${what}TLS` : what) / 4);
      for (const [code, times] of await fuzzCommands(target, share('commands'), seed))
        answers.set(code, (answers.get(code) ?? 0) + times);
      await fuzzWebSocket(target, share('webSocket'), seed);
      for (const [status, times] of await fuzzHttp(target, share('http'), seed))
        statuses.set(status, (statuses.get(status) ?? 0) + times);
      if (part > 0) memory.push(await hub.memory());
    }
    const { sent, acknowledged } = await legitimate.stop();
    console.log(
      `answers ${JSON.stringify(Object.fromEntries(answers))}; HTTP ${JSON.stringify(Object.fromEntries(statuses))}; RSS ${inMb(memory)} MB`,
    );
    console.log(`legitimate: ${String(acknowledged)} of ${String(sent)} acknowledged`);
    expect(acknowledged).toBe(sent);
    expect(sent).toBeGreaterThan(5);
    expect(hub.child.exitCode).toBeNull();
    expect(hub.log()).not.toMatch(/"level":"error"|uncaught|unhandled/i);
    const [first, second, last] = memory as [Memory, Memory, Memory];
    expect(last.heap).toBeLessThan(first.heap * 1.05 + 1e6);
    // When the allocator gives pages back is its own affair: what it once had for the same work may be there again.
    expect(last.rss).toBeLessThan(Math.max(first.rss, second.rss) * 1.05);
  },
);

afterAll(() => console.log(`fuzz: ${counted().toLocaleString('en')} cases, seed ${String(SEED)}`));
