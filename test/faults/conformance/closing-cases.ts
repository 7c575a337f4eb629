/** Autobahn 7: how connections end. */
import { frame } from '../../helpers/wire';
import { close, more, ping, said, text, type Case } from './case';

const HELLO = 'Hello World!';
const NOT_UTF8 = Buffer.from('cebae1bdb9cf83cebcceb5eda080656469746564', 'hex');

/** What a client may say, RFC 6455 §7.4 and the registry since. */
const valid = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
const invalid = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];

export const closingCases: readonly Case[] = [
  {
    number: '7.1.1',
    title: 'a message, then a close',
    steps: [text(HELLO), { outcomes: 1 }, close(1000)],
    outcomes: [said(HELLO)],
    code: 1000,
  },
  { number: '7.1.2', title: 'two close frames', steps: [Buffer.concat([close(1000), close()])], outcomes: [], code: 1000 },
  { number: '7.1.3', title: 'a ping after the close', steps: [Buffer.concat([close(1000), ping()])], outcomes: [], code: 1000 },
  {
    number: '7.1.4',
    title: 'a message after the close',
    steps: [Buffer.concat([close(1000), text(HELLO)])],
    outcomes: [],
    code: 1000,
  },
  {
    ...{ number: '7.1.5', title: 'a close between two fragments', outcomes: [], code: 1000 },
    steps: [Buffer.concat([text('fragment1', { fin: false }), close(1000), more('fragment2')])],
  },
  {
    ...{ number: '7.1.6', title: '256 KiB, a message, a close and a ping, at Hearth’s own limit', outcomes: [], code: 1009 },
    steps: [Buffer.concat([text('BAsd7&jh23'.repeat(26_215).slice(0, 262_144)), text(HELLO), close(1000), ping()])],
  },
  { number: '7.3.1', title: 'a close without code', steps: [close()], outcomes: [], code: 1005 },
  { number: '7.3.2', title: 'a close of one octet', steps: [frame({ opcode: 8, payload: 'a' })], outcomes: [], code: 1002 },
  { number: '7.3.3', title: 'a close with a code', steps: [close(1000)], outcomes: [], code: 1000 },
  { number: '7.3.4', title: 'a close with a code and a reason', steps: [close(1000, HELLO)], outcomes: [], code: 1000 },
  { number: '7.3.5', title: 'a close with the longest reason', steps: [close(1000, '*'.repeat(123))], outcomes: [], code: 1000 },
  { number: '7.3.6', title: 'a close with a reason too long', steps: [close(1000, '*'.repeat(124))], outcomes: [], code: 1002 },
  { number: '7.5.1', title: 'a reason that is no UTF-8', steps: [close(1000, NOT_UTF8)], outcomes: [], code: 1007 },
  ...valid.map((code, index) => ({
    ...{ number: `7.7.${String(index + 1)}`, title: `a close with ${String(code)}`, steps: [close(code)], outcomes: [], code },
  })),
  ...invalid.map((code, index) => ({
    ...{
      number: `7.9.${String(index + 1)}`,
      title: `a close with ${String(code)}`,
      steps: [close(code)],
      outcomes: [],
      code: 1002,
    },
  })),
  { number: '7.13.1', title: 'a close with 5000', steps: [close(5_000)], outcomes: [], code: 1002 },
  { number: '7.13.2', title: 'a close with 65535', steps: [close(65_535)], outcomes: [], code: 1002 },
];
