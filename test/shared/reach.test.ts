import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/shared/address';
import { bestFirst, hostAddresses, inviteHosts, type InterfaceAddress } from '../../src/shared/reach';
import type { Guests } from '../../src/shared/protocol';

const hubId = 'k'.repeat(43);
const at = (name: string, host: string, internal = false): InterfaceAddress => ({ name, host, internal });
const listed = (addresses: InterfaceAddress[], port = 8080, guests: Guests = 'encrypted') =>
  hostAddresses({ addresses, port, guests }, hubId);

describe('addresses of a host', () => {
  it('come best first', () => {
    const found = [
      at('lo', '127.0.0.1', true),
      at('lo', '::1', true),
      at('docker0', '172.17.0.1'),
      at('tailscale0', '100.101.102.103'),
      at('veth12', '192.168.240.1'),
      at('eth1', '169.254.3.4'),
      at('eth0', 'fe80::1'),
      at('eth0', '2001:db8::5'),
      at('eth0', 'fd00::5'),
      at('eth2', '203.0.113.9'),
      at('wlan0', '10.1.2.3'),
      at('eth0', '192.168.1.20'),
    ];
    expect(bestFirst(found).map(({ host }) => host)).toEqual([
      '10.1.2.3',
      '192.168.1.20',
      '203.0.113.9',
      'fd00::5',
      '2001:db8::5',
      '172.17.0.1',
      '100.101.102.103',
      '192.168.240.1',
      '169.254.3.4',
      '127.0.0.1',
      '::1',
    ]);
  });

  it.each([
    ['172.15.0.1', false],
    ['172.16.0.1', true],
    ['172.31.255.1', true],
    ['172.32.0.1', false],
    ['192.169.0.1', false],
    ['100.63.0.1', false],
  ])('%s private: %s', (host, isPrivate) => {
    const [first] = bestFirst([at('eth0', host), at('eth1', '10.0.0.1')]);
    expect(first?.host).toBe(isPrivate ? host : '10.0.0.1');
  });

  it('carry an invite that begins with them, names the others, and leaves loopback out', () => {
    const [first, second, last] = listed([at('lo', '127.0.0.1', true), at('eth0', '192.168.1.20'), at('eth0', 'fd00::5')], 8081);
    expect(first?.url).toBe('https://192.168.1.20:8081/');
    expect(second?.url).toBe('https://[fd00::5]:8081/');
    expect(parseAddress(first?.invite ?? '')).toEqual({
      urls: ['wss://192.168.1.20:8081/ws', 'wss://[fd00::5]:8081/ws'],
      label: '192.168.1.20:8081',
      hubId,
    });
    expect(parseAddress(last?.invite ?? '')?.urls).toEqual([
      'wss://127.0.0.1:8081/ws',
      'wss://192.168.1.20:8081/ws',
      'wss://[fd00::5]:8081/ws',
    ]);
  });

  it('fit a QR code however many there are', () => {
    const many = Array.from({ length: 60 }, (_, index) => at('eth0', `10.0.${String(index)}.1`));
    expect(listed(many)[0]?.invite.length).toBeLessThan(200);
  });

  it.each([
    ['encrypted', 'https:'],
    ['plain', 'http:'],
    // No browser may join, so the link is for the app alone.
    ['off', 'hearth:'],
  ] as const)('with guests %s begin with %s, and lead the app to the same place by TLS', (guests, scheme) => {
    const [first] = listed([at('eth0', '192.168.1.20')], 8081, guests);
    expect(first?.invite).toBe(`${scheme}//192.168.1.20:8081/#k=${hubId}`);
    expect(first?.url).toBe(`${scheme}//192.168.1.20:8081/`);
    expect(parseAddress(first?.invite ?? '')).toMatchObject({ urls: ['wss://192.168.1.20:8081/ws'], hubId });
  });
});

describe('the addresses of an invite', () => {
  const found = [at('lo', '127.0.0.1', true), at('docker0', '172.17.0.1'), at('eth0', '192.168.1.20')];

  it('are those of the network, best first', () => {
    expect(inviteHosts(found)).toEqual(['192.168.1.20', '172.17.0.1']);
  });

  it('begin with the one that is known to work', () => {
    expect(inviteHosts(found, 'host.name')).toEqual(['host.name', '192.168.1.20', '172.17.0.1']);
    expect(inviteHosts(found, '172.17.0.1')).toEqual(['172.17.0.1', '192.168.1.20']);
  });

  it("are this machine's own only where it has no others", () => {
    expect(inviteHosts([at('lo', '::1', true), at('lo', '127.0.0.1', true)])).toEqual(['::1', '127.0.0.1']);
    // Of Windows' Linux: an address of the loopback interface that does not look like one.
    expect(inviteHosts([at('lo', '10.255.255.254', true), at('eth0', '172.20.1.2')])).toEqual(['172.20.1.2']);
  });
});
