/** Autobahn 6: UTF-8, with the sequences of Markus Kuhn's "UTF-8 decoder capability and stress test". */
import { fragmented, more, refused, said, text, type Case, type Taken } from './case';

const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex');
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

const KOSME = 'ce ba e1 bd b9 cf 83 ce bc ce b5';
const UMLAUTS = 'Hello-µ@ßöäüàá-UTF-8!!';
/** No code point: half a pair. */
const SURROGATE = hex(`${KOSME} ed a0 80 65 64 69 74 65 64`);
/** No code point: above U+10FFFF, which the thirteenth octet shows. */
const TOO_HIGH = hex(`${KOSME} f4 90 80 80 65 64 69 74 65 64`);

/** The heads of sequences that lack their last octet. */
const torn = [
  'c0',
  'e0 80',
  'f0 80 80',
  'f8 80 80 80',
  'fc 80 80 80 80',
  'df',
  'ef bf',
  'f7 bf bf',
  'fb bf bf bf',
  'fd bf bf bf bf',
];
const lonely = [0xc0, 0xe0, 0xf0, 0xf8, 0xfc].map((first, index) =>
  range(first, [0xdf, 0xef, 0xf7, 0xfb, 0xfd][index] ?? first)
    .map((byte) => `${byte.toString(16)} 20`)
    .join(' '),
);
const highs = ['ed a0 80', 'ed ad bf', 'ed ae 80', 'ed af bf'];

/** U+nFFFE and U+nFFFF are no characters, and may be sent all the same. */
const noCharacters = [
  'ef bf be',
  'ef bf bf',
  ...['f0', 'f1', 'f2', 'f3', 'f4'].flatMap((first) =>
    ['8f', '9f', 'af', 'bf'].flatMap((second) => ['be', 'bf'].map((last) => `${first} ${second} bf ${last}`)),
  ),
].filter((digits) => !digits.startsWith('f0 8f') && (!digits.startsWith('f4') || digits.startsWith('f4 8f')));

/** Titles of 6.5 to 6.23, sequences, and which of them are valid. */
const families: readonly [string, readonly string[], (index: number) => boolean][] = [
  [
    'valid sequences',
    ['24', 'c2 a2', 'e2 82 ac', 'f0 a4 ad a2'].map((digits) => `68656c6c6f ${digits} 776f726c64`).concat(KOSME),
    () => true,
  ],
  [
    'prefixes of a valid text',
    range(1, 12).map((length) => hex(KOSME).subarray(0, length).toString('hex')),
    (index) => [1, 4, 6, 8, 10].includes(index),
  ],
  ['first sequence of a length', ['00', 'c2 80', 'e0 a0 80', 'f0 90 80 80'], () => true],
  ['first sequence of five and six', ['f8 88 80 80 80', 'fc 84 80 80 80 80'], () => false],
  ['last sequence of a length', ['7f', 'df bf', 'ef bf bf', 'f4 8f bf bf'], () => true],
  ['last sequence of four to six', ['f7 bf bf bf', 'fb bf bf bf bf', 'fd bf bf bf bf bf'], () => false],
  ['other boundaries', ['ed 9f bf', 'ee 80 80', 'ef bf bd', 'f4 8f bf bf', 'f4 90 80 80'], (index) => index < 4],
  [
    'continuations without a start',
    [
      '80',
      'bf',
      '80 bf',
      '80 bf 80',
      '80 bf 80 bf',
      '80 bf 80 bf 80',
      '80 bf 80 bf 80 bf',
      range(0x80, 0xbf)
        .map((byte) => byte.toString(16))
        .join(' '),
    ],
    () => false,
  ],
  ['lonely starts', lonely, () => false],
  ['last continuation missing', torn, () => false],
  ['incomplete sequences in a row', [torn.join(' ')], () => false],
  ['impossible octets', ['fe', 'ff', 'fe fe ff ff'], () => false],
  ['overlong slash', ['c0 af', 'e0 80 af', 'f0 80 80 af', 'f8 80 80 80 af', 'fc 80 80 80 80 af'], () => false],
  ['longest overlong', ['c1 bf', 'e0 9f bf', 'f0 8f bf bf', 'f8 87 bf bf bf', 'fc 83 bf bf bf bf'], () => false],
  ['overlong NUL', ['c0 80', 'e0 80 80', 'f0 80 80 80', 'f8 80 80 80 80', 'fc 80 80 80 80 80'], () => false],
  ['single surrogates', [...highs, 'ed b0 80', 'ed be 80', 'ed bf bf'], () => false],
  ['paired surrogates', highs.flatMap((high) => [`${high} ed b0 80`, `${high} ed bf bf`]), () => false],
  ['code points that are no characters', noCharacters, () => true],
  ['specials', ['b9', 'ba', 'bb', 'bc', 'bd', 'be', 'bf'].map((last) => `ef bf ${last}`), () => true],
];

/** Valid, and nothing that anybody would see: NUL, DEL, and the three that annotate. */
const unseen = new Set(['\0', '\x7F', '\uFFF9', '\uFFFA', '\uFFFB']);

const taken = (bytes: Buffer): Taken =>
  unseen.has(bytes.toString('utf8')) ? refused('empty_message') : said(bytes.toString('utf8'));

const tables: Case[] = families.flatMap(([title, sequences, valid], family) =>
  sequences.map((digits, index) => {
    const bytes = hex(digits);
    const about = {
      number: `6.${String(family + 5)}.${String(index + 1)}`,
      title: `${title}: ${digits.slice(0, 40)}`,
      steps: [text(bytes)],
    };
    return valid(index) ? { ...about, outcomes: [taken(bytes)] } : { ...about, outcomes: [], code: 1007 };
  }),
);

const empty = (fin: boolean): Buffer => more('', { fin });
const [start, rest] = [text(TOO_HIGH.subarray(0, 11), { fin: false }), more(TOO_HIGH.subarray(15))];
const [upTo, wrong, end] = [
  text(TOO_HIGH.subarray(0, 12), { fin: false }),
  more(TOO_HIGH.subarray(12, 13), { fin: false }),
  more(TOO_HIGH.subarray(13)),
];
const whole = text(TOO_HIGH);
/** From the first octet of the frame to a place in its payload. */
const cut = (at: number): number => whole.length - TOO_HIGH.length + at;

const handled: Case[] = [
  { number: '6.1.1', title: 'empty text', steps: [text('')], outcomes: [refused('empty_message')] },
  {
    ...{ number: '6.1.2', title: 'three empty fragments', steps: [text('', { fin: false }), empty(false), empty(true)] },
    outcomes: [refused('empty_message')],
  },
  {
    ...{ number: '6.1.3', title: 'an empty fragment on either side' },
    ...{ steps: [text('', { fin: false }), more('middle frame payload', { fin: false }), empty(true)] },
    outcomes: [said('middle frame payload')],
  },
  { number: '6.2.1', title: 'valid text', steps: [text(UMLAUTS)], outcomes: [said(UMLAUTS)] },
  {
    ...{ number: '6.2.2', title: 'valid text in two fragments', outcomes: [said(UMLAUTS)] },
    steps: [text('Hello-µ@ßöä', { fin: false }), more('üàá-UTF-8!!')],
  },
  {
    ...{ number: '6.2.3', title: 'valid text in fragments of one octet, where more than 16 are allowed', hub: 'wide' },
    ...{ steps: fragmented(UMLAUTS, 1), outcomes: [said(UMLAUTS)] },
  },
  { number: '6.2.3', title: 'the same at Hearth’s own limit of 16', steps: fragmented(UMLAUTS, 1), outcomes: [], code: 1008 },
  {
    number: '6.2.4',
    title: 'valid text in eleven fragments of one octet',
    steps: fragmented(hex(KOSME), 1),
    outcomes: [said(hex(KOSME).toString('utf8'))],
  },
  { number: '6.3.1', title: 'a surrogate', steps: [text(SURROGATE)], outcomes: [], code: 1007 },
  {
    ...{ number: '6.3.2', title: 'the same in fragments of one octet, where more than 16 are allowed', hub: 'wide' },
    ...{ steps: fragmented(SURROGATE, 1), outcomes: [], code: 1007 },
  },
  { number: '6.3.2', title: 'the same at Hearth’s own limit of 16', steps: fragmented(SURROGATE, 1), outcomes: [], code: 1008 },
  {
    number: '6.4.1',
    title: 'no code point, in the second of three fragments',
    steps: [start, more(TOO_HIGH.subarray(11, 15), { fin: false }), rest],
    outcomes: [],
    code: 1007,
  },
  {
    number: '6.4.2',
    title: 'the same, the second being the octet that shows it',
    steps: [upTo, wrong, end],
    outcomes: [],
    code: 1007,
  },
  {
    number: '6.4.3',
    title: 'no code point, in three chops of one frame',
    steps: [whole.subarray(0, cut(11)), whole.subarray(cut(11), cut(15)), whole.subarray(cut(15))],
    outcomes: [],
    code: 1007,
  },
  {
    number: '6.4.4',
    title: 'the same, the second being the octet that shows it',
    steps: [whole.subarray(0, cut(12)), whole.subarray(cut(12), cut(13)), whole.subarray(cut(13))],
    outcomes: [],
    code: 1007,
  },
];

export const utf8Cases: readonly Case[] = [...handled, ...tables];
