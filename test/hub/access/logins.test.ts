/** Guessing from many addresses, and whom it does not lock out. */
import { describe, expect, it } from 'vitest';
import { Logins } from '../../../src/hub/access/logins';
import type { Scope } from '../../../src/hub/access/passwords';
import { memberIdOf } from '../../../src/storage/keys';
import { startHub } from '../../helpers/hub';
import { HubClock } from '../../helpers/hub-clock';
import { newDevice } from '../../helpers/raw-client';
import { stranger } from '../../helpers/trust-client';

const ann: Scope = { kind: 'account', user: 'ann' };
const limits = { loginRate: 5, loginTotalRate: 30, loginBackoffMost: 900_000 };

function setUp(more: Partial<typeof limits> = {}) {
  const clock = new HubClock();
  const told: string[] = [];
  const logins = new Logins({
    ...{ limits: { ...limits, ...more }, clock },
    isAccount: (user) => user === 'ann',
    onBackOff: (target, wait) => told.push(`${target} ${String(wait)}`),
  });
  const tries = (scope: Scope, address: string, times: number): number[] =>
    Array.from({ length: times }, () => logins.begin(scope, address).wait);
  /** Five guesses from each of so many addresses. @returns how many could be made */
  const guesses = (scope: Scope, addresses: number): number =>
    Array.from({ length: addresses }, (_, host) => tries(scope, `10.0.1.${String(host)}`, 5))
      .flat()
      .filter((wait) => wait === 0).length;
  return { clock, told, logins, tries, guesses };
}

describe('T1, T16: logins', () => {
  it.each<[string, Scope]>([
    ['the hub’s password', { kind: 'hub' }],
    ['a room’s', { kind: 'room', room: 'r1' }],
    ['an account', ann],
    ['a name that is no account’s, as nobody must be able to tell', { kind: 'account', user: 'nobody' }],
  ])('from many addresses are so many in all at %s', (_, scope) => {
    const { clock, guesses, tries } = setUp();
    expect(guesses(scope, 40)).toBe(30);
    expect(tries(scope, '10.0.2.1', 1)).toEqual([2_000]);
    clock.advance(2_000);
    // Ever the same wait: who guesses keeps nobody out for longer and longer.
    expect(tries(scope, '10.0.2.1', 2)).toEqual([0, 2_000]);
  });

  it('at one password say nothing of another', () => {
    const { guesses, tries } = setUp();
    expect(guesses({ kind: 'room', room: 'r1' }, 40)).toBe(30);
    for (const scope of [{ kind: 'room', room: 'r2' }, { kind: 'hub' }, ann] as const)
      expect(tries(scope, '10.0.2.1', 1)).toEqual([0]);
  });

  it('go on from where somebody logged in before, whoever guesses elsewhere', () => {
    const { guesses, logins, tries } = setUp();
    const right = logins.begin(ann, '10.0.9.1');
    logins.succeeded(right);
    expect(guesses(ann, 40)).toBe(30);
    expect(tries(ann, '10.0.9.2', 1)).toEqual([2_000]);
    expect(tries(ann, '10.0.9.1', 6)).toEqual([0, 0, 0, 0, 0, 12_000]);
  });

  it('at an account are not forgotten for ten thousand names that are none', () => {
    const { clock, guesses, tries } = setUp({ loginRate: 100_000 });
    clock.advance(60_001);
    guesses(ann, 40);
    for (let name = 0; name < 10_001; name += 1) tries({ kind: 'account', user: `junk ${String(name)}` }, '10.0.3.1', 1);
    expect(tries(ann, '10.0.2.1', 1)).toEqual([2_000]);
  });

  it('that are refused count for nobody', () => {
    const { tries, guesses } = setUp();
    expect(tries({ kind: 'hub' }, '10.0.3.1', 6)[5]).toBe(12_000);
    for (let time = 0; time < 100; time += 1) tries(ann, '10.0.3.1', 1);
    expect(guesses(ann, 40)).toBe(30);
  });

  it('from addresses that everybody can make on a link are those of one', () => {
    const { tries } = setUp();
    const waits = Array.from({ length: 6 }, (_, host) => tries({ kind: 'hub' }, `fe80::${String(host)}%eth0`, 1));
    expect(waits.flat()).toEqual([0, 0, 0, 0, 0, 12_000]);
  });

  it('are told of once, and a name that is no account’s never', () => {
    const { clock, guesses, told } = setUp();
    for (let minute = 0; minute < 3; minute += 1) {
      guesses(ann, 40);
      clock.advance(2_000);
    }
    guesses({ kind: 'account', user: 'hunter2' }, 40);
    expect(told.filter((line) => !line.startsWith('address'))).toEqual(['account ann 2000', 'account 2000']);
    expect(told.join()).not.toContain('hunter2');
  });

  it('have no limit where it is off', () => {
    expect(setUp({ loginRate: 0 }).guesses(ann, 40)).toBe(200);
    expect(setUp({ loginTotalRate: 0 }).guesses(ann, 40)).toBe(200);
  });

  it('of a hub keep their limits over the wire', async () => {
    const owner = newDevice();
    const hub = await startHub({ access: 'password', owner: memberIdOf(owner.publicKey), limits: { loginTotalRate: 3 } });
    const host = await stranger(hub, owner, '127.0.0.9');
    await host.arrive('Hanna');
    await host.register('a password');
    const guess = async (address: string): Promise<unknown> => {
      const eve = await stranger(hub, undefined, address);
      await eve.arrive(`Eve of ${address}`);
      return eve.proof('wrong');
    };
    for (const address of ['127.0.0.2', '127.0.0.3', '127.0.0.4']) expect(await guess(address)).toBeNull();
    expect(await guess('127.0.0.5')).toMatchObject({ code: 'rate_limited', retryAfter: 20_000 });
  });
});
