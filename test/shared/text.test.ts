import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { cleanName, cleanText, decodeHubFrame, foldName } from '../../src/shared/protocol';

describe('cleanName', () => {
  it.each([
    ['Ada', 'Ada'],
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ['Zoe\u0308', 'Zoë'],
    ['محمد', 'محمد'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['👩\u200d🔬', '👩\u200d🔬'],
    ['x'.repeat(64), 'x'.repeat(64)],
  ])('keeps %j', (raw, text) => {
    expect(cleanName(raw)).toEqual({ ok: true, text });
  });

  it.each([
    '',
    '   ',
    'x'.repeat(65),
    'a\u0000b',
    '\u0007',
    'a\nb',
    'exe.\u202Etxt',
    'a\u200Bb',
    'Hanna\u2800',
    'Hanna\uFFFC',
    'Hanna\u{1D159}',
    'Hanna\u{13441}',
    'Hanna\u{13442}',
    '\u00AD',
    '\uD800',
    '\u200D',
    '\u0301',
    'a\uFEFFb',
    'a\u2028b',
  ])('refuses %j', (raw) => {
    expect(cleanName(raw)).toEqual({ ok: false, code: 'bad_name' });
  });

  it('looks at no more than four times what may stay: composing is slow by the square of the marks', () => {
    expect(cleanName('a'.padEnd(256))).toEqual({ ok: true, text: 'a' });
    const compose = vi.spyOn(String.prototype, 'normalize');
    for (const raw of ['a'.padEnd(257), `a${'\u0316\u0301'.repeat(16_000)}`])
      expect(cleanName(raw)).toEqual({ ok: false, code: 'bad_name' });
    const calls = compose.mock.calls.length;
    compose.mockRestore();
    expect(calls).toBe(0);
  });

  it('says the same about a name that it cleaned', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (raw) => {
        const once = cleanName(raw);
        if (once.ok) expect(cleanName(once.text)).toEqual(once);
      }),
    );
  });
});

describe('cleanText', () => {
  it('keeps what was typed, with line feeds as line ends', () => {
    expect(cleanText('  a\r\n\tb\rc  ')).toEqual({ ok: true, text: '  a\n\tb\nc  ' });
    expect(cleanText('a\u0000\u001Bb')).toEqual({ ok: true, text: 'ab' });
  });

  it.each([
    ['', 'empty_message'],
    [' \n\t ', 'empty_message'],
    ['\u200B', 'empty_message'],
    ['x'.repeat(8_001), 'text_too_long'],
    ['\uDC00', 'bad_message'],
  ])('refuses %j', (raw, code) => {
    expect(cleanText(raw)).toEqual({ ok: false, code });
  });

  it('takes 8,000 characters', () => {
    expect(cleanText('x'.repeat(8_000)).ok).toBe(true);
  });
});

it('folds names that people take for the same', () => {
  expect(foldName('LOBBY')).toBe(foldName('ｌｏｂｂｙ'));
});

it('takes no name from a hub that is longer than any could be', () => {
  const left = (name: string): boolean =>
    decodeHubFrame(JSON.stringify({ type: 'presence', room: 'r', joined: [{ id: 'k-a', name }], left: [], count: 1 })).ok;
  expect([left('a'.repeat(256)), left('a'.repeat(257))]).toEqual([true, false]);
});
