/** Autobahn 9 and 10: sizes, as far as Hearth's limits of 64 KiB a message and 16 fragments go; what is above them must be refused as it should be. */
import { binary, fragmented, refused, said, text, type Case, type Taken } from './case';

const KIB = 1024;
const MIB = 1024 * KIB;
const amount = (bytes: number): string =>
  bytes < KIB ? `${String(bytes)} octets` : bytes < MIB ? `${String(bytes / KIB)} KiB` : `${String(bytes / MIB)} MiB`;

const kinds = [
  { name: 'text', opcode: 1, whole: text, fill: '*' },
  { name: 'binary', opcode: 2, whole: binary, fill: 0xfe },
] as const;
type Kind = (typeof kinds)[number];

/** How the WebSocket layer ends a message above the limits: by its size, or by its fragments, whichever shows first. */
const codeFor = (fragment: number): number => (fragment * 17 > 64 * KIB ? 1009 : 1008);

const whole = (kind: Kind, family: number): Case[] =>
  [64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB].map((size, index) => ({
    ...{ number: `9.${String(family)}.${String(index + 1)}`, title: `${kind.name} of ${amount(size)}` },
    steps: [kind.whole(Buffer.alloc(size, kind.fill))],
    ...(size > 64 * KIB
      ? { outcomes: [], code: 1009 }
      : { outcomes: [refused(kind.name === 'text' ? 'text_too_long' : 'bad_message')] }),
  }));

const inFragments = (kind: Kind, family: number): Case[] =>
  [64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB].map((size, index) => ({
    ...{ number: `9.${String(family)}.${String(index + 1)}`, title: `${kind.name} of 4 MiB in fragments of ${amount(size)}` },
    // The hub ends it at the seventeenth at the latest; a hundred are enough to show it.
    ...{
      steps: fragmented(Buffer.alloc(4 * MIB, kind.fill), size, kind.opcode).slice(0, 100),
      outcomes: [],
      code: codeFor(size),
    },
  }));

const inChops = (kind: Kind, family: number): Case[] =>
  [64, 128, 256, 512, 1_024, 2_048].map((chop, index) => ({
    ...{ number: `9.${String(family)}.${String(index + 1)}`, title: `${kind.name} of 1 MiB in chops of ${String(chop)}` },
    ...{ steps: [kind.whole(Buffer.alloc(MIB, kind.fill))], chop, outcomes: [], code: 1009 },
  }));

const COUNT = 1_000;

function manyOutcome(kind: Kind, size: number): Taken {
  if (kind.name === 'binary') return refused('bad_message');
  return size === 0 ? refused('empty_message') : said('*'.repeat(size));
}

const many = (kind: Kind, family: number): Case[] =>
  [0, 16, 64, 256, 1_024, 4_096].map((size, index) => {
    const message = kind.whole(Buffer.alloc(size, kind.fill));
    return {
      ...{ number: `9.${String(family)}.${String(index + 1)}`, title: `${String(COUNT)} times ${kind.name} of ${amount(size)}` },
      steps: [Buffer.concat(Array.from({ length: COUNT }, () => message))],
      outcomes: Array.from({ length: COUNT }, () => manyOutcome(kind, size)),
    };
  });

const [words, bytes] = kinds;
const long = Buffer.alloc(64 * KIB, '*');

export const limitCases: readonly Case[] = [
  ...whole(words, 1),
  ...whole(bytes, 2),
  ...inFragments(words, 3),
  ...inFragments(bytes, 4),
  ...inChops(words, 5),
  ...inChops(bytes, 6),
  ...many(words, 7),
  ...many(bytes, 8),
  {
    ...{ number: '10.1.1', title: '64 KiB in fragments of 1,300 octets, where more than 16 are allowed', hub: 'wide' },
    ...{ steps: fragmented(long, 1_300), outcomes: [refused('text_too_long')] },
  },
  { number: '10.1.1', title: 'the same at Hearth’s own limit of 16', steps: fragmented(long, 1_300), outcomes: [], code: 1008 },
];
