import { describe, expect, it } from 'vitest';
import { addressKey, Attempts } from '../../../src/hub/access/attempts';
import { HubClock } from '../../helpers/hub-clock';

/** Counts an attempt where there need be no wait. @returns the wait */
function begin(attempts: Attempts, key = 'a'): number {
  const wait = attempts.wait(key);
  if (wait === 0) attempts.count(key);
  return wait;
}

describe('T1, T16: attempts', () => {
  it('that succeed are given back, and only they', () => {
    const attempts = new Attempts(5, 900_000, new HubClock());
    for (let attempt = 1; attempt <= 4; attempt += 1) expect(begin(attempts)).toBe(0);
    for (let success = 1; success <= 20; success += 1) {
      expect(attempts.wait('a')).toBe(0);
      attempts.refund(attempts.count('a'));
    }
    expect(begin(attempts)).toBe(0);
    expect(begin(attempts)).toBe(12_000);
  });

  it('that succeed late give back no later one', () => {
    const clock = new HubClock();
    const attempts = new Attempts(5, 900_000, clock);
    const stock = Array.from({ length: 5 }, () => attempts.count('a'));
    clock.advance(60_001);
    for (let guess = 1; guess <= 5; guess += 1) expect(begin(attempts)).toBe(0);
    for (const one of stock) attempts.refund(one);
    expect(begin(attempts)).toBe(12_000);
  });

  it('are free again after a minute, and forgiven after the longest wait', () => {
    const clock = new HubClock();
    const attempts = new Attempts(5, 900_000, clock);
    const all = (): number[] => Array.from({ length: 6 }, () => begin(attempts));
    expect(all()).toEqual([0, 0, 0, 0, 0, 12_000]);
    clock.advance(12_000 + 60_001);
    expect(all()).toEqual([0, 0, 0, 0, 0, 24_000]);
    clock.advance(24_000 + 900_001);
    expect(all()).toEqual([0, 0, 0, 0, 0, 12_000]);
  });

  it('have no limit where it is off', () => {
    const attempts = new Attempts(0, 900_000, new HubClock());
    expect(Math.max(...Array.from({ length: 100 }, () => begin(attempts)))).toBe(0);
    expect(attempts.size).toBe(0);
  });

  it('are not remembered of whoever is only asked about', () => {
    const attempts = new Attempts(5, 900_000, new HubClock());
    for (let key = 0; key < 100; key += 1) attempts.wait(String(key));
    expect(attempts.size).toBe(0);
  });

  it('of ten thousand addresses take bounded memory', () => {
    const attempts = new Attempts(1, 900_000, new HubClock());
    for (let key = 0; key < 20_001; key += 1) begin(attempts, String(key));
    expect(attempts.size).toBe(10_000);
  });

  it('of whoever has to wait are not forgotten, however many come; where all have to, the rest count as one', () => {
    const attempts = new Attempts(1, 900_000, new HubClock());
    const block = (key: string): number[] => [begin(attempts, key), begin(attempts, key)];
    expect(block('first')).toEqual([0, 60_000]);
    for (let key = 0; key < 20_000; key += 1) begin(attempts, String(key));
    expect(begin(attempts, 'first')).toBe(60_000);
    for (let key = 0; key < 10_000; key += 1) block(`blocked ${String(key)}`);
    expect(attempts.size).toBeLessThanOrEqual(10_001);
    expect([begin(attempts, 'new'), begin(attempts, 'newer')]).toEqual([60_000, 60_000]);
    expect(begin(attempts, 'first')).toBe(60_000);
  });

  it('that are too many are told once for each longer wait', () => {
    const clock = new HubClock();
    const told: number[] = [];
    const attempts = new Attempts(1, 120_000, clock, (_, wait) => told.push(wait));
    for (let time = 0; time < 6; time += 1) clock.advance(begin(attempts));
    expect(told).toEqual([60_000, 120_000]);
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
