import { describe, expect, it } from 'vitest';
import { FOREVER, noWishes } from '../../../src/shared/ipc/places-api';
import { arrange, isQuiet, titleOf } from '../../../src/renderer/src/logic/places';
import { ben, roomView } from '../../helpers/fake-chat-api';

const names = (rooms: readonly { name: string }[]): string[] => rooms.map(({ name }) => name);
const room = (name: string, lastAt: number, over = {}) => roomView({ id: `r-${name}`, name, lastAt, ...over });
const pinned = { wishes: { ...noWishes, pinned: true } };

describe('the list', () => {
  it('has what was pinned first, then rooms, then direct ones, each newest first; then what is over, then what one could join', () => {
    const placed = arrange([
      room('quiet', 0),
      room('also quiet', 0),
      room('old', 1),
      room('new', 9),
      room('Ben', 5, { kind: 'direct', with: ben }),
      room('Cleo', 7, { kind: 'direct', with: ben }),
      room('kept', 2, pinned),
      room('Dora', 3, { kind: 'direct', with: ben, ...pinned }),
      room('done', 8, { archived: true, ...pinned }),
      room('left', 4, { gone: true }),
      room('elsewhere', 0, { joined: false }),
      room('closed', 6, { kind: 'direct', with: ben, wishes: { ...noWishes, hidden: true } }),
      room('over before one came', 0, { joined: false, archived: true }),
    ]);
    expect(names(placed.pinned)).toEqual(['Dora', 'kept']);
    expect(names(placed.rooms)).toEqual(['new', 'old', 'also quiet', 'quiet']);
    expect(names(placed.direct)).toEqual(['Cleo', 'Ben']);
    expect(names(placed.archived)).toEqual(['done', 'left']);
    expect(names(placed.others)).toEqual(['elsewhere', 'over before one came']);
  });

  it('is the same whatever the order in which the hub lists rooms', () => {
    const rooms = [
      room('a', 3),
      room('b', 3),
      room('c', 0),
      roomView({ id: 'r-1', name: 'twin' }),
      roomView({ id: 'r-2', name: 'twin' }),
    ];
    const ids = (all: typeof rooms): string[] => arrange(all).rooms.map(({ id }) => id);
    expect(ids([...rooms].reverse())).toEqual(ids(rooms));
  });
});

it('is quiet by a rule or for a while', () => {
  const quiet = (wishes: object, now = 100) => isQuiet(roomView({ wishes: { ...noWishes, ...wishes } }), now);
  expect([quiet({}), quiet({ notify: 'mentions' }), quiet({ notify: 'none' })]).toEqual([false, false, true]);
  expect([quiet({ mutedUntil: 100 }), quiet({ mutedUntil: 101 }), quiet({ mutedUntil: FOREVER })]).toEqual([false, true, true]);
});

it('has a sign before a room’s name and none before a person’s', () => {
  expect([titleOf(roomView()), titleOf(roomView({ kind: 'direct', name: 'Ben' }))]).toEqual(['#lobby', 'Ben']);
});
