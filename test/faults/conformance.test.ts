/**
 * R13: the cases of the Autobahn test suite, all families but compression (Hearth offers none) and handshakes, in both modes of the hub, against
 * the hub as its program. Somebody else is in the room all the time and must hear exactly what was said.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildHub, unlimited } from '../helpers/built-hub';
import { inMb, startMeasuredHub, type MeasuredHub, type Memory } from '../helpers/measured-hub';
import { ScriptClient } from '../helpers/script-client';
import { encrypted, opcodes, plain, Wire, type HubWireFrame, type Transport } from '../helpers/wire';
import { close, text, type Case, type Outcome } from './conformance/case';
import { closingCases } from './conformance/closing-cases';
import { framingCases } from './conformance/framing-cases';
import { limitCases } from './conformance/limit-cases';
import { utf8Cases } from './conformance/utf8-cases';

buildHub();

const transports: readonly Transport[] = [plain, encrypted];
const modes = ['simple', 'full'] as const;
type Mode = (typeof modes)[number];
const cases: readonly Case[] = [...framingCases, ...utf8Cases, ...closingCases, ...limitCases];

/** A hub with somebody in its room. */
interface Place {
  hub: MeasuredHub;
  dataDir: string;
  bystander: ScriptClient;
}

const quiet = [...unlimited, '--limit', 'heartbeat=0'];

async function open(flags: readonly string[]): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hearth-conformance-'));
  const hub = await startMeasuredHub(dataDir, [...quiet, ...flags]);
  return { hub, dataDir, bystander: await ScriptClient.connect(hub.ws, { name: 'Bystander' }) };
}

/** What the bystander has heard since the last time, and that it is still heard itself. */
async function heardSince({ bystander }: Place): Promise<string[]> {
  const marker = 'still here';
  bystander.send(marker);
  await bystander.until(() => bystander.closeCode !== null || bystander.received.at(-1)?.['message'] === marker);
  expect(bystander.closeCode).toBeNull();
  const { messages } = bystander;
  bystander.received.length = 0;
  expect(messages.pop()).toBe(marker);
  return messages;
}

/** A connection of the mode, past its greeting. @returns it and how many frames the greeting took */
async function enter(transport: Transport, port: number, mode: Mode): Promise<{ wire: Wire; greeted: number }> {
  const wire = new Wire(transport, port);
  await wire.upgrade('/ws?name=Case', mode === 'full' ? ['Sec-WebSocket-Protocol: hearth.v1'] : []);
  await wire.until('greeting', () => wire.frames.length === 1);
  if (mode === 'full') {
    const identity = { kind: 'guest', token: 'conformance-conformance' };
    const hello = Buffer.from(JSON.stringify({ type: 'hello', version: 1, name: 'Case', identity }));
    await wire.write(text(hello));
    await wire.until('ready', () => wire.frames.length === 2);
  }
  return { wire, greeted: wire.frames.length };
}

/** A frame of the hub in the words of the tables. */
function read({ opcode, payload }: HubWireFrame, mode: Mode): Outcome {
  if (opcode === opcodes.pong) return { kind: 'pong', payload };
  const value = JSON.parse(payload.toString('utf8')) as { message: string; code: string; error?: { code: string } };
  const code = mode === 'full' ? value.code : value.error?.code;
  return code === undefined ? { kind: 'said', text: value.message } : ({ kind: 'refused', code } as Outcome);
}

/** What a mode makes of the tables: no case is a frame of `hearth.v1`. */
const expected = (outcomes: readonly Outcome[], mode: Mode): Outcome[] =>
  outcomes.map((outcome) => (mode === 'full' && outcome.kind !== 'pong' ? { kind: 'refused', code: 'bad_message' } : outcome));

const isSaid = (outcome: Outcome): outcome is Extract<Outcome, { kind: 'said' }> => outcome.kind === 'said';

async function check(one: Case, mode: Mode, transport: Transport, place: Place): Promise<void> {
  const { wire, greeted } = await enter(transport, place.hub.port, mode);
  const received = (): HubWireFrame[] => wire.frames.slice(greeted).filter(({ opcode }) => opcode !== opcodes.close);
  for (const step of one.steps)
    if (Buffer.isBuffer(step)) await wire.write(step, one.chop);
    else await wire.until('answer', () => received().length >= step.outcomes);
  const wanted = expected(one.outcomes, mode);
  if (one.code === undefined) {
    await wire.until('answers', () => received().length >= wanted.length);
    await wire.write(close(1000));
  }
  await wire.until('close', () => wire.closed !== null);
  expect(wire.closed).toBe(one.code ?? 1000);
  wire.socket.end();
  await wire.until('end', () => wire.ended);
  const outcomes = received().map((frame) => read(frame, mode));
  const failed = one.code !== undefined;
  // A script's message is kept first and told later: a connection that fails in the same breath does not hear it any more, the room does.
  const told = (outcome: Outcome): boolean => mode === 'full' || !isSaid(outcome);
  if (failed) expect(outcomes.filter(told)).toEqual(wanted.filter(told));
  // What is kept is told by the disk's leave, what is refused at once.
  else if (mode === 'full') expect(outcomes).toEqual(wanted);
  else for (const keep of [isSaid, told]) expect(outcomes.filter(keep)).toEqual(wanted.filter(keep));
  expect(await heardSince(place)).toEqual(wanted.filter(isSaid).map((outcome) => outcome.text));
}

describe.each(transports)('R13 over $name', (transport) => {
  const places: { usual?: Place; wide?: Place } = {};
  let done = 0;

  beforeAll(async () => {
    places.usual = await open([]);
    places.wide = await open(['--limit', 'maxFragments=1024']);
  });

  afterAll(async () => {
    for (const place of Object.values(places)) {
      await place.bystander.close();
      await place.hub.end('SIGKILL');
      await rm(place.dataDir, { recursive: true, force: true });
    }
  });

  describe.each(modes)('in %s mode', (mode) => {
    it.each(cases)('$number $title', async (one) => {
      const place = places[one.hub ?? 'usual'];
      if (!place) throw new Error('no hub');
      done += 1;
      await check(one, mode, transport, place);
    });
  });

  it('T14: no compression is agreed to, whatever is offered', async () => {
    const wire = new Wire(transport, places.usual?.hub.port ?? 0);
    await wire.upgrade('/ws', ['Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits']);
    expect(wire.head).not.toMatch(/sec-websocket-extensions/i);
    wire.socket.destroy();
  });

  it('the hub is none the bigger when all of them have come two times more', async () => {
    const { usual } = places;
    if (!usual) throw new Error('no hub');
    const again = async (): Promise<Memory> => {
      for (const mode of modes) for (const one of cases) if (one.hub !== 'wide') await check(one, mode, transport, usual);
      return usual.hub.memory();
    };
    const [first, second] = [await again(), await again()];
    const count = `${String(done)} cases (${String(new Set(cases.map(({ number }) => number)).size)} of Autobahn's numbers)`;
    console.log(`R13 over ${transport.name}: ${count}; RSS ${inMb([first, second])} MB`);
    expect(done).toBe(cases.length * modes.length);
    expect(second.rss).toBeLessThan(first.rss * 1.05);
    expect(second.heap).toBeLessThan(first.heap * 1.05);
  });

  it('the log holds codes and no content', () => {
    const { usual, wide } = places;
    if (!usual || !wide) throw new Error('no hub');
    for (const { hub } of [usual, wide]) {
      const lines = hub.log().trimEnd().split('\n');
      const codes = new Set(lines.map((line) => (JSON.parse(line) as { code?: string | number }).code));
      expect([...codes]).toContain('WS_ERR_INVALID_UTF8');
      expect(hub.log()).not.toMatch(/fragment1|Hello,|\*\*\*|uncaught|unhandled/i);
    }
  });
});
