import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textParts } from '../../../src/renderer/src/logic/links';

const hrefs = (text: string): string[] => textParts(text).flatMap(({ href }) => href ?? []);

describe('textParts', () => {
  it.each([
    ['see https://example.com/a.', ['https://example.com/a']],
    ['(www.example.com) and example.org', ['http://www.example.com/', 'http://example.org/']],
    ['mail ada@example.com', ['mailto:ada@example.com']],
    ['https://例え.jp/', ['https://xn--r8jz45g.jp/']],
    ['javascript:alert(1) smb://a/b search-ms:x ms-msdt:x \\\\a\\b file:///etc/passwd ftp://example.com/', []],
    ['https://bank.example@evil.example/', ['https://bank.example/']],
    ['no link here: 3.5 or e.g. 10:30', []],
    ['<a href="javascript:alert(1)">x</a>', []],
  ])('%s', (text, expected) => {
    expect(hrefs(text)).toEqual(expected);
  });

  it('shows all of a text, whatever is in it', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.webUrl(),
      fc.emailAddress(),
      fc.constantFrom('//a.b/', 'javascript:', '\n'),
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join(' ');
        const parts = textParts(text);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        for (const { href } of parts) if (href) expect(href).toMatch(/^(https?:\/\/|mailto:)/);
      }),
    );
  });

  it('finds none in the row of //a.b/ that makes a search quadratic, nor in a text above 8 KiB', () => {
    expect(hrefs('//a.b/'.repeat(1_300))).toEqual([]);
    expect(hrefs(`https://example.com/ ${'x'.repeat(8_192)}`)).toEqual([]);
  });
});
