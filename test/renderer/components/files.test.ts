import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FileInfo } from '../../../src/shared/protocol';
import { ada, ben, chatState, entry, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { fileInfo, transfer } from '../preview/file-scenes';
import { nameOf, show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const ROOM = 'r-lobby';
const made: string[] = [];
/** Longest wait, ms; reached only by a test that fails. */
const PATIENCE = 15_000;

beforeEach(() => {
  made.length = 0;
  // jsdom and happy-dom have no pictures behind their URLs.
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    made.push((blob as Blob).type);
    return `blob:${String(made.length)}`;
  });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

/** A PNG's head that says how large it is; nothing follows. */
function png(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(64);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  new DataView(bytes.buffer).setUint32(16, width);
  new DataView(bytes.buffer).setUint32(20, height);
  return bytes;
}

/** Presses Send, and waits for what is still looked at. */
async function send(screen: Screen): Promise<void> {
  await screen.submit(document.querySelector('form.composer'));
  await vi.waitFor(() => expect(screen.api.callsOf('attach')).toHaveLength(1), PATIENCE);
  await screen.settle();
}

async function inRoom(files: FileInfo[] = [], set: (api: FakeChatApi) => void = () => undefined): Promise<Screen> {
  const api = new FakeChatApi(chatState({ hub: hubView({ rooms: [roomView({ seq: 2, readSeq: 2, count: 2 })] }) }));
  const message = { ...entry(2, ben, ''), files };
  api.logs.set(ROOM, [entry(1, ada, 'Morning'), ...(files.length > 0 ? [message] : [])]);
  set(api);
  const screen = await show(api);
  await screen.settled();
  await screen.settle();
  return screen;
}

const attachment = (name: string, type: string, bytes: BlobPart = 'x'): File => new File([bytes], name, { type });

/** Gives files to the page as a drop does. */
async function drop(screen: Screen, files: File[], folder = false): Promise<Event> {
  const event = new Event('drop', { bubbles: true, cancelable: true });
  const items = files.map(() => ({ kind: 'file', webkitGetAsEntry: () => ({ isDirectory: folder }) }));
  Object.defineProperty(event, 'dataTransfer', { value: { types: ['Files'], items, files } });
  document.body.dispatchEvent(event);
  await screen.settle();
  await screen.settled();
  return event;
}

describe('sending files', () => {
  it('shows what was dropped with what the host takes, and sends it with what is written', async () => {
    const screen = await inRoom();
    expect(
      (await drop(screen, [attachment('plan.pdf', 'application/pdf'), attachment('b.zip', 'application/zip')])).defaultPrevented,
    ).toBe(true);
    expect(document.querySelectorAll('.tray .item')).toHaveLength(2);
    expect(screen.text).toContain('Up to 10 files in one message, each at most 1.1 GB.');
    await screen.click('button', 'Remove b.zip');
    expect(screen.api.callsOf('dropFile')).toHaveLength(1);
    await screen.type(/^Message #lobby/, 'The plan');
    await send(screen);
    const [[room, attachments, text] = []] = screen.api.callsOf('attach') as [string, { handle: string }[], string][];
    expect([room, attachments?.length, text]).toEqual([ROOM, 1, 'The plan']);
    expect(screen.api.callsOf('send')).toEqual([]);
    expect(document.querySelector('.tray')).toBeNull();
    expect((screen.get('textbox', /^Message #lobby/) as HTMLTextAreaElement).value).toBe('');
  });

  it('calls whom the caption calls', async () => {
    const screen = await inRoom([], (api) => api.members.set(ROOM, [ada, ben]));
    await drop(screen, [attachment('plan.pdf', 'application/pdf')]);
    await screen.type(/^Message #lobby/, '@Ben look');
    await send(screen);
    expect(screen.api.callsOf('attach')[0]?.slice(2)).toEqual(['@Ben look', { mentions: [ben.id] }]);
  });

  it('sends files without a word', async () => {
    const screen = await inRoom();
    await drop(screen, [attachment('plan.pdf', 'application/pdf')]);
    await send(screen);
    expect(screen.api.callsOf('attach')).toHaveLength(1);
  });

  it('gives files and caption back where they were refused, with the reason', async () => {
    const screen = await inRoom([], (api) => {
      api.answers.attach = () => Promise.resolve({ ok: false, problem: { code: 'quota_full' } });
    });
    await drop(screen, [attachment('plan.pdf', 'application/pdf')]);
    await screen.type(/^Message #lobby/, 'The plan');
    await send(screen);
    expect(document.querySelectorAll('.tray .item')).toHaveLength(1);
    expect((screen.get('textbox', /^Message #lobby/) as HTMLTextAreaElement).value).toBe('The plan');
    expect(screen.text).toContain('Workshop has no room left for files of this size.');
  });

  it.each([
    [
      'too large a file',
      [attachment('film.mp4', 'video/mp4', 'x'.repeat(20))],
      { maxFile: 10, perMessage: 10 },
      /film\.mp4 has 20 byte.*at most 10 byte/,
      0,
    ],
    ['a folder', [], { maxFile: 10, perMessage: 10 }, /A folder cannot be sent/, 0],
    [
      'too many',
      Array.from({ length: 12 }, (_, n) => attachment(`${String(n)}.txt`, 'text/plain')),
      { maxFile: 10, perMessage: 10 },
      /at most 10 files/,
      10,
    ],
  ])('says at once what cannot go: %s', async (what, files, takes, said, attached) => {
    const screen = await inRoom([], (api) => (api.takes = takes));
    await drop(screen, what === 'a folder' ? [attachment('folder', '')] : files, what === 'a folder');
    expect(screen.text).toMatch(said);
    expect(document.querySelectorAll('.tray .item')).toHaveLength(attached);
  });

  it('offers nothing where the host takes no files', async () => {
    const screen = await inRoom([], (api) => (api.takes = null));
    await screen.settle();
    expect(screen.all('button', 'Attach files')).toEqual([]);
  });

  it('takes what has no place on the disk by its bytes', async () => {
    const screen = await inRoom([], (api) => (api.answers.takeFiles = () => Promise.resolve({ ok: true, value: [] })));
    await drop(screen, [attachment('pasted.txt', 'text/plain', 'hello')]);
    expect(screen.api.callsOf('takeBytes').map(([name]) => name)).toEqual(['pasted.txt']);
    expect(document.querySelectorAll('.tray .item')).toHaveLength(1);
  });

  it('leaves pasted text with its picture to the field', async () => {
    const screen = await inRoom();
    const event = new Event('paste', { bubbles: true, cancelable: true });
    const data = { types: ['text/plain', 'Files'], items: [], files: [attachment('cells.png', 'image/png')] };
    Object.defineProperty(event, 'clipboardData', { value: data });
    document.body.dispatchEvent(event);
    await screen.settle();
    expect(event.defaultPrevented).toBe(false);
    expect(screen.api.callsOf('takeFiles')).toEqual([]);
  });

  it('shows uploads with pause, goes on with failed ones, and says why', async () => {
    const screen = await inRoom([], (api) => (api.transfers = [transfer('t1', { kind: 'upload', lasting: false })]));
    expect(screen.text).toContain('12 MB of 30 MB · 3.4 MB/s · 6 seconds left');
    expect(screen.text).toContain('Keep this page open until it is done.');
    await screen.click('button', 'Pause t1.zip');
    expect(screen.api.callsOf('pauseTransfer')).toEqual([['t1']]);
    screen.api.carry([transfer('t1', { kind: 'upload', phase: 'failed', problem: { code: 'quota_full' } })]);
    await screen.settle();
    expect(screen.text).toContain('Workshop has no room left for files of this size.');
    await screen.click('button', 'Go on with t1.zip');
    await screen.click('button', 'Cancel t1.zip');
    expect(screen.api.callsOf('resumeTransfer')).toEqual([['t1']]);
    expect(screen.api.callsOf('cancelTransfer')).toEqual([['t1']]);
    screen.api.carry([transfer('t1', { kind: 'upload', phase: 'done' })]);
    await screen.settle();
    expect(screen.all('button', 'Cancel t1.zip')).toEqual([]);
  });
});

describe('the files of a message', () => {
  it('are fetched when somebody wants them, and not before', async () => {
    const plan = fileInfo('plan', { name: 'plan\u202Efdp.exe' });
    const screen = await inRoom([plan]);
    expect(screen.api.callsOf('loadBytes')).toEqual([]);
    // Nothing turns the rest of the line around.
    expect(document.querySelector('.card bdi')?.textContent).toBe(plan.name);
    await screen.click('button', `Save ${plan.name}`);
    expect(screen.api.callsOf('download')).toEqual([[ROOM, plan]]);
    screen.api.carry([transfer('t', { file: 'plan', name: 'plan.pdf' })]);
    await screen.settle();
    expect(screen.all('button', 'Pause plan.pdf')).toHaveLength(1);
    expect(screen.all('button', /^Save /)).toEqual([]);
    screen.api.carry([transfer('t', { file: 'plan', name: 'plan (2).pdf', phase: 'done' })]);
    await screen.settle();
    expect(screen.text).toContain('Saved as plan (2).pdf');
    await screen.click('button', 'Show in folder');
    expect(screen.api.callsOf('showInFolder')).toEqual([['t']]);
  });

  const preview = { id: 'p', size: 900, type: 'image/png', width: 64, height: 32 } as const;
  const photo = fileInfo('photo', { name: 'roof.png', type: 'image/png', width: 4_000, height: 2_000, preview });

  it('show small pictures by themselves, in a box that stands before', async () => {
    const screen = await inRoom([photo], (api) => (api.bytes = png(64, 32)));
    const box = document.querySelector<HTMLElement>('.picture .box');
    expect(box?.style.width).toBe('64px');
    expect(screen.api.callsOf('loadBytes')).toEqual([[ROOM, photo, true]]);
    expect(document.querySelector('.picture img')?.getAttribute('src')).toMatch(/^blob:/);
    expect(made).toEqual(['image/png']);
  });

  it('wait for a click where the person wants that', async () => {
    const screen = await inRoom([], (api) => (api.bytes = png(64, 32)));
    await screen.press(',', { ctrlKey: true }, document.body);
    await screen.settled();
    await screen.toTab('Files');
    document.querySelector<HTMLInputElement>('#small-pictures')?.click();
    await screen.settle();
    expect(screen.api.settings.files).toEqual({ smallPictures: false });
    await screen.press('Escape', {}, screen.get('dialog'));
    screen.api.arrive(ROOM, Object.assign(entry(3, ben, ''), { files: [photo] }));
    await screen.settled();
    expect(screen.api.callsOf('loadBytes')).toEqual([]);
    await screen.click('button', 'Show picture roof.png');
    expect(screen.api.callsOf('loadBytes')).toHaveLength(1);
  });

  it.each([
    ['is no picture', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['is a bomb', png(50_000, 50_000)],
  ])('are not drawn where what came %s', async (_what, bytes) => {
    await inRoom([photo], (api) => (api.bytes = bytes));
    expect(document.querySelector('.picture img')).toBeNull();
    expect(made).toEqual([]);
  });

  it.each(['image/svg+xml', 'text/html', 'image/heic'])('are cards where their type is never content: %s', async (type) => {
    const screen = await inRoom([fileInfo('x', { name: 'x', type, size: 900, width: 10, height: 10 })]);
    expect(document.querySelectorAll('.card')).toHaveLength(1);
    expect(screen.api.callsOf('loadBytes')).toEqual([]);
  });

  it('open large, zoom and go on by keys, and close again', async () => {
    const other = { ...photo, id: 'other', name: 'door.png', preview: { ...preview, id: 'p2' } };
    const screen = await inRoom([photo, other], (api) => (api.bytes = png(64, 32)));
    await screen.click('button', 'Show roof.png larger');
    await screen.settled();
    expect(nameOf(screen.get('dialog'))).toBe('roof.png');
    expect(screen.api.callsOf('loadBytes').at(-1)).toEqual([ROOM, photo, false]);
    const view = screen.get('dialog');
    await screen.press('ArrowRight', {}, view);
    await screen.settle();
    expect(nameOf(screen.get('dialog'))).toBe('door.png');
    await screen.press('+', {}, view);
    expect(document.querySelector('.frame.zoomed')).not.toBeNull();
    await screen.press('0', {}, view);
    expect(document.querySelector('.frame.zoomed')).toBeNull();
    await screen.press('Escape', {}, view);
    expect(screen.all('dialog')).toEqual([]);
  });

  it('are heard where they are voice notes, fetched when they are played', async () => {
    const note = fileInfo('note', { name: 'Voice note.webm', type: 'audio/webm', duration: 47_000 });
    const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
    const screen = await inRoom([note], (api) => (api.bytes = new Uint8Array([1, 2, 3])));
    expect(screen.text).toContain('0:47');
    expect(screen.api.callsOf('loadBytes')).toEqual([]);
    await screen.click('button', 'Play Voice note.webm');
    expect(screen.api.callsOf('loadBytes')).toEqual([[ROOM, note, false]]);
    expect(play).toHaveBeenCalledTimes(1);
    expect(made).toEqual(['audio/webm']);
  });
});

describe('the panel of files', () => {
  it('lists those of the conversation, finds them by name, and leads to their message', async () => {
    const screen = await inRoom([fileInfo('plan'), fileInfo('photo', { name: 'Roof.JPG' })], (api) => {
      api.transfers = [transfer('t9', { phase: 'done' })];
    });
    await screen.open('Files');
    await screen.settle();
    const cards = (): string[] =>
      [...document.querySelectorAll('.panel .card .name')].map((element) => element.textContent ?? '');
    expect(cards()).toEqual(['plan.pdf', 'Roof.JPG']);
    expect(screen.text).toContain('Saved as t9.zip');
    await screen.type('Name of the file', 'roof');
    expect(cards()).toEqual(['Roof.JPG']);
    await screen.type('Name of the file', 'nothing');
    expect(screen.text).toContain('No file here is called “nothing”.');
    await screen.click('button', 'Take t9.zip off the list');
    expect(screen.api.callsOf('cancelTransfer')).toEqual([['t9']]);
  });
});

describe('the host’s disk', () => {
  const day = 86_400_000;
  const kept = (id: string, size: number, age: number) => ({
    ...{ id, room: ROOM, owner: ben.id, name: `${id}.bin`, posted: true },
    ...{ size, at: Date.now() - age * day },
  });

  it('says what is kept, what may go by age and size, and frees it once it was asked', async () => {
    const screen = await inRoom([], (api) => {
      api.hub({ role: 'host' });
      api.hostFiles = {
        files: [kept('old', 2e8, 100), kept('new', 1e8, 1), kept('tiny', 1_000, 400)],
        ...{ more: false, used: 300_001_000, count: 3, quota: 1e9, free: 5e9 },
      };
    });
    await screen.open('Manage Workshop');
    await screen.click('button', 'Files and disk');
    await screen.settled();
    await screen.settle();
    expect(screen.text).toContain('300 MB of 1 GB in 3 files');
    expect(screen.text).toContain('The disk has 5 GB left for files.');
    for (const [id, value] of [
      ['disk-age', 'month'],
      ['disk-size', '1000000'],
    ] as const) {
      const select = document.getElementById(id) as HTMLSelectElement;
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
      await screen.settle();
    }
    await screen.click('button', 'Free 200 MB…');
    expect(screen.get('dialog').textContent).toContain('Remove 1 file (200 MB) from Workshop?');
    expect(screen.get('dialog').textContent).toContain('old.bin');
    await screen.click('button', 'Remove them');
    await screen.settle();
    expect(screen.api.callsOf('freeFiles')).toEqual([[['old']]]);
  });

  it('names nothing of what others keep among themselves, and frees it all the same', async () => {
    const screen = await inRoom([], (api) => {
      api.hub({ role: 'host' });
      api.hostFiles = {
        files: [{ ...kept('hidden', 2e8, 100), room: '-', name: '' }],
        ...{ more: false, used: 2e8, count: 1, quota: 1e9 },
      };
    });
    await screen.open('Manage Workshop');
    await screen.click('button', 'Files and disk');
    await screen.settled();
    await screen.settle();
    expect(screen.text).toContain('A file from a conversation of others');
    expect(screen.text).not.toMatch(/·\s*·/);
    await screen.click('button', 'Free 200 MB…');
    expect(screen.get('dialog').textContent).toContain('A file from a conversation of others');
    await screen.click('button', 'Remove them');
    await screen.settle();
    expect(screen.api.callsOf('freeFiles')).toEqual([[['hidden']]]);
  });
});
