import { describe, expect, it } from 'vitest';
import { addressKey, Attempts } from '../../../src/hub/access/attempts';
import { HubClock } from '../../helpers/hub-clock';

describe('T1, T16: attempts', () => {
  it('at an account count from wherever they come', () => {
    const attempts = new Attempts(5, 900_000, new HubClock());
    for (let host = 1; host <= 5; host += 1) expect(attempts.begin([`address 10.0.0.${String(host)}`, 'account ann'])).toBe(0);
    expect(attempts.begin(['address 10.0.0.6', 'account ann'])).toBe(12_000);
    // What was refused for the account was no attempt of the address.
    for (let attempt = 1; attempt <= 5; attempt += 1) expect(attempts.begin(['address 10.0.0.6', 'account ben'])).toBe(0);
  });

  it('that succeed are given back, and only they', () => {
    const attempts = new Attempts(5, 900_000, new HubClock());
    for (let attempt = 1; attempt <= 4; attempt += 1) expect(attempts.begin(['a'])).toBe(0);
    for (let success = 1; success <= 20; success += 1) {
      expect(attempts.begin(['a'])).toBe(0);
      attempts.refund(['a']);
    }
    expect(attempts.begin(['a'])).toBe(0);
    expect(attempts.begin(['a'])).toBe(12_000);
  });

  it('are free again after a minute, and forgiven after the longest wait', () => {
    const clock = new HubClock();
    const attempts = new Attempts(5, 900_000, clock);
    const all = (): number[] => Array.from({ length: 6 }, () => attempts.begin(['a']));
    expect(all()).toEqual([0, 0, 0, 0, 0, 12_000]);
    clock.advance(12_000 + 60_001);
    expect(all()).toEqual([0, 0, 0, 0, 0, 24_000]);
    clock.advance(24_000 + 900_001);
    expect(all()).toEqual([0, 0, 0, 0, 0, 12_000]);
  });

  it('have no limit where it is off', () => {
    const attempts = new Attempts(0, 900_000, new HubClock());
    expect(Math.max(...Array.from({ length: 100 }, () => attempts.begin(['a'])))).toBe(0);
  });

  it('of ten thousand addresses take bounded memory', () => {
    const attempts = new Attempts(1, 900_000, new HubClock());
    for (let key = 0; key < 20_001; key += 1) attempts.begin([String(key)]);
    expect(attempts.size).toBe(10_000);
  });

  it.each([
    ['192.168.1.20', '192.168.1.20'],
    ['2001:db8:1:2:aaaa::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fd00::1', 'fd00:0:0:0::/64'],
    ['fe80::1', 'fe80::1'],
    ['::1', '::1'],
  ])('of %s count for %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
