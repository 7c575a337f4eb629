import { expect, it } from 'vitest';
import { AWAY, AwayNames } from '../../../src/hub/access/away-names';
import { HubClock } from '../../helpers/hub-clock';

const person = (name: string, address = '10.0.0.1') => ({ member: { id: `k-${name}`, name }, address });

it('T2: keeps a thousand names at most, and whoever leaves many pushes out their own', () => {
  const names = new AwayNames(new HubClock());
  names.leave(person('Ann', '10.0.0.2'));
  for (let number = 0; number < 3_000; number += 1) names.leave(person(`crowd${String(number)}`));
  expect(names.size).toBe(1_000);
  expect(names.taken('Ann', 'k-another')).toBe(true);
  expect([names.taken('crowd0', 'k-another'), names.taken('crowd2999', 'k-another')]).toEqual([false, true]);
});

it('T2: keeps them for members with a key, for their time, and from everybody but themselves', () => {
  const clock = new HubClock();
  const names = new AwayNames(clock);
  names.leave({ member: { id: 'g-guest', name: 'Guest' }, address: '10.0.0.1' });
  names.leave({ member: { id: 's-script', name: 'Script' }, address: '10.0.0.1' });
  names.leave({ member: null, address: '10.0.0.1' });
  expect(names.size).toBe(0);
  names.leave(person('Ann'));
  expect([names.taken('Ann', 'k-Ann'), names.taken('АNN', 'k-another')]).toEqual([false, true]);
  // Two of one name, as may be after a ban was lifted: it is theirs.
  names.leave({ member: { id: 'k-second', name: 'Ann' }, address: '10.0.0.1' });
  clock.advance(AWAY - 1);
  expect(names.taken('Ann', 'k-Ann')).toBe(true);
  names.drop('k-second');
  expect([names.taken('Ann', 'k-Ann'), names.taken('Ann', 'k-another')]).toEqual([false, true]);
  clock.advance(1);
  expect([names.taken('Ann', 'k-another'), names.size]).toEqual([false, 0]);
});
