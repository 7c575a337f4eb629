import { describe, expect, it } from 'vitest';
import { fold, foldMapped } from '../../../src/client/search/fold';
import { seeded } from '../../helpers/seeded';
import { sentence } from '../../helpers/sentences';

describe('fold', () => {
  it.each([
    ['ÉCOLE', 'école'],
    ['cafe\u0301', 'CAFÉ'],
    ['Straße', 'STRASSE'],
    ['ŁÓDŹ', 'lodz'],
    ['Σίσυφος', 'ΣΙΣΥΦΟΣ'],
    ['İstanbul', 'istanbul'],
    ['السَّلَام', 'السلام'],
    ['كتـــاب', 'كتاب'],
    ['أحمد', 'احمد'],
    ['ｶﾞｽ', 'ガス'],
    ['ＡＢＣ１', 'abc1'],
    ['a\n\t b\u00a0c\u3000d', 'a b c d'],
    ['don’t', "don't"],
  ])('takes %s and %s for the same', (one, other) => {
    expect(fold(one)).toBe(fold(other));
  });

  it.each([
    ['がく', 'かく'],
    ['ぱ', 'ば'],
    ['oder', 'eder'],
    ['कि', 'क'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(fold(one)).not.toBe(fold(other));
  });

  it('folds letter by letter to what it folds at once, with the way back', () => {
    const random = seeded();
    for (let round = 0; round < 500; round += 1) {
      const text = sentence(random, 12);
      const { text: folded, starts, ends } = foldMapped(text);
      const seed = `HEARTH_SEED=${String(random.seed)} ${JSON.stringify(text)}`;
      expect(folded, seed).toBe(fold(text));
      for (let i = 0; i < folded.length; i += 1) {
        expect(fold(text.slice(starts[i], ends[i])), seed).toContain(folded[i]);
        expect(starts[i + 1], seed).toBeGreaterThanOrEqual(starts[i] ?? 0);
      }
    }
  });
});
