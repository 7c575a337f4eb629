import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inviteLink, parseAddress } from '../../src/shared/address';

const hubId = 'h'.repeat(43);

describe('parseAddress', () => {
  it.each([
    ['192.168.1.20', 'ws://192.168.1.20:8080/ws'],
    [' 192.168.1.20 ', 'ws://192.168.1.20:8080/ws'],
    ['192.168.1.20:9000', 'ws://192.168.1.20:9000/ws'],
    ['192.168.1.20:80', 'ws://192.168.1.20:80/ws'],
    ['host.name', 'ws://host.name:8080/ws'],
    ['localhost:8080', 'ws://localhost:8080/ws'],
    ['ws://host.name', 'ws://host.name:80/ws'],
    ['ws://host.name:8080/ws', 'ws://host.name:8080/ws'],
    ['wss://chat.example', 'wss://chat.example:443/ws'],
    ['wss://chat.example/hearth/ws', 'wss://chat.example:443/hearth/ws'],
    ['http://192.168.1.20:8080/', 'ws://192.168.1.20:8080/ws'],
    ['https://chat.example', 'wss://chat.example:443/ws'],
    ['hearth://192.168.1.20', 'ws://192.168.1.20:8080/ws'],
    ['[fe80::1]', 'ws://[fe80::1]:8080/ws'],
    ['[::1]:9000', 'ws://[::1]:9000/ws'],
    ['::1', 'ws://[::1]:8080/ws'],
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
    'hearth://h/#a=user%40h2',
    'hearth://h/#a=h2+',
    'hearth://h/#a=h2%3A9000%2Fws',
  ])('refuses %s', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  it('reads every address and the hub id back from an invite', () => {
    const invite = { hosts: ['192.168.1.20', '10.0.0.5', 'fe80::1'], port: 8081, hubId };
    for (const scheme of ['http', 'hearth'] as const) {
      expect(parseAddress(inviteLink(invite, scheme))).toEqual({
        urls: ['ws://192.168.1.20:8081/ws', 'ws://10.0.0.5:8081/ws', 'ws://[fe80::1]:8081/ws'],
        label: '192.168.1.20:8081',
        hubId,
      });
    }
  });

  it('takes the port from where a URL has it, and from nowhere else', () => {
    for (const text of ['ws://h\\:65536/', 'ws://h/a:9000', 'ws://h/?x=:9000', 'ws://h/#:9000'])
      expect(new URL(parseAddress(text)?.urls[0] ?? '').host).toBe('h');
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => void parseAddress(text)));
    fc.assert(fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (text) => void parseAddress(text)));
  });
});
