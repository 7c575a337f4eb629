/** Frames that are nearly right, made from every sample of PROTOCOL.md, and text that never was a frame. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { decodeClientFrame, decodeHubFrame } from '../../../src/shared/protocol';

const page = readFileSync(join(import.meta.dirname, '../../../PROTOCOL.md'), 'utf8');
const blocks = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.stringify(JSON.parse(json)));

/** Every frame of a client that PROTOCOL.md shows. */
export const clientSamples = blocks.filter((text) => decodeClientFrame(text).ok);
/** Every frame of a hub that PROTOCOL.md shows. */
export const hubSamples = blocks.filter((text) => decodeHubFrame(text).ok);

/** Values, as JSON, that have broken programs before. */
const nasty = [
  ...['null', 'true', '0', '-0', '-1', '0.5', '1e999', '-1e999', '9007199254740991', '9007199254740993', '1e21'],
  ...[
    '""',
    '"5"',
    '" "',
    '"\\u0000"',
    '"\\ud800"',
    '"\\udc00x"',
    '"\\u202e"',
    '"\\u200b"',
    '"../x"',
    '"__proto__"',
    '"toString"',
  ],
  ...['[]', '{}', '[[]]', '{"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{"isAdmin":true}}}'],
  `"${'x'.repeat(65)}"`,
  `"${'x'.repeat(8_001)}"`,
  `"${'e\u0301'.repeat(5_000)}"`,
  `${'['.repeat(3_000)}${']'.repeat(3_000)}`,
  `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`,
];
const keys = [
  '__proto__',
  'constructor',
  'toString',
  'type',
  'ref',
  'room',
  'id',
  'text',
  'after',
  'target',
  'emoji',
  'on',
  'extra',
  '',
];
const types = [
  'hello',
  'join',
  'leave',
  'create',
  'send',
  'edit',
  'react',
  'pin',
  'ack',
  'messages',
  'history',
  'ping',
  'entries',
  'ready',
  'toString',
  'dance',
  '',
];

/** One change to a frame. The numbers choose where, whatever the frame's size. */
interface Edit {
  kind: 'value' | 'remove' | 'add' | 'rename' | 'type' | 'truncate' | 'insert' | 'double';
  at: number;
  pick: number;
  text: string;
}

const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    // What keeps the text JSON comes more often: it gets further.
    kind: fc.constantFrom('value', 'value', 'value', 'remove', 'add', 'rename', 'type', 'truncate', 'insert', 'double'),
    at: fc.nat(),
    pick: fc.nat(),
    text: fc.string({ maxLength: 6, unit: 'binary' }),
  }),
  { minLength: 0, maxLength: 4 },
);

const among = <T>(items: readonly T[], pick: number): T => items[pick % items.length] as T;

/** Where a value stands: `"key":value` of one nesting, as JSON.stringify writes it. */
const places = /"(?:[^"\\]|\\.)*":(?:"(?:[^"\\]|\\.)*"|-?\d[\d.e+]*|true|false|null|\[\]|\{\})/g;

function change(text: string, { kind, at, pick, text: inserted }: Edit): string {
  const place = at % (text.length + 1);
  if (kind === 'truncate') return text.slice(0, place);
  if (kind === 'insert') return text.slice(0, place) + inserted + text.slice(place);
  if (kind === 'double') return text.slice(0, place) + text.slice(Math.max(0, place - 1 - (pick % 40)));
  const found = [...text.matchAll(places)];
  if (found.length === 0) return text;
  const { index, 0: pair } = among(found, at);
  const colon = pair.indexOf('":') + 1;
  const [key, value] = [pair.slice(0, colon), pair.slice(colon + 1)];
  const instead = {
    value: `${key}:${among(nasty, pick)}`,
    remove: '"gone":0',
    add: `${pair},"${among(keys, pick)}":${among(nasty, at)}`,
    rename: `"${among(keys, pick)}":${value}`,
    type: key === '"type"' ? `"type":"${among(types, pick)}"` : pair,
  }[kind];
  return text.slice(0, index) + instead + text.slice(index + pair.length);
}

/** Samples with up to four changes, and now and then none. */
export const mutated = (samples: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...samples), edits).map(([sample, changes]) => changes.reduce(change, sample));

/** Anything that may come out of a socket as text. */
export const anyText = (samples: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { arbitrary: mutated(samples), weight: 8 },
    { arbitrary: fc.json({ maxDepth: 4 }), weight: 1 },
    { arbitrary: fc.string({ maxLength: 64, unit: 'binary' }), weight: 1 },
    { arbitrary: fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('utf8')), weight: 1 },
  );

/** A stream of values from one seed, made in portions. */
export function stream<T>(arbitrary: fc.Arbitrary<T>, seed: number): () => T {
  const portion = 500;
  let [values, round]: [T[], number] = [[], 0];
  return () => {
    if (values.length === 0) values = fc.sample(arbitrary, { seed: seed + (round += 1), numRuns: portion });
    return values.pop() as T;
  };
}
