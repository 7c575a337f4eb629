import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KnownHub } from '../../src/client/ports';
import { FileStore } from '../../src/main/store';
import { defaultSettings } from '../../src/shared/ipc/settings-api';
import type { PendingMessage, PendingText } from '../../src/shared/ipc/talk-api';
import { without } from '../../src/shared/without';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hearth-store-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const hub = (id: string, name = 'Workshop'): KnownHub => ({
  id,
  name,
  urls: ['ws://192.168.1.20:8080/ws'],
  label: '192.168.1.20:8080',
  lastUsed: 5,
  trust: 'verified',
  defaultRoom: 'r1',
  me: { id: 'k-me', name: 'Ada' },
  rooms: [
    { id: 'r1', name: 'lobby', joined: true, readSeq: 7, deleted: [3, 5] },
    { id: 'r2', name: 'Ben', joined: true, readSeq: 1, with: { id: 'k-ben', name: 'Ben' }, pinned: true, hiddenAt: 4 },
    {
      ...{ id: 'r3', name: 'plans', joined: false, readSeq: 1, private: true, archived: true, gone: true, topic: 'Ours' },
      ...{ by: 'k-me', notify: 'mentions', mutedUntil: 8.64e15 },
    },
  ],
});
const message = (id: string): PendingText => ({
  id,
  room: 'r1',
  kind: 'message',
  text: 'hello',
  at: 1,
  state: 'failed',
  problem: { code: 'rate_limited' },
});

describe('the store', () => {
  it('is empty at first', async () => {
    const store = new FileStore(folder);
    expect([await store.loadHubs(), await store.loadOutbox('h1'), await store.loadName()]).toEqual([[], [], null]);
  });

  it('holds everything across a restart', async () => {
    const store = new FileStore(folder);
    await store.saveHub(hub('h1', 'Old name'));
    await store.saveHub(hub('h2'));
    await store.saveHub(hub('h1'));
    await store.saveOutbox('h1', [message('m1'), message('m2')]);
    await store.saveName('Ada');
    const again = new FileStore(folder);
    expect(await again.loadHubs()).toEqual([hub('h2'), hub('h1')]);
    expect(await again.loadOutbox('h1')).toEqual([message('m1'), message('m2')]);
    expect(await again.loadOutbox('h2')).toEqual([]);
    expect(await again.loadName()).toBe('Ada');
    await again.removeHub('h2');
    expect(await new FileStore(folder).loadHubs()).toEqual([hub('h1')]);
  });

  it('reads an outbox of a version that knew messages only, and keeps everything that may wait now', async () => {
    mkdirSync(join(folder, 'outbox'), { recursive: true });
    writeFileSync(join(folder, 'outbox', 'h1.json'), JSON.stringify([without(message('m1'), ['kind'])]));
    const store = new FileStore(folder);
    expect(await store.loadOutbox('h1')).toEqual([message('m1')]);
    const base = { room: 'r1', at: 2, state: 'queued' as const };
    const all: PendingMessage[] = [
      { ...base, id: 'a', kind: 'message', text: 'x', reply: 3, mentions: ['k'], everyone: true, urgent: true, action: true },
      { ...base, id: 'b', kind: 'edit', target: 3, text: 'y', mentions: ['k'] },
      { ...base, id: 'c', kind: 'reaction', target: 3, emoji: '👍', on: false },
      { ...base, id: 'd', kind: 'pin', target: 3, on: true },
      { ...base, id: 'e', kind: 'ack', target: 3 },
    ];
    await store.saveOutbox('h1', all);
    expect(await new FileStore(folder).loadOutbox('h1')).toEqual(all);
  });

  it('holds name and settings in one file, and loses neither to changes at the same time', async () => {
    const looks = { theme: 'dark', density: 'compact', textSize: 125, language: 'de' } as const;
    const store = new FileStore(folder);
    expect(await store.settings.load()).toEqual(defaultSettings);
    await Promise.all([store.saveName('Ada'), store.settings.change({ appearance: looks }), store.saveName('Ada L.')]);
    const again = new FileStore(folder);
    expect([await again.loadName(), await again.settings.load()]).toEqual(['Ada L.', { ...defaultSettings, appearance: looks }]);
  });

  it('keeps what a later version put beside its settings, and shows its own instead of looks that it does not know', async () => {
    const file = join(folder, 'settings.json');
    writeFileSync(file, '{"name":"Ada","sounds":{"on":true},"appearance":{"theme":"sepia"}}');
    const store = new FileStore(folder);
    expect(await store.settings.load()).toEqual(defaultSettings);
    await store.saveName('Ben');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ name: 'Ben', sounds: { on: true }, appearance: { theme: 'sepia' } });
  });

  it('loses no hub to saves at the same time', async () => {
    const store = new FileStore(folder);
    const ids = Array.from({ length: 20 }, (_, index) => `h${String(index)}`);
    await Promise.all(ids.map((id) => store.saveHub(hub(id))));
    expect((await new FileStore(folder).loadHubs()).map(({ id }) => id)).toEqual(ids);
  });

  it('reads what versions that knew neither TLS nor deletions wrote, key unverified', async () => {
    // As version 0.1 wrote it.
    const before =
      '[{"id":"h1","name":"Workshop","urls":["ws://192.168.1.20:8080/ws"],"label":"192.168.1.20:8080","lastUsed":5,' +
      '"defaultRoom":"r1","me":{"id":"k-me","name":"Ada"},"rooms":[{"id":"r1","name":"lobby","joined":true,"readSeq":7}]}]';
    writeFileSync(join(folder, 'hubs.json'), before);
    expect(await new FileStore(folder).loadHubs()).toEqual([
      { ...hub('h1'), trust: 'unverified', rooms: [{ id: 'r1', name: 'lobby', joined: true, readSeq: 7 }] },
    ]);
    expect(readdirSync(folder)).toEqual(['hubs.json']);
  });

  it.each([
    ['hubs.json', '[{"id":"h1"'],
    ['hubs.json', '[{"id":"../../x","name":"n"}]'],
    ['hubs.json', '{}'],
    ['settings.json', '{"name":5}'],
    ['settings.json', ''],
  ])('sets a damaged %s aside: %s', async (name, content) => {
    writeFileSync(join(folder, name), content);
    const store = new FileStore(folder);
    expect([await store.loadHubs(), await store.loadName()]).toEqual([[], null]);
    const [aside] = readdirSync(folder);
    expect(aside).toMatch(/\.damaged-/);
    expect(readFileSync(join(folder, aside ?? ''), 'utf8')).toBe(content);
  });

  it('takes no hub id for a path', async () => {
    const store = new FileStore(folder);
    await expect(store.saveOutbox('../../etc/passwd', [])).rejects.toThrow();
    await expect(store.loadOutbox('a/b')).rejects.toThrow();
  });
});
