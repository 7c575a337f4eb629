import { expect, it } from 'vitest';
import { exported, fileNameOf } from '../../../src/client/archive/export';
import type { Entry } from '../../../src/shared/protocol';
import { ada, deletion, entry } from '../../helpers/fake-chat-api';
import { MemoryHistory } from '../../helpers/memory-ports';

const about = { hub: 'h', room: 'r', hubName: '<b>Werk"statt</b>', roomName: "a'b", at: Date.UTC(2026, 10, 21) };

async function page(...log: Entry[]): Promise<string> {
  const history = new MemoryHistory();
  await history.append('h', 'r', log);
  let whole = '';
  for await (const piece of exported(history, about, 'html')) whole += piece;
  return whole;
}

it('is one page in which everything that somebody wrote is text', async () => {
  const nasty = '</p><script>alert(1)</script><img src=x onerror=alert(1)>&amp;"\'';
  const whole = await page(entry(1, { id: 'k', name: '<script>' }, nasty), entry(2, ada, 'plain'));
  const document = whole.replace(/<!doctype html>/, '');
  expect(whole).toContain(
    '&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;&quot;&#39;',
  );
  expect(whole).toContain('&lt;b&gt;Werk&quot;statt&lt;/b&gt;');
  const tags = new Set([...document.matchAll(/<(\w+)/g)].map(([, tag]) => tag));
  expect([...tags].sort()).toEqual(
    [
      'html',
      'head',
      'meta',
      'title',
      'style',
      'body',
      'h1',
      'footer',
      'time',
      'main',
      'h2',
      'article',
      'header',
      'b',
      'p',
    ].sort(),
  );
  expect(whole).not.toMatch(/\s(on\w+|src|href)="/);
  expect(whole.indexOf('Content-Security-Policy')).toBeLessThan(whole.indexOf('<title>'));
  expect(whole).toContain("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
});

it('says nothing of what was deleted, and heads each day once', async () => {
  const whole = await page(
    entry(1, ada, 'secret', Date.UTC(2026, 0, 1, 10)),
    entry(2, ada, 'kept', Date.UTC(2026, 0, 1, 11)),
    deletion(3, ada, 1, Date.UTC(2026, 0, 2)),
    entry(4, ada, 'later', Date.UTC(2026, 0, 2, 9, 30)),
    entry(5, ada, 'odd', 9e15),
  );
  expect(whole).not.toContain('secret');
  expect([...whole.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, day]) => day)).toEqual(['2026-01-01', '2026-01-02', '0000-00-00']);
  expect(whole).toContain('09:30 UTC');
});

it('shows the newest text and when it was given, what is answered, and reactions, all of it as text', async () => {
  const nasty = '<i>"x"</i>';
  const head = (seq: number) => ({ seq, id: `s${String(seq)}`, author: ada, at: Date.UTC(2026, 0, 1, 12) });
  const whole = await page(
    entry(1, ada, 'first', Date.UTC(2026, 0, 1, 10)),
    { ...head(2), kind: 'message', text: nasty, reply: 1 },
    { ...head(3), kind: 'edit', target: 1, text: `second ${nasty}` },
    { ...head(4), kind: 'reaction', target: 2, emoji: '👍', on: true },
    { ...head(5), kind: 'reaction', target: 2, emoji: '🔥', on: true },
    { ...head(6), kind: 'reaction', target: 2, emoji: '🔥', on: false },
    { ...head(7), kind: 'topic', text: nasty },
    { ...head(8), kind: 'message', text: 'gone too', reply: 1 },
    { ...head(9), kind: 'edit', target: 8, text: 'secret' },
    deletion(10, ada, 8, Date.UTC(2026, 0, 1, 14)),
  );
  expect(whole).not.toMatch(/<i>|first|secret|🔥/);
  expect(whole).toContain('second &lt;i&gt;&quot;x&quot;&lt;/i&gt;</p>');
  expect(whole).toContain('✎ 2026-01-01 12:00 UTC');
  expect(whole).toMatch(/<blockquote><a href="#m1">Ada<\/a> second &lt;i&gt;.*<\/blockquote>/);
  expect(whole).toContain('👍 Ada');
});

it('has a name that every system takes', () => {
  expect(fileNameOf({ ...about, hubName: '../../etc\u202e', roomName: 'a/b\\c:d\n*?' }, 'json')).toBe(
    '__.._etc_ – a_b_c_d___ 2026-11-21.json',
  );
});
