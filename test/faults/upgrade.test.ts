/** R19: files of the first version open whole for ever; those of a newer one are shown where they can be, and never changed. */
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHub } from '../../src/hub/hub';
import { openDataDir } from '../../src/hub/data-dir';
import { OwnHubs } from '../../src/main/own-hubs';
import { FileStore } from '../../src/main/store';
import type { Entry } from '../../src/shared/protocol';
import { readJson, writeJson } from '../../src/storage/atomic-file';
import { HistoryFiles } from '../../src/storage/history-files';
import { IdRun } from '../../src/storage/id-run';
import { nodeLogFs } from '../../src/storage/log-fs';
import { decodeSidecar } from '../../src/storage/log-sidecar';
import { loadOrMakeHubKey, loadOrMakeSigningKey } from '../../src/storage/keys';
import { startHub } from '../helpers/hub';
import { FullClient, helloOf, newDevice, person } from '../helpers/raw-client';
import { tempFolder } from '../helpers/temp-folder';

const FIXTURES = join(import.meta.dirname, '../fixtures/v1');
const HUB = 't7pCkgYsQi70bHzgvaFmSSz934Q7-dVLpYUEv3NE9tA';
const ROOM = 'room1';

/** A copy of what the first version wrote. Never write these files anew: whatever comes later has to open them. */
async function first(part: 'hub' | 'app'): Promise<string> {
  const folder = join(await tempFolder(), part);
  await cp(join(FIXTURES, part), folder, { recursive: true });
  return folder;
}

/** Every file below a folder with its bytes. */
async function bytesOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const entries = await Promise.all(files.map(async (file) => [file, (await readFile(file)).toString('base64')] as const));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const entriesOf = async (path: string): Promise<Entry[]> => JSON.parse(await readFile(path, 'utf8')) as Entry[];

/** An entry as some later version may write it. */
const later = (seq: number): object => ({ seq, id: `r${String(seq)}`, kind: 'poll', question: 'Tea?', answers: ['Yes', 'No'] });

/** Puts an entry of a later version behind some others. */
async function writeLater(path: string, at: number): Promise<void> {
  const entries = await entriesOf(path);
  const all = [...entries.slice(0, at), later(at + 1), ...entries.slice(at + 1)];
  await writeFile(path, `[\n${all.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`);
}

describe('R19: files of the first version', () => {
  it('of a hub open whole, and it goes on', async () => {
    const dataDir = await first('hub');
    const before = await entriesOf(join(dataDir, 'rooms', `${ROOM}.json`));
    expect(before).toHaveLength(40);
    const hub = await startHub({ dataDir });
    expect(hub.hubId).toBe(HUB);
    const ann = await person(hub, 'Ann');
    expect(ann.room).toBe(ROOM);
    expect(await ann.ask({ type: 'history', room: ROOM, after: 0 })).toMatchObject({ entries: before, more: false });
    ann.send({ type: 'send', room: ROOM, id: 'next', text: 'next' });
    expect((await ann.heard('next')).seq).toBe(41);
    await hub.stop();
    expect((await entriesOf(join(dataDir, 'rooms', `${ROOM}.json`))).slice(0, 40)).toEqual(before);
    expect(await readdir(join(dataDir, 'rooms'))).not.toContainEqual(expect.stringMatching(/torn|damaged|aside|reformatted/));
  });

  it('beside a log are read: its index and its ids', async () => {
    const rooms = join(await first('hub'), 'rooms');
    expect(decodeSidecar(await readFile(join(rooms, `${ROOM}.json.index`)))?.index.count).toBe(40);
    const run = await IdRun.open(nodeLogFs, join(rooms, `${ROOM}.json.ids-0`));
    expect([run.count, run.through]).toEqual([40, 40]);
    await run.close();
  });

  it('of the app open whole', async () => {
    const folder = await first('app');
    const store = new FileStore(folder);
    expect(await store.loadName()).toBe('Ann');
    expect(await store.loadHubs()).toMatchObject([
      { id: HUB, defaultRoom: ROOM, rooms: [{ id: ROOM, joined: true, readSeq: 12 }] },
    ]);
    expect(await store.loadOutbox(HUB)).toMatchObject([{ id: 'waiting', text: 'not sent yet', state: 'queued' }]);
    expect((await OwnHubs.load(folder)).find(HUB)).toMatchObject({ folder: '1', options: { name: 'Workshop', port: 8080 } });
    expect(loadOrMakeSigningKey(join(folder, 'identity.pem')).publicKey).toHaveLength(43);
    const history = new HistoryFiles(join(folder, 'history'));
    expect(await history.range(HUB, ROOM)).toEqual({ first: 1, last: 40 });
    expect(await history.before(HUB, ROOM, null, 100)).toEqual(await entriesOf(join(folder, 'history', HUB, `${ROOM}.json`)));
    await history.close();
  });
});

describe('R19: files of a newer version', () => {
  it('of a hub end its start with one sentence, and stay as they are', async () => {
    const dataDir = await first('hub');
    await writeFile(join(dataDir, 'hub.json'), JSON.stringify({ version: 3, places: [{ name: 'Workshop' }] }));
    const before = await bytesOf(dataDir);
    const start = createHub({ dataDir, host: '127.0.0.1', port: 0 }).start();
    await expect(start).rejects.toMatchObject({
      name: 'StartError',
      code: 'storage_failed',
      message: expect.stringMatching(/hub\.json was written by a newer Hearth\. Nothing in it was changed: update Hearth/),
    });
    expect(await bytesOf(dataDir)).toEqual(before);
  });

  it('also where a hub has no key yet: none is made', async () => {
    const dataDir = await tempFolder();
    await writeFile(join(dataDir, 'hub.json'), JSON.stringify({ version: 4 }));
    await expect(openDataDir(dataDir)).rejects.toMatchObject({ name: 'StartError' });
    expect(Object.keys(await bytesOf(dataDir))).toEqual([join(dataDir, 'hub.json')]);
  });

  it.each([0, 20, 39])('in a room keep it shut, with an entry of an unknown kind after %i others', async (at) => {
    const dataDir = await first('hub');
    const path = join(dataDir, 'rooms', `${ROOM}.json`);
    await writeLater(path, at);
    const before = await readFile(path);
    const hub = await startHub({ dataDir });
    const ann = new FullClient(hub.ws);
    ann.send(helloOf(await ann.next('hello'), 'Ann', newDevice()));
    await ann.next('ready');
    expect(await ann.ask({ type: 'join', room: ROOM })).toMatchObject({ type: 'error', code: 'storage_failed' });
    expect(JSON.stringify(hub.log)).toContain('was written by a newer Hearth');
    await ann.close();
    await hub.stop();
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(join(dataDir, 'rooms'))).not.toContainEqual(expect.stringMatching(/torn|damaged|aside/));
  });

  it.each([0, 20, 39])('of a history are shown and kept, with an entry of an unknown kind after %i others', async (at) => {
    const folder = join(await first('app'), 'history');
    const path = join(folder, HUB, `${ROOM}.json`);
    const all = await entriesOf(path);
    await writeLater(path, at);
    const before = await bytesOf(folder);
    const history = new HistoryFiles(folder);
    const known = all.toSpliced(at, 1);
    expect(await history.range(HUB, ROOM)).toEqual({ first: known[0]?.seq, last: known.at(-1)?.seq });
    expect(await history.before(HUB, ROOM, null, 100)).toEqual(known);
    expect(await history.before(HUB, ROOM, 10, 3)).toEqual(known.filter(({ seq }) => seq < 10).slice(-3));
    const next = { ...(all[0] as Entry), seq: 41, id: 'next' };
    await expect(history.append(HUB, ROOM, [next])).rejects.toMatchObject({ message: expect.stringContaining('a newer Hearth') });
    await expect(history.setAside(HUB, ROOM)).rejects.toMatchObject({ message: expect.stringContaining('a newer Hearth') });
    await history.close();
    expect(await bytesOf(folder)).toEqual(before);
  });

  it.each([
    ['hubs.json', (store: FileStore) => store.loadHubs()],
    ['settings.json', (store: FileStore) => store.loadName()],
    [`outbox/${HUB}.json`, (store: FileStore) => store.loadOutbox(HUB)],
  ])('of the app, %s, are told in words and stay as they are', async (name, load) => {
    const folder = await first('app');
    await writeFile(join(folder, name), JSON.stringify({ version: 2, things: [] }));
    const before = await bytesOf(folder);
    await expect(load(new FileStore(folder))).rejects.toMatchObject({ message: expect.stringContaining('a newer Hearth') });
    expect(await bytesOf(folder)).toEqual(before);
  });

  it('are not replaced either', async () => {
    const path = join(await tempFolder(), 'settings.json');
    await writeFile(path, '{"version":2}');
    await expect(readJson(path, () => null)).rejects.toMatchObject({ message: expect.stringContaining('a newer Hearth') });
    await expect(writeJson(path, { name: 'Ann' })).rejects.toMatchObject({ message: expect.stringContaining('a newer Hearth') });
    expect(await readFile(path, 'utf8')).toBe('{"version":2}');
  });

  it('are told from damaged ones, which are still moved aside', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'settings.json'), '{"version":"two"}');
    expect(await readJson(join(folder, 'settings.json'), () => null)).toBeNull();
    expect(await readdir(folder)).toEqual(['settings.json.damaged-1']);
    expect(loadOrMakeHubKey(join(folder, 'hub.key')).id).toHaveLength(43);
  });
});
