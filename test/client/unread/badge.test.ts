import { describe, expect, it } from 'vitest';
import { badgeOf, countingOf, nextUnmuted, type Counted } from '../../../src/client/unread/badge';
import { FOREVER, noWishes, type RoomWishes } from '../../../src/shared/ipc/places-api';

const NOW = 1_000_000;
const room = (over: Partial<Counted> = {}, wishes: Partial<RoomWishes> = {}): Counted => ({
  ...{ joined: true, kind: 'room', unread: 5, mentions: 2, ...over },
  wishes: { ...noWishes, ...wishes },
});

describe('what counts on the icon', () => {
  it.each([
    ['all', 'room', 5],
    ['mentions', 'room', 2],
    ['direct', 'room', 0],
    ['none', 'room', 0],
    ['all', 'direct', 5],
    ['mentions', 'direct', 5],
    ['direct', 'direct', 5],
    ['none', 'direct', 0],
  ] as const)('is by the rule of the device, %s, in a %s', (rule, kind, expected) => {
    expect(badgeOf(room({ kind }), rule, NOW)).toBe(expected);
  });

  it.each([
    ['all', 'none', 5],
    ['mentions', 'all', 2],
    ['none', 'all', 0],
  ] as const)('is by what was wished for a conversation before that: %s over %s', (notify, rule, expected) => {
    expect(badgeOf(room({}, { notify }), rule, NOW)).toBe(expected);
    expect(badgeOf(room({ kind: 'direct' }, { notify }), rule, NOW)).toBe(expected);
  });

  it('is nothing of what is muted, until then, and nothing of what is in no list', () => {
    const muted = room({}, { mutedUntil: NOW + 1, notify: 'all' });
    expect([badgeOf(muted, 'all', NOW), badgeOf(muted, 'all', NOW + 1)]).toEqual([0, 5]);
    expect(countingOf(muted, 'all', NOW)).toBe('none');
    expect([badgeOf(room({ joined: false }), 'all', NOW), badgeOf(room({}, { hidden: true }), 'all', NOW)]).toEqual([0, 0]);
  });

  it('is looked at again when the next mute ends, and never for one without an end', () => {
    const rooms = [NOW - 1, NOW + 9, NOW + 5, FOREVER, null].map((mutedUntil) => room({}, { mutedUntil }));
    expect(nextUnmuted(rooms, NOW)).toBe(NOW + 5);
    expect(nextUnmuted([room({}, { mutedUntil: FOREVER })], NOW)).toBeNull();
  });
});
