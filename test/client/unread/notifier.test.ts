import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../src/client/ports';
import { GATHER, Notifier, type Heard } from '../../../src/client/unread/notifier';
import { defaultSettings, type NoticeSettings } from '../../../src/shared/ipc/settings-api';
import { FOREVER, noWishes } from '../../../src/shared/ipc/places-api';
import { FakeClock } from '../../helpers/fake-clock';
import { roomView } from '../../helpers/fake-chat-api';

function device(settings: Partial<NoticeSettings> = {}) {
  const clock = new FakeClock();
  const rooms = new Map(['a', 'b', 'c', 'd'].map((id) => [id, roomView({ id, name: id })]));
  const at = { busy: false, minute: 12 * 60 };
  let counted = 0;
  const notifier: Notifier = new Notifier({
    clock,
    busy: () => at.busy,
    minute: () => at.minute,
    room: (id) => rooms.get(id),
    rooms: () => [...rooms.values()],
    onCount: () => (counted += 1),
  });
  notifier.set({ ...defaultSettings.notices, ...settings });
  const notices: Notice[] = [];
  notifier.onNotice.on((notice) => notices.push(notice));
  const seen: string[] = [];
  notifier.onSeen.on((room) => seen.push(room));
  const change = (id: string, over: object): void => {
    const room = { ...(rooms.get(id) ?? roomView()), ...over };
    rooms.set(id, { ...room, badge: notifier.badge(room) });
  };
  let seq = 0;
  /** A message that is unread from now on. */
  const says = (id: string, over: Partial<Heard> = {}): void => {
    seq += 1;
    if (over.kind !== 'reaction') {
      const before = rooms.get(id);
      change(id, { unread: (before?.unread ?? 0) + 1, mentions: (before?.mentions ?? 0) + Number(over.mentioned ?? false) });
    }
    notifier.heard({
      ...{ kind: 'message', hub: 'h', room: id, seq, author: 'Ben', text: `text ${String(seq)}`, mentioned: false, ...over },
    });
  };
  const told = () => notices.splice(0).map(({ kind, room, count, sound }) => [kind, room, count, sound]);
  return { clock, notifier, at, change, says, told, notices, seen, counted: () => counted };
}

describe('what is announced', () => {
  it('is the first at once, and what follows within a second together, without another sound', async () => {
    const { says, told, clock } = device();
    says('a');
    expect(told()).toEqual([['message', 'a', 1, 'system']]);
    for (let n = 0; n < 500; n += 1) says('a');
    expect(told()).toEqual([]);
    await clock.advance(GATHER);
    expect(told()).toEqual([['message', 'a', 501, 'none']]);
    await clock.advance(GATHER);
    says('a');
    expect(told()).toEqual([['message', 'a', 502, 'system']]);
  });

  it('is one line for many conversations at once', async () => {
    const { says, notices, clock } = device();
    for (const id of ['a', 'b', 'c', 'd', 'a']) says(id);
    notices.length = 0;
    for (const id of ['a', 'b', 'c', 'd']) says(id);
    await clock.advance(GATHER);
    expect(notices).toMatchObject([{ kind: 'many', room: 'd', count: 9, places: ['#a', '#b', '#c', '#d'] }]);
  });

  it('is not what was read meanwhile, and what was announced goes when it was read elsewhere', async () => {
    const { says, told, change, notifier, seen, clock } = device();
    says('a');
    says('b');
    change('b', { unread: 0 });
    told();
    await clock.advance(GATHER);
    expect(told()).toEqual([]);
    notifier.changed();
    expect(seen).toEqual([]);
    change('a', { unread: 0 });
    notifier.changed();
    notifier.changed();
    expect(seen).toEqual(['a']);
  });

  it.each<[NoticeSettings['rule'], string[]]>([
    ['all', ['a', 'b']],
    ['mentions', ['b']],
    ['direct', []],
    ['none', []],
  ])('is by the rule of the device: %s', async (rule, expected) => {
    const { says, notices, clock } = device({ rule });
    says('a');
    says('b', { mentioned: true });
    await clock.advance(GATHER);
    expect(notices.map(({ room }) => room)).toEqual(expected);
  });

  it('is nothing of a room that is muted, and something again when the mute ends, which is counted by itself', async () => {
    const { says, told, change, notifier, clock, counted } = device();
    change('a', { wishes: { ...noWishes, mutedUntil: clock.now() + 5_000 } });
    change('b', { wishes: { ...noWishes, mutedUntil: FOREVER } });
    notifier.changed();
    const before = counted();
    says('a');
    says('b');
    expect(told()).toEqual([]);
    await clock.advance(4_999);
    expect(counted()).toBe(before);
    await clock.advance(1);
    expect(counted()).toBe(before + 1);
    change('a', {});
    says('a');
    expect(told()).toEqual([['message', 'a', 2, 'system']]);
  });

  it.each<[string, Partial<NoticeSettings>, { busy?: boolean; minute?: number }, boolean]>([
    ['in the hours of quiet', { hours: { on: true, from: 1320, to: 420 } }, { minute: 60 }, true],
    ['outside of them', { hours: { on: true, from: 1320, to: 420 } }, { minute: 720 }, false],
    ['while a quiet was chosen', { quietUntil: 8.64e15 }, {}, true],
    ['while others are shown that one wants no disturbance', {}, { busy: true }, true],
  ])('is nothing at all %s', (_name, settings, now, quiet) => {
    const { says, told, at, notifier } = device(settings);
    Object.assign(at, now);
    says('a');
    expect([notifier.quiet, told().length]).toEqual([quiet, quiet ? 0 : 1]);
  });

  it('is a reaction where this person wants that; it counts nowhere', () => {
    const on = device();
    on.says('a', { kind: 'reaction', emoji: '👍' });
    expect(on.told()).toEqual([['reaction', 'a', 1, 'system']]);
    const off = device({ reactions: false });
    off.says('a', { kind: 'reaction', emoji: '👍' });
    expect(off.told()).toEqual([]);
  });

  it('is nothing of a hub that was left', async () => {
    const { says, told, notifier, clock } = device();
    says('a');
    says('b');
    told();
    notifier.over();
    await clock.advance(GATHER);
    expect(told()).toEqual([]);
  });
});

it('a sample is shown as they are now, also while it is quiet', () => {
  const { notifier, notices } = device({ preview: 'none', sound: 'drop', quietUntil: 8.64e15 });
  notifier.sample('words');
  expect(notices).toMatchObject([{ preview: 'none', sound: 'drop', text: 'words', room: '' }]);
});
