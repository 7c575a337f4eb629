import { expect, it } from 'vitest';
import { RoomState } from '../../src/client/room-state';

it('a room counts its members from when one is counted oneself: the list on the way in is older', () => {
  const state = new RoomState({ id: 'r', name: 'lobby', joined: true, readSeq: 0 });
  const [me, ben] = [
    { id: 'k-a', name: 'Ada' },
    { id: 'k-b', name: 'Ben' },
  ];
  state.listed({ id: 'r', name: 'lobby', seq: 0, count: 1 });
  expect(state.view(null).count).toBe(0);
  state.present([ben, me], 2);
  expect(state.view(null).count).toBe(2);
  state.offline();
  expect(state.view(null).count).toBe(0);
  // Whoever is not in it is told how many are.
  state.joined = false;
  state.listed({ id: 'r', name: 'lobby', seq: 0, count: 1 });
  expect(state.view(null).count).toBe(1);
});
