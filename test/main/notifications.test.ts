import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Notifications, notificationText } from '../../src/main/notifications';
import { wordsFor } from '../../src/main/words';
import type { Notice } from '../../src/client/ports';

class Shown extends EventEmitter {
  static isSupported = (): boolean => true;
  open = false;
  constructor(readonly options: { title: string; body: string }) {
    super();
    shown.push(this);
  }
  show(): void {
    this.open = true;
  }
  close(): void {
    this.open = false;
  }
}
const shown = vi.hoisted(() => [] as Shown[]);
vi.mock('electron', () => ({
  get Notification() {
    return Shown;
  },
}));

const notice = (more: Partial<Notice> = {}): Notice => ({
  room: 'r1',
  roomName: 'lobby',
  mentioned: false,
  author: 'Ada',
  text: 'hello',
  count: 1,
  ...more,
});
const en = wordsFor('en-GB');

beforeEach(() => void (shown.length = 0));

describe('a knock', () => {
  it('says who it is and by which words, once each, and leads to the window', () => {
    let opened = 0;
    const notifications = new Notifications(en, () => undefined);
    const knock = { id: 'k-f', name: 'Frieda', words: 'fire lamp river stone', hub: 'Workshop' };
    notifications.knock(knock, () => (opened += 1));
    notifications.knock(knock, () => (opened += 1));
    expect(shown.map(({ options, open }) => [options, open])).toEqual([
      [{ title: 'Frieda knocks', body: 'Workshop: fire lamp river stone' }, false],
      [{ title: 'Frieda knocks', body: 'Workshop: fire lamp river stone' }, true],
    ]);
    shown[1]?.emit('click');
    expect(opened).toBe(1);
    notifications.knock(knock, () => undefined);
    notifications.clear();
    expect(shown.map(({ open }) => open)).toEqual([false, true, false]);
  });
});

describe('the text of a notification', () => {
  it.each([
    ['one message', notice(), en, { title: 'Ada · #lobby', body: 'hello' }],
    ['lines', notice({ text: 'a\n\n  b' }), en, { title: 'Ada · #lobby', body: 'a b' }],
    ['a burst', notice({ count: 12 }), en, { title: '12 new messages in #lobby', body: 'Ada: hello' }],
    [
      'a burst in German',
      notice({ count: 12 }),
      wordsFor('de-AT'),
      { title: '12 neue Nachrichten in #lobby', body: 'Ada: hello' },
    ],
  ])('for %s', (_name, given, words, expected) => {
    expect(notificationText(given, words)).toEqual(expected);
  });

  it('is cut between characters', () => {
    const family = '👨‍👩‍👧';
    const { body } = notificationText(notice({ text: family.repeat(500) }), en);
    expect(body).toBe(`${family.repeat(159)}…`);
    expect(notificationText(notice({ text: 'x'.repeat(160) }), en).body).toBe('x'.repeat(160));
  });
});

describe('notifications', () => {
  it('open their room when clicked', () => {
    const opened: string[] = [];
    const notifications = new Notifications(en, (room) => opened.push(room));
    notifications.show(notice());
    notifications.show(notice({ room: 'r2' }));
    shown[1]?.emit('click');
    expect(opened).toEqual(['r2']);
  });

  it('are one per room, and gone when the person is back', () => {
    const notifications = new Notifications(en, () => undefined);
    notifications.show(notice());
    notifications.show(notice({ count: 2 }));
    notifications.show(notice({ room: 'r2' }));
    expect(shown.map(({ open }) => open)).toEqual([false, true, true]);
    notifications.clear();
    expect(shown.map(({ open }) => open)).toEqual([false, false, false]);
  });
});
