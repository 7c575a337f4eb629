import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlight } from '../../../src/renderer/src/logic/highlight';
import { readMarkdown, type TextNode } from '../../../src/renderer/src/logic/markdown';

/** The tree in short: `p(hello em(you))`. */
function short(nodes: readonly TextNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return node;
      if (node.kind === 'code') return `code(${node.text})`;
      if (node.kind === 'mention') return `at(${node.text})`;
      if (node.kind === 'block') return `block[${node.language}](${node.text})`;
      if (node.kind === 'link') return `a[${node.href}](${short(node.children)})`;
      return `${node.tag}${node.start === undefined ? '' : String(node.start)}${node.align ? `.${node.align}` : ''}(${short(node.children)})`;
    })
    .join('');
}
const read = (text: string): string => short(readMarkdown(text));
const words = (nodes: readonly TextNode[]): string =>
  nodes.map((node) => (typeof node === 'string' ? node : 'text' in node ? node.text : words(node.children))).join('');
function* all(nodes: readonly TextNode[]): Generator<TextNode> {
  for (const node of nodes) {
    yield node;
    if (typeof node !== 'string' && 'children' in node) yield* all(node.children);
  }
}
const hrefs = (text: string): string[] =>
  [...all(readMarkdown(text))].flatMap((node) => (typeof node !== 'string' && node.kind === 'link' ? [node.href] : []));

describe('readMarkdown', () => {
  it.each([
    ['just words, 3.5 * 2', 'p(just words, 3.5 * 2)'],
    ['*a* **b** _c_ ~~d~~ `e *f*`', 'p(em(a) strong(b) em(c) s(d) code(e *f*))'],
    ['one\ntwo\n\nthree', 'p(one\ntwo)p(three)'],
    ['- oak\n- dry\n  - very', 'ul(li(oak)li(dryul(li(very))))'],
    ['3. c\n4. d', 'ol3(li(c)li(d))'],
    ['> said\n> before\n\nanswer', 'blockquote(p(said\nbefore))p(answer)'],
    ['```ts\nconst a = 1;\n```', 'block[ts](const a = 1;)'],
    ['```\nplain <b>\n', 'block[](plain <b>)'],
    ['|a|b|\n|:-:|-:|\n|1|2|', 'table(thead(tr(th.center(a)th.end(b)))tbody(tr(td.center(1)td.end(2))))'],
    ['[the drawings](https://example.com/a)', 'p(a[https://example.com/a](the drawings))'],
    ['<https://example.com/>', 'p(a[https://example.com/](https://example.com/))'],
  ])('%j', (text, tree) => {
    expect(read(text)).toBe(tree);
  });

  it.each([
    '# no heading',
    'no\n===\nheading',
    '    indented',
    '![alt](https://example.com/a.png) is not fetched',
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<b>bold</b> &amp; &lt;',
    '[x]: https://example.com',
    '---',
  ])('leaves %j as it is', (text) => {
    const tree = readMarkdown(text);
    expect(
      [...all(tree)].every((node) => typeof node === 'string' || node.kind === 'link' || ('tag' in node && node.tag === 'p')),
    ).toBe(true);
    expect(words(tree).replace('alt', '![alt](https://example.com/a.png)').replace(/\s/g, '')).toContain(text.slice(0, 1).trim());
  });

  it.each([
    ['see https://example.com/a.', ['https://example.com/a']],
    ['(www.example.com) and example.org', ['http://www.example.com/', 'http://example.org/']],
    ['mail ada@example.com', ['mailto:ada@example.com']],
    ['https://例え.jp/', ['https://xn--r8jz45g.jp/']],
    ['javascript:alert(1) smb://a/b search-ms:x ms-msdt:x \\\\a\\b file:///etc/passwd ftp://example.com/', []],
    ['[x](javascript:alert(1)) [y](data:text/html,x) [z](smb://a/b) [w](//evil.example)', []],
    ['https://bank.example@evil.example/', ['https://bank.example/']],
    ['README.md main.rs build.sh app.py lib.so and example.md', []],
    ['no link here: 3.5, 10.0.0.1 or e.g. 10:30', []],
    ['<a href="javascript:alert(1)">x</a>', []],
  ])('links of %s', (text, expected) => {
    expect(hrefs(text)).toEqual(expected);
  });

  it('makes no part that is not on its list, whatever comes, and none that leads elsewhere', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.webUrl(),
      fc.constantFrom(
        '//a.b/',
        'javascript:',
        '\n',
        '\n\n',
        '> ',
        '- ',
        '1. ',
        '```',
        '`',
        '**',
        '_',
        '~~',
        '|',
        '|-|',
        '[',
        '](',
        ')',
        '<',
        '>',
        '&lt;',
        '![',
        '    ',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        for (const node of all(readMarkdown(pieces.join('')))) {
          if (typeof node === 'string' || node.kind !== 'link') continue;
          expect(node.href).toMatch(/^(https?:\/\/|mailto:)/);
        }
      }),
    );
  });

  it('stands texts that were made to be slow or deep', () => {
    expect(hrefs('//a.b/'.repeat(1_300))).toEqual([]);
    expect(hrefs(`https://example.com/ ${'x'.repeat(8_192)}`)).toEqual([]);
    for (const text of [
      '>'.repeat(8_000),
      '- '.repeat(4_000),
      '['.repeat(8_000),
      '*a '.repeat(2_600),
      '`'.repeat(7_999),
      '|'.repeat(8_000),
    ])
      expect(words(readMarkdown(text)).length).toBeLessThanOrEqual(8_000);
    // Short rows are filled up: this one would have 65,000 cells.
    const table = `|${'|'.repeat(2_000)}\n|${'-|'.repeat(2_000)}\n${'|\n'.repeat(900)}`;
    expect([...all(readMarkdown(table))].length).toBeLessThan(5_000);
    expect([...all(readMarkdown(`|a|b|\n|-|-|\n${'|1|2|\n'.repeat(90)}`))].length).toBeGreaterThan(180);
    let depth = 0;
    let nodes = readMarkdown('>'.repeat(8_000));
    for (; nodes.length === 1 && typeof nodes[0] === 'object' && 'children' in nodes[0]; nodes = nodes[0].children) depth += 1;
    expect(depth).toBeLessThan(20);
  });
});

describe('highlight', () => {
  it('colours what it knows and keeps every character', () => {
    const code = 'const a = "x<y>"; // done';
    const parts = highlight(code, 'ts');
    expect(parts?.map(({ text }) => text).join('')).toBe(code);
    expect(parts?.find(({ text }) => text === 'const')?.kind).toBe('hljs-keyword');
    expect(highlight(code, 'no such language')).toBeNull();
    expect(highlight('0_'.repeat(1_001), 'scss')).toBeNull();
  });
});
