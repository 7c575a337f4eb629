import { describe, expect, it } from 'vitest';
import { receiptOf, receiptWord } from '../../../src/renderer/src/logic/receipts';

const at = (received: number, read: number | null) => ({ id: `k-${String(received)}-${String(read)}`, received, read });

describe('what is said of a message', () => {
  it.each([
    ['that the hub has it, where nobody else is there', null, { word: 'saved' }],
    ['that the hub has it, where nobody is told of', [], { word: 'saved' }],
    ['that the hub has it, where nobody else has', [at(4, 4)], { word: 'saved' }],
    ['how many have it', [at(5, 4), at(4, 4)], { word: 'received', count: 1, of: 2 }],
    ['that all have it', [at(5, 4), at(6, null)], { word: 'receivedAll', of: 2 }],
    ['how many read it, before how many have it', [at(5, 5), at(5, 4), at(1, 1)], { word: 'read', count: 1, of: 3 }],
    ['that all read it', [at(5, 5), at(9, 9)], { word: 'readAll', of: 2 }],
    ['not that all read it, where one does not tell', [at(5, 5), at(5, null)], { word: 'read', count: 1, of: 2 }],
    ['nothing of reading, where nobody tells', [at(5, null)], { word: 'receivedAll', of: 1 }],
    ['that who read it has it', [at(0, 5)], { word: 'readAll', of: 1 }],
  ] as const)('%s', (_, cursors, word) => {
    expect(receiptWord(receiptOf(cursors, 5))).toEqual(word);
  });
});
