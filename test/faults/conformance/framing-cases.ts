/** Autobahn 1 to 5: framing, pings and pongs, reserved bits, opcodes, fragmentation. */
import { frame } from '../../helpers/wire';
import { binary, more, ping, pong, refused, said, text, type Case, type Outcome, type Taken } from './case';

const HELLO = 'Hello, world!';
const BYTES = Buffer.from('00fffefdfcfb00ff', 'hex');

/** A pong of the client; nobody asked for one. */
const unasked = (payload = ''): Buffer => frame({ opcode: 10, payload });

const sizes: readonly [number, number?][] = [[0], [125], [126], [127], [128], [65_535], [65_536], [65_536, 997]];

function answer(size: number): Taken {
  if (size === 0) return refused('empty_message');
  return size > 8_000 ? refused('text_too_long') : said('*'.repeat(size));
}

const framing: Case[] = sizes.flatMap(([size, chop], index) => {
  const how = `${String(size)} octets${chop === undefined ? '' : `, in chops of ${String(chop)}`}`;
  const chopped = chop === undefined ? {} : { chop };
  return [
    {
      number: `1.1.${String(index + 1)}`,
      title: `text of ${how}`,
      steps: [text('*'.repeat(size))],
      outcomes: [answer(size)],
      ...chopped,
    },
    {
      ...{ number: `1.2.${String(index + 1)}`, title: `binary of ${how}`, steps: [binary(Buffer.alloc(size, 0xfe))] },
      ...{ outcomes: [refused('bad_message')], ...chopped },
    },
  ];
});

const long = Buffer.alloc(125, 0xfe);
const ten = Array.from({ length: 10 }, (_, index) => `payload-${String(index)}`);

const pings: Case[] = [
  { number: '2.1', title: 'ping without payload', steps: [ping()], outcomes: [pong('')] },
  { number: '2.2', title: 'ping with text', steps: [ping(HELLO)], outcomes: [pong(HELLO)] },
  { number: '2.3', title: 'ping with octets that are no UTF-8', steps: [ping(BYTES)], outcomes: [pong(BYTES)] },
  { number: '2.4', title: 'ping of 125 octets', steps: [ping(long)], outcomes: [pong(long)] },
  { number: '2.5', title: 'ping of 126 octets', steps: [ping(Buffer.alloc(126, 0xfe))], outcomes: [], code: 1002 },
  { number: '2.6', title: 'ping of 125 octets, octet by octet', steps: [ping(long)], chop: 1, outcomes: [pong(long)] },
  { number: '2.7', title: 'pong that nobody asked for', steps: [unasked()], outcomes: [] },
  { number: '2.8', title: 'the same with payload', steps: [unasked('unsolicited pong payload')], outcomes: [] },
  {
    ...{ number: '2.9', title: 'the same, then a ping', steps: [unasked('unsolicited pong payload'), ping('ping payload')] },
    outcomes: [pong('ping payload')],
  },
  { number: '2.10', title: 'ten pings', steps: [Buffer.concat(ten.map((payload) => ping(payload)))], outcomes: ten.map(pong) },
  {
    ...{ number: '2.11', title: 'ten pings, octet by octet', steps: [Buffer.concat(ten.map((payload) => ping(payload)))] },
    ...{ chop: 1, outcomes: ten.map(pong) },
  },
];

/** A message, what is wrong, and a ping that must not be answered any more. */
const after = (wrong: Buffer): Buffer[] => [text(HELLO), wrong, ping()];
const atOnce = (wrong: Buffer): Buffer[] => [Buffer.concat(after(wrong))];

const failed = (number: string, title: string, steps: Buffer[], outcomes: Outcome[] = [], chop?: number): Case => ({
  ...{ number, title, steps, outcomes, code: 1002 },
  ...(chop === undefined ? {} : { chop }),
});

const reserved: Case[] = [
  failed('3.1', 'text with RSV 1', [text(HELLO, { rsv: 1 })]),
  failed('3.2', 'text, then text with RSV 2, then a ping', atOnce(text(HELLO, { rsv: 2 })), [said(HELLO)]),
  failed('3.3', 'the same with RSV 3, frame by frame', after(text(HELLO, { rsv: 3 })), [said(HELLO)]),
  failed('3.4', 'the same with RSV 4, octet by octet', atOnce(text(HELLO, { rsv: 4 })), [said(HELLO)], 1),
  failed('3.5', 'binary with RSV 5', [binary(BYTES, { rsv: 5 })]),
  failed('3.6', 'ping with RSV 6', [ping(HELLO, { rsv: 6 })]),
  failed('3.7', 'close with RSV 7', [frame({ opcode: 8, rsv: 7 })]),
];

const opcodeCases: Case[] = [3, 11].flatMap((base, family) => {
  const number = (n: number): string => `4.${String(family + 1)}.${String(n)}`;
  const title = (n: number): string => `opcode ${String(base + n)}`;
  const wrong = (n: number, payload = ''): Buffer => frame({ opcode: base + n, payload });
  return [
    failed(number(1), title(0), [wrong(0)]),
    failed(number(2), `${title(1)} with payload`, [wrong(1, 'reserved opcode payload')]),
    failed(number(3), `${title(2)} after a text`, atOnce(wrong(2)), [said(HELLO)]),
    failed(number(4), `${title(3)} with payload after a text`, atOnce(wrong(3, HELLO)), [said(HELLO)]),
    failed(number(5), `${title(4)} with payload after a text, octet by octet`, atOnce(wrong(4, HELLO)), [said(HELLO)], 1),
  ];
});

const parts = (fin: boolean): Buffer[] => [more('non-continuation payload', { fin }), text(HELLO)];
const two = [text('fragment1', { fin: false }), more('fragment2')];
const between = [text('fragment1', { fin: false }), ping('ping payload'), more('fragment2')];
const joined = said('fragment1fragment2');
const repeated = (fin: boolean): Buffer[] =>
  Array.from({ length: 2 }, () =>
    Buffer.concat([more('fragment1', { fin }), text('fragment2', { fin: false }), more('fragment3')]),
  );
const five = [
  [text('fragment1', { fin: false }), more('fragment2', { fin: false }), ping('pongme 1!')],
  [more('fragment3', { fin: false }), more('fragment4', { fin: false }), ping('pongme 2!'), more('fragment5')],
] as const;
const ofFive = [pong('pongme 1!'), pong('pongme 2!'), said('fragment1fragment2fragment3fragment4fragment5')];

/** The three ways of sending the same: at once, frame by frame, octet by octet. */
const threeWays = (first: number, title: string, steps: Buffer[], rest: Pick<Case, 'outcomes' | 'code'>): Case[] => [
  { number: `5.${String(first)}`, title: `${title}, at once`, steps: [Buffer.concat(steps)], ...rest },
  { number: `5.${String(first + 1)}`, title: `${title}, frame by frame`, steps, ...rest },
  { number: `5.${String(first + 2)}`, title: `${title}, octet by octet`, steps, chop: 1, ...rest },
];

const fragmentation: Case[] = [
  failed('5.1', 'a ping in two fragments', [frame({ opcode: 9, fin: false, payload: 'fragment1' }), more('fragment2')]),
  failed('5.2', 'a pong in two fragments', [frame({ opcode: 10, fin: false, payload: 'fragment1' }), more('fragment2')]),
  ...threeWays(3, 'text in two fragments', two, { outcomes: [joined] }),
  ...threeWays(6, 'the same with a ping in between', between, { outcomes: [pong('ping payload'), joined] }),
  ...threeWays(9, 'a last fragment of nothing, then text', parts(true), { outcomes: [], code: 1002 }),
  ...threeWays(12, 'a fragment of nothing, then text', parts(false), { outcomes: [], code: 1002 }),
  failed(
    '5.15',
    'text in two fragments, then a fragment of nothing, then text',
    [Buffer.concat([...two, more('fragment3', { fin: false }), text('fragment4')])],
    [joined],
  ),
  failed('5.16', 'twice: a fragment of nothing, then text in two', repeated(false)),
  failed('5.17', 'twice: a last fragment of nothing, then text in two', repeated(true)),
  failed('5.18', 'both fragments with the opcode of text', [
    Buffer.concat([text('fragment1', { fin: false }), text('fragment2')]),
  ]),
  {
    ...{ number: '5.19', title: 'five fragments and two pings, a pause after the first ping' },
    ...{ steps: [Buffer.concat(five[0]), { outcomes: 1 }, Buffer.concat(five[1])], outcomes: ofFive },
  },
  {
    ...{ number: '5.20', title: 'the same, frame by frame' },
    ...{ steps: [...five[0], { outcomes: 1 }, ...five[1]], outcomes: ofFive },
  },
];

export const framingCases: readonly Case[] = [...framing, ...pings, ...reserved, ...opcodeCases, ...fragmentation];
