import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handleAll, tell, type Handlers } from '../../src/main/ipc';
import { ownPages } from '../../src/main/pages';
import { callSchemas } from '../../src/shared/ipc/schemas';
import type { CallName } from '../../src/shared/ipc/contract';

type Listener = (event: object, ...args: unknown[]) => Promise<unknown>;
const registered = vi.hoisted(() => new Map<string, unknown>());
vi.mock('electron', () => ({ ipcMain: { handle: (name: string, listener: unknown) => registered.set(name, listener) } }));

const names = Object.keys(callSchemas) as CallName[];
const own = { senderFrame: { parent: null, url: 'app://hearth/index.html' } };
const called: [CallName, unknown[]][] = [];
let throwing = false;

beforeEach(() => {
  registered.clear();
  called.length = 0;
  throwing = false;
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const handlers = names.map((name) => [
    name,
    (...args: unknown[]) => {
      called.push([name, args]);
      if (throwing) throw new Error('a defect');
      return { ok: true, value: null };
    },
  ]);
  handleAll(Object.fromEntries(handlers) as unknown as Handlers, ownPages());
});

const call = (name: CallName, event: object, ...args: unknown[]): Promise<unknown> =>
  (registered.get(`hearth:${name}`) as Listener)(event, ...args);

const id = 'room-1';
const file = { id, name: 'plan.pdf', size: 3, type: 'application/pdf', sha256: 'A'.repeat(43) };
const good: Record<CallName, unknown[]> = {
  typing: ['r1', true],
  setStatus: [{ presence: 'busy', text: 'Soldering' }],
  setTellsReads: [false],
  loadReads: ['r1', 7],
  loadStatuses: [['k-1', 'k-2']],
  loadAround: [],
  getState: [],
  setName: ['Ada'],
  host: [{ name: 'Workshop', room: 'lobby', port: 8080, guests: 'encrypted', access: 'open' }],
  stopHosting: [],
  join: ['192.168.1.20'],
  enter: [{ way: 'account', user: 'ada', password: 'x y z' }],
  order: [{ do: 'ban', member: id, reason: 'spam', address: true }],
  createInvite: [{ role: 'member', label: 'Ben', hours: 24, uses: 1 }],
  listInvites: [],
  revokeInvite: [id],
  access: [{ do: 'set-password', room: id, password: 'x y z' }],
  loadPeople: [true],
  loadReach: [],
  loadAudit: [null],
  openHub: [id],
  leaveHub: [],
  forgetHub: [id],
  verifyHub: [id],
  retryNow: [],
  createRoom: ['lab', { private: true, topic: 'What we build' }],
  openDirect: [id],
  loadDirectory: [],
  loadRoomPeople: [id],
  invitePeople: [id, [id]],
  removePerson: [id, id],
  setTopic: [id, ''],
  renameRoom: [id, 'lab'],
  archiveRoom: [id, true],
  removeRoom: [id],
  setRoomWishes: [id, { pinned: true, notify: 'none', mutedUntil: null, hidden: false }],
  markRead: [id],
  joinRoom: [id],
  leaveRoom: [id],
  viewRoom: [null],
  loadHistory: [id, null],
  findDate: [id, 1_800_000_000_000],
  loadOutbox: [id],
  loadMembers: [id],
  loadMessages: [id, [1, 2]],
  loadPins: [id],
  send: [
    id,
    'hello',
    { reply: 3, mentions: ['k'], everyone: true, urgent: true, action: true, forwarded: { author: 'A', room: 'b', at: 1 } },
  ],
  editMessage: [id, 3, 'better', { mentions: ['k'] }],
  react: [id, 3, '👍', true],
  pin: [id, 3, false],
  acknowledge: [id, 3],
  retrySend: [id, id],
  discardSend: [id, id],
  pickFiles: [],
  takeFiles: [['/home/ada/plan.pdf', '']],
  takeBytes: ['voice.ogg', 'audio/ogg', new Uint8Array(3)],
  dropFile: [id],
  fileLimits: [],
  attach: [
    id,
    [{ handle: id, width: 4, height: 3, preview: { type: 'image/png', width: 4, height: 3, data: new Uint8Array(9) } }],
    '',
    { reply: 3, mentions: ['k-ben'] },
  ],
  download: [id, file],
  loadBytes: [id, file, true],
  loadTransfers: [],
  pauseTransfer: [id],
  resumeTransfer: [id],
  cancelTransfer: [id],
  showInFolder: [id],
  loadHostFiles: [null],
  freeFiles: [[id]],
  search: [{ text: 'a "b c"', room: id, author: 'Ben', from: 0, to: 1, before: { [id]: 7 } }],
  sumHistory: [{ hub: id, room: null, before: 5 }],
  removeHistory: [{ hub: id, room: id, before: null }],
  exportRoom: [id, 'html'],
  importRoom: [id],
  copyText: ['text'],
  openLink: ['https://example.com/'],
  loadLedger: [],
  tryNotification: [],
  askNotifications: [],
  loadSettings: [],
  changeSettings: [{ appearance: { theme: 'contrast', density: 'compact', textSize: 112.5, language: 'de' } }],
};

/** Arguments that no call takes. */
const bad: unknown[][] = [
  [1, 2, 3, 4],
  [{ __proto__: null, toString: 'x' }, 1],
  [Number.NaN],
  ['../../etc', '../../etc', 'x'],
  [undefined],
  [[]],
  ['x'.repeat(100_001)],
];

describe('every call (E17)', () => {
  it('has a handler', () => {
    expect([...registered.keys()].sort()).toEqual(names.map((name) => `hearth:${name}`).sort());
  });

  it.each(names)('%s reaches its handler with good arguments from the own page', async (name) => {
    expect(await call(name, own, ...good[name])).toEqual({ ok: true, value: null });
    expect(called).toEqual([[name, good[name]]]);
  });

  it.each([
    ['a frame that is gone', { senderFrame: null }],
    ['a sub-frame', { senderFrame: { parent: {}, url: 'app://hearth/index.html' } }],
    ['another host', { senderFrame: { parent: null, url: 'app://hearth.evil/' } }],
    ['another scheme', { senderFrame: { parent: null, url: 'https://hearth/' } }],
    ['a file', { senderFrame: { parent: null, url: 'file:///index.html' } }],
    ['an empty page', { senderFrame: { parent: null, url: 'about:blank' } }],
  ])('refuses %s', async (_name, event) => {
    for (const name of names) {
      await expect(call(name, event, ...good[name])).rejects.toMatchObject({ code: 'forbidden_sender' });
    }
    expect(called).toEqual([]);
  });

  it.each(names)('%s refuses bad arguments with a code', async (name) => {
    const plain = ['getState', 'loadOutbox', 'loadMembers', 'loadTransfers', 'loadLedger', 'loadSettings'].includes(name);
    for (const args of bad) {
      const answer = call(name, own, ...args);
      if (plain) await expect(answer).rejects.toMatchObject({ code: 'bad_arguments' });
      else expect(await answer).toEqual({ ok: false, problem: { code: 'internal' } });
    }
    expect(called).toEqual([]);
  });

  it('hides what went wrong inside', async () => {
    throwing = true;
    expect(await call('join', own, 'x')).toEqual({ ok: false, problem: { code: 'internal' } });
    await expect(call('getState', own)).rejects.toMatchObject({ code: 'internal', message: 'internal' });
  });
});

describe('tell', () => {
  it('sends to a window that is there, and to no other', () => {
    const send = vi.fn();
    const contents = (destroyed: boolean): never => ({ isDestroyed: () => destroyed, send }) as never;
    tell(contents(true), 'onInvite', id);
    tell(undefined, 'onInvite', id);
    tell(contents(false), 'onInvite', id);
    expect(send.mock.calls).toEqual([['hearth:onInvite', id]]);
  });
});
