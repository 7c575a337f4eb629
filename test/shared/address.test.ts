import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostPortOf, inviteLink, isLoopback, isLoopbackUrl, parseAddress, withoutFragment } from '../../src/shared/address';

const hubId = 'h'.repeat(43);

describe('parseAddress', () => {
  it.each([
    ['192.168.1.20', 'wss://192.168.1.20:8080/ws'],
    [' 192.168.1.20 ', 'wss://192.168.1.20:8080/ws'],
    ['192.168.1.20:9000', 'wss://192.168.1.20:9000/ws'],
    ['192.168.1.20:80', 'wss://192.168.1.20:80/ws'],
    ['host.name', 'wss://host.name:8080/ws'],
    ['localhost:8080', 'wss://localhost:8080/ws'],
    ['ws://host.name', 'ws://host.name:80/ws'],
    ['ws://host.name:8080/ws', 'ws://host.name:8080/ws'],
    ['wss://chat.example', 'wss://chat.example:443/ws'],
    ['wss://chat.example/hearth/ws', 'wss://chat.example:443/hearth/ws'],
    ['http://192.168.1.20:8080/', 'wss://192.168.1.20:8080/ws'],
    ['http://host.name', 'wss://host.name:80/ws'],
    ['HTTP://host.name', 'wss://host.name:80/ws'],
    ['WS://host.name:81', 'ws://host.name:81/ws'],
    ['https://chat.example', 'wss://chat.example:443/ws'],
    ['hearth://192.168.1.20', 'wss://192.168.1.20:8080/ws'],
    ['[fe80::1]', 'wss://[fe80::1]:8080/ws'],
    ['[::1]:9000', 'wss://[::1]:9000/ws'],
    ['::1', 'wss://[::1]:8080/ws'],
  ])('%s', (text, url) => {
    expect(parseAddress(text)?.urls).toEqual([url]);
  });

  it.each([
    '',
    '   ',
    'two words',
    'ftp://host',
    'javascript://x',
    'ws://',
    'host:99999',
    'http://user:pw@host/',
    'x'.repeat(3_000),
    '[::1',
    'ws://h/#k=short',
    `hearth://h/#a=user%40h2&k=${hubId}`,
    `hearth://h/#a=h2+&k=${hubId}`,
    `hearth://h/#a=h2%3A9000%2Fws&k=${hubId}`,
    'https://good.example/#a=evil.example',
  ])('refuses %s', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  it('reads every address and the hub id back from an invite', () => {
    const invite = { hosts: ['192.168.1.20', '10.0.0.5', 'fe80::1'], port: 8081, hubId };
    for (const scheme of ['https', 'http', 'hearth'] as const) {
      expect(parseAddress(inviteLink(invite, scheme))).toEqual({
        urls: ['wss://192.168.1.20:8081/ws', 'wss://10.0.0.5:8081/ws', 'wss://[fe80::1]:8081/ws'],
        label: '192.168.1.20:8081',
        hubId,
      });
    }
  });

  it('reads the secret back from an invite, and shows it nowhere else', () => {
    const secret = 'aB3_-'.padEnd(22, 'x');
    const invite = { hosts: ['192.168.1.20', '10.0.0.5'], port: 8081, hubId, secret };
    for (const scheme of ['https', 'http', 'hearth'] as const) {
      const link = inviteLink(invite, scheme);
      const { secret: read, ...target } = parseAddress(link) ?? {};
      expect([read, target]).toEqual([secret, parseAddress(inviteLink({ hosts: invite.hosts, port: 8081, hubId }, scheme))]);
      expect(JSON.stringify(target)).not.toContain(secret);
      expect(withoutFragment(link)).toBe(`${scheme}://192.168.1.20:8081/`);
    }
  });

  it.each([`#k=${hubId}&s=short`, `#s=${'s'.repeat(22)}`, `#k=${hubId}&s=${'s'.repeat(23)}`, `#k=${hubId}&s=${'!'.repeat(22)}`])(
    'refuses a secret that is damaged, or that no key is named for: %s',
    (fragment) => expect(parseAddress(`https://h/${fragment}`)).toBeNull(),
  );

  it('takes the port from where a URL has it, and from nowhere else', () => {
    for (const text of ['ws://h\\:65536/', 'ws://h/a:9000', 'ws://h/?x=:9000', 'ws://h/#:9000'])
      expect(new URL(parseAddress(text)?.urls[0] ?? '').host).toBe('h');
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => void parseAddress(text)));
    fc.assert(fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (text) => void parseAddress(text)));
  });
});

describe('this computer', () => {
  it.each(['127.0.0.1', '127.8.9.10', '::1', '[::1]', 'localhost', 'LOCALHOST'])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each([
    '128.0.0.1',
    '1127.0.0.1',
    '127.example.org',
    '127.0.0.1.example.org',
    'localhost.example.org',
    'x.localhost',
    '[::2]',
    '',
  ])('is not %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });

  it('is found in a URL', () => {
    const urls = ['wss://127.0.0.1:8080/ws', 'ws://[::1]:80/ws', 'ws://localhost/ws', 'ws://192.168.1.20:8080/ws'];
    expect(urls.map(isLoopbackUrl)).toEqual([true, true, true, false]);
    expect(hostPortOf('wss://[::1]:8080/a/b')).toBe('[::1]:8080');
  });
});
