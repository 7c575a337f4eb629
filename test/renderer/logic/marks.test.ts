import { expect, it } from 'vitest';
import { pieces } from '../../../src/renderer/src/logic/marks';

it.each([
  ['abc', [], ['abc']],
  ['abc', [[0, 3]], ['[abc]']],
  [
    'abcdef',
    [
      [1, 2],
      [4, 6],
    ],
    ['a', '[b]', 'cd', '[ef]'],
  ],
  [
    'abc',
    [
      [2, 1],
      [-1, 2],
      [1, 9],
      [1, 2],
    ],
    ['a', '[b]', 'c'],
  ],
  [
    'abc',
    [
      [1, 2],
      [0, 2],
    ],
    ['a', '[b]', 'c'],
  ],
  ['', [[0, 0]], []],
] as [string, [number, number][], string[]][])('%s with %j', (text, marks, expected) => {
  const cut = pieces(text, marks);
  expect(cut.map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))).toEqual(expected);
  expect(cut.map((piece) => piece.text).join('')).toBe(text);
});
