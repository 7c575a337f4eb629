import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyWords } from '../../src/shared/names/key-words';
import { imitates, skeleton } from '../../src/shared/names/skeleton';
import { cleanName } from '../../src/shared/protocol';

describe('T1, T2: imitation', () => {
  it.each([
    ['Anna', 'anna', 'case'],
    ['Anna', 'An na', 'a space'],
    ['Anna', 'Аnna', 'Cyrillic А'],
    ['Anna', 'Αnna', 'Greek Α'],
    ['Anna', 'Annа', 'Cyrillic а'],
    ['Anna', 'Ａｎｎａ', 'full width'],
    ['Anna', '𝐀𝐧𝐧𝐚', 'mathematical bold'],
    ['Otto', 'ᴏttᴏ', 'small capitals'],
    ['Hanna', 'ʜᴀɴɴᴀ', 'small capitals throughout'],
    ['Tom', 'ᴛᴏᴍ', 'a small capital that looks like two letters'],
    ['Bill', 'ʙɪʟʟ', 'small capitals that look like ones'],
    ['Anna', 'Ann\u200da', 'a joiner'],
    ['Anna', 'Ann\u200ca', 'a non-joiner'],
    ['Anna', 'Anna\ufe0f', 'a variation selector'],
    ['Anna', 'Anna\u{e0041}', 'a tag character'],
    ['Anna', 'An\u034fna', 'a grapheme joiner'],
    ['paul', 'раul', 'Cyrillic р and а'],
    ['Ian', 'lan', 'small l for capital I'],
    ['Bill', 'BiII', 'capital I for small l'],
    ['Bill', 'Bi11', 'ones'],
    ['Otto', '0tt0', 'zeros'],
    ['Tom', 'Torn', 'r and n'],
    ['José', 'Jose\u0301', 'composed and not'],
    ['Zoë', 'Ζоё', 'Greek and Cyrillic with the same mark'],
    ['ΑΒΓ', 'АВГ', 'Greek and Cyrillic'],
    ['System', 'Ѕуѕtеm', 'five Cyrillic letters'],
    ['ﬁona', 'fiona', 'a ligature'],
    ['Mⅸ', 'Mix', 'a Roman numeral'],
  ])('%s is imitated by %s (%s)', (name, other) => {
    expect(imitates(other, name)).toBe(true);
  });

  it.each([
    ['Anna', 'Hanna'],
    ['Anna', 'Anna 2'],
    ['Anna', 'Anne'],
    ['Jose', 'José'],
    ['Müller', 'Mueller'],
    ['محمد', 'محمود'],
    ['王伟', '王芳'],
    ['👩‍🔬', '👩‍🚀'],
  ])('%s and %s are two', (name, other) => {
    expect(imitates(name, other)).toBe(false);
  });

  it('looks at plain names as at all others, only faster', () => {
    // What follows a plain name keeps it from the fast way.
    const slowly = (name: string): string => skeleton(`${name}Ж`).slice(0, -skeleton('Ж').length);
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 64 }), (name) => skeleton(name) === slowly(name)),
      { numRuns: 2_000 },
    );
  });

  it('is the same for a skeleton and what it was made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 64 }), (name) => skeleton(skeleton(name)) === skeleton(name)),
      { numRuns: 20_000 },
    );
  });

  it('of the longest name costs no time to speak of', () => {
    expect(skeleton('Ж'.repeat(64))).toHaveLength(64);
    expect(skeleton('ﷺ'.repeat(64)).length).toBeGreaterThan(64);
  });
});

describe('T2: marks', () => {
  it('of any language stay, a pile of them is no name', () => {
    expect(cleanName('Nguyễn Thị Phương')).toMatchObject({ ok: true });
    expect(cleanName('นํ้า')).toMatchObject({ ok: true });
    expect(cleanName(`Z${'\u0351'.repeat(4)}`)).toMatchObject({ ok: true });
    expect(cleanName(`Z${'\u0351'.repeat(5)}`)).toEqual({ ok: false, code: 'bad_name' });
    expect(cleanName(`Anna${'\u0301'.repeat(5_000)}`)).toEqual({ ok: false, code: 'bad_name' });
  });
});

describe('T1: key words', () => {
  const id = 'k-Ut4rHIBcbaWA9A0yyF8EUqNA2oSuHh3Ps0Ghc4f7zF0';

  it('are four, for ever the same ones', () => {
    expect(keyWords('k-AAAAAAAAAAA')).toBe('abandon abandon abandon abandon');
    expect(keyWords('k-__________8')).toBe('zoo zoo zoo zoo');
    expect(keyWords(id)).toBe(keyWords(id));
    expect(keyWords(id).split(' ')).toHaveLength(4);
  });

  it('change with each of the first 44 bits and with no later one', () => {
    const bytes = Buffer.from(id.slice(2), 'base64url');
    const of = (buffer: Buffer): string => keyWords(`k-${buffer.toString('base64url')}`);
    const all = new Set([of(bytes)]);
    for (let bit = 0; bit < 48; bit += 1) {
      const other = Buffer.from(bytes);
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (128 >> (bit & 7));
      if (bit < 44) expect(all.has(of(other))).toBe(false);
      else expect(of(other)).toBe(of(bytes));
      all.add(of(other));
    }
  });
});
