import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Notifications } from '../../src/main/notifications';
import { wordsFor } from '../../src/main/words';
import type { Notice } from '../../src/client/ports';

class Shown extends EventEmitter {
  static isSupported = (): boolean => true;
  open = false;
  constructor(readonly options: { title: string; body: string; silent: boolean; hasReply?: boolean }) {
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
  ...{ kind: 'message', hub: 'h', room: 'r1', seq: 7, roomName: 'lobby', direct: false, author: 'Ada', text: 'hello' },
  ...{ count: 1, mentioned: false, preview: 'full', sound: 'system', ...more },
});

function made(platform: NodeJS.Platform = 'linux') {
  const did: unknown[] = [];
  const notifications = new Notifications(
    wordsFor('en-GB'),
    {
      open: (target) => did.push(['open', target]),
      reply: (target, text) => did.push(['reply', target, text]),
      play: (sound) => did.push(['play', sound]),
    },
    platform,
  );
  return { notifications, did };
}
const open = (): boolean[] => shown.map((one) => one.open);

beforeEach(() => void (shown.length = 0));

describe('a knock', () => {
  it('says who it is and by which words, once each, and leads to the window', () => {
    let opened = 0;
    const { notifications } = made();
    const knock = { id: 'k-f', name: 'Frieda', words: 'fire lamp river stone', hub: 'Workshop' };
    notifications.knock(knock, 'none', () => (opened += 1));
    notifications.knock(knock, 'system', () => (opened += 1));
    const words = { title: 'Frieda knocks', body: 'Workshop: fire lamp river stone' };
    expect(shown.map(({ options }) => options)).toEqual([
      { ...words, silent: true },
      { ...words, silent: false },
    ]);
    expect(open()).toEqual([false, true]);
    shown[1]?.emit('click');
    expect(opened).toBe(1);
    notifications.knock(knock, 'none', () => undefined);
    notifications.clear();
    expect(open()).toEqual([false, true, false]);
  });
});

describe('notifications', () => {
  it('open their message when clicked, whatever hub it was said at', () => {
    const { notifications, did } = made();
    notifications.show(notice());
    notifications.show(notice({ hub: 'other', room: 'r2', seq: 9 }));
    shown[1]?.emit('click');
    expect(did).toEqual([['open', { hub: 'other', room: 'r2', seq: 9 }]]);
  });

  it('are one per room, gone when it was read elsewhere, and all gone when the person is back', () => {
    const { notifications } = made();
    notifications.show(notice());
    notifications.show(notice({ count: 2 }));
    notifications.show(notice({ room: 'r2' }));
    notifications.show(notice({ kind: 'reaction', emoji: '👍' }));
    expect(open()).toEqual([false, true, true, true]);
    notifications.seen('r1');
    expect(open()).toEqual([false, false, true, true]);
    notifications.clear();
    expect(open()).toEqual([false, false, false, false]);
  });

  it('sound as the system has it, by a sound of their own, or not at all', () => {
    const { notifications, did } = made();
    for (const sound of ['system', 'drop', 'none'] as const) notifications.show(notice({ sound }));
    expect([shown.map(({ options }) => options.silent), did]).toEqual([[false, true, true], [['play', 'drop']]]);
  });

  it('take an answer where the system has a field for it', () => {
    const { notifications, did } = made('darwin');
    notifications.show(notice());
    notifications.show(notice({ kind: 'reaction', emoji: '👍' }));
    shown[0]?.emit('reply', { reply: 'on my way' });
    expect(did).toEqual([['reply', { hub: 'h', room: 'r1', seq: 7 }, 'on my way']]);
    made('linux').notifications.show(notice());
    expect(shown.map(({ options }) => options.hasReply)).toEqual([true, undefined, undefined]);
  });

  it('of a sample lead to the window alone', () => {
    const { notifications, did } = made('darwin');
    notifications.show(notice({ hub: '', room: '', seq: 0 }));
    shown[0]?.emit('click');
    expect([did, shown[0]?.options.hasReply]).toEqual([[['open', null]], undefined]);
  });
});
