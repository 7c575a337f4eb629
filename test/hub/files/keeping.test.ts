/** What becomes of files when something is cut off, full, old or gone. */
import { createConnection } from 'node:net';
import { readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeDisk, type FileDisk } from '../../../src/hub/files/disk';
import { diskName, endings } from '../../../src/hub/files/record';
import { systemClock, type Clock } from '../../../src/hub/clock';
import type { HubOptions } from '../../../src/hub/options';
import type { HubFrameOf, Limits } from '../../../src/shared/protocol';
import { FileClient, sha256 } from '../../helpers/file-client';
import { startHub, tempDir, type TestHub } from '../../helpers/hub';
import { SeededRandom } from '../../helpers/random';
import { newDevice } from '../../helpers/raw-client';

const MIB = 1024 * 1024;
const DAY = 86_400_000;
const small: Partial<Limits> = { fileChunk: 256 * 1024, diskReserve: 0 };

const options = (over: Partial<HubOptions> = {}): Partial<HubOptions> => ({ ...over, limits: { ...small, ...over.limits } });
const folderOf = (dataDir: string): string => join(dataDir, 'files');
const namesIn = async (dataDir: string): Promise<string[]> => (await readdir(folderOf(dataDir))).sort();
const pathOf = (dataDir: string, id: string, ending: string): string => join(folderOf(dataDir), `${diskName(id)}${ending}`);

/** Bytes that are nowhere the same. */
function noise(random: SeededRandom, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 4) bytes.writeUInt32LE(Math.floor(random.fraction() * 2 ** 32), Math.min(at, length - 4));
  return bytes;
}

/** Sends a part and cuts the connection after so many bytes of it. */
function cutOff(
  port: number,
  { file, token }: { file: string; token: string },
  offset: number,
  part: Buffer,
  after: number,
): Promise<void> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    const head = `PATCH /files/${file} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nUpload-Offset: ${String(offset)}\r\nContent-Length: ${String(part.length)}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(head), part.subarray(0, after)]), () => socket.destroy());
  });
}

describe('an upload', () => {
  it('B25: goes on after cuts at any place, of the connection and of the hub', { timeout: 60_000 }, async () => {
    const random = new SeededRandom();
    const dataDir = await tempDir();
    const device = newDevice();
    let hub = await startHub(options({ dataDir }));
    let ada = await FileClient.join(hub, 'Ada', device);
    const bytes = noise(random, 2 * MIB + random.between(0, 1_000));
    const id = 'file-of-ada';
    let [restarts, cuts] = [0, 0];
    const seed = `HEARTH_SEED=${String(random.seed)}`;
    let { token, received } = await ada.ready(bytes.length, { id });
    for (let steps = 0; received < bytes.length; steps += 1) {
      expect(steps, seed).toBeLessThan(400);
      const part = bytes.subarray(received, received + random.between(1, 64 * 1024));
      const lot = random.fraction();
      if (lot < 0.3) {
        await cutOff(hub.port, { file: id, token }, received, part, random.between(0, part.length - 1));
        cuts += 1;
      } else {
        const answer = await ada.patch({ file: id, token }, received, part);
        expect(answer.status, seed).toBe(200);
      }
      if (lot > 0.94) {
        await hub.stop();
        hub = await startHub(options({ dataDir }));
        ada = await FileClient.join(hub, 'Ada', device);
        restarts += 1;
      }
      const before = received;
      ({ token, received } = await ada.ready(bytes.length, { id }));
      expect(received, seed).toBeGreaterThanOrEqual(before);
      expect(received, seed).toBeLessThanOrEqual(before + part.length);
    }
    const last = await ada.patch({ file: id, token }, received, Buffer.alloc(0));
    expect(last.json ?? (await ada.ready(bytes.length, { id })), seed).toMatchObject({ sha256: sha256(bytes) });
    expect(cuts + restarts, seed).toBeGreaterThan(5);
    expect((await ada.fetch(id)).equals(bytes), seed).toBe(true);
  });

  it('goes on from a whole one whose last answer was lost, and never has two sizes', async () => {
    const hub = await startHub(options());
    const ada = await FileClient.join(hub, 'Ada');
    const bytes = Buffer.alloc(1_000, 'x');
    const ready = await ada.ready(bytes.length);
    await cutOff(hub.port, ready, 0, bytes, bytes.length);
    const again = await ada.ready(bytes.length, { id: ready.file });
    const rest = bytes.subarray(again.received);
    const answer = again.sha256 === undefined ? await ada.patch(again, again.received, rest) : { json: again };
    expect(answer.json).toMatchObject({ sha256: sha256(bytes) });
  });

  it('is ended by silence, and goes on', async () => {
    const hub = await startHub(options({ limits: { fileStall: 50 } }));
    const ada = await FileClient.join(hub, 'Ada');
    const ready = await ada.ready(1_000);
    const socket = createConnection({ port: hub.port, host: '127.0.0.1' });
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => undefined);
    socket.write(
      `PATCH /files/${ready.file} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${ready.token}\r\nUpload-Offset: 0\r\nContent-Length: 1000\r\n\r\nfive!`,
    );
    await closed;
    await expect.poll(async () => (await ada.ready(1_000, { id: ready.file })).received).toBe(5);
  });
});

describe('a crash', () => {
  /** A hub that stopped with a whole file, a part and a message. */
  async function stopped() {
    const dataDir = await tempDir();
    const device = newDevice();
    const hub = await startHub(options({ dataDir }));
    const ada = await FileClient.join(hub, 'Ada', device);
    const whole = await ada.bring(Buffer.alloc(1_000, 'w'), { id: 'whole' });
    const posted = await ada.bring(Buffer.alloc(2_000, 'p'), { id: 'posted' });
    await ada.post([posted]);
    const part = await ada.ready(3_000, { id: 'part' });
    await ada.patch(part, 0, Buffer.alloc(1_500, 'h'));
    await hub.stop();
    const again = async (over: Partial<HubOptions> = {}): Promise<{ hub: TestHub; ada: FileClient }> => {
      const next = await startHub(options({ dataDir, ...over }));
      return { hub: next, ada: await FileClient.join(next, 'Ada', device) };
    };
    return { dataDir, again, whole, posted };
  }

  it('before a file had its name has it checked again', async () => {
    const { dataDir, again } = await stopped();
    const { rename } = await import('node:fs/promises');
    await rename(pathOf(dataDir, 'whole', endings.whole), pathOf(dataDir, 'whole', endings.part));
    const { ada } = await again();
    const ready = await ada.ready(1_000, { id: 'whole' });
    expect(ready).toMatchObject({ received: 1_000 });
    expect(ready.sha256).toBeUndefined();
    expect((await ada.patch(ready, 1_000, Buffer.alloc(0))).json).toMatchObject({ sha256: sha256(Buffer.alloc(1_000, 'w')) });
  });

  it('that left bytes of nobody, or a manifest without bytes, leaves nothing behind', async () => {
    const { dataDir, again } = await stopped();
    const before = await namesIn(dataDir);
    await writeFile(join(folderOf(dataDir), `${'a'.repeat(40)}.part`), 'of nobody');
    await rm(pathOf(dataDir, 'posted', endings.whole));
    const { ada } = await again();
    expect(await ada.say({ type: 'download', room: ada.room, file: 'posted' })).toMatchObject({ code: 'file_unknown' });
    expect(await namesIn(dataDir)).toEqual(before.filter((name) => !name.startsWith(diskName('posted'))));
  });

  it('that lost the end of a file never shows what is left as the file', async () => {
    const { dataDir, again } = await stopped();
    await truncate(pathOf(dataDir, 'posted', endings.whole), 1_999);
    const { ada } = await again();
    expect(await ada.say({ type: 'download', room: ada.room, file: 'posted' })).toMatchObject({ code: 'file_unknown' });
  });

  it('that garbled a part is found out at its end', async () => {
    const { dataDir, again } = await stopped();
    await writeFile(pathOf(dataDir, 'part', endings.part), Buffer.alloc(1_500, '?'));
    const { ada } = await again();
    const bytes = Buffer.alloc(3_000, 'h');
    const ready = await ada.ready(3_000, { id: 'part' });
    expect(ready.received).toBe(1_500);
    const digest = `sha-256=:${Buffer.from(sha256(bytes), 'base64url').toString('base64')}:`;
    expect(await ada.patch(ready, 1_500, bytes.subarray(1_500), { 'Repr-Digest': digest })).toMatchObject({ status: 422 });
    expect((await ada.ready(3_000, { id: 'part' })).received).toBe(0);
  });

  it('leaves everything to its owner alone', async () => {
    const { dataDir } = await stopped();
    for (const name of await namesIn(dataDir)) expect((await stat(join(folderOf(dataDir), name))).mode & 0o077).toBe(0);
  });
});

/** A disk with so many bytes on it. */
function fullDisk(): FileDisk & { left: number } {
  const disk = {
    ...nodeDisk,
    left: Infinity,
    free: (path: string) => (disk.left === Infinity ? nodeDisk.free(path) : Promise.resolve(disk.left)),
    async open(path: string, mode: 'write' | 'read') {
      const handle = await nodeDisk.open(path, mode);
      return {
        ...handle,
        async write(bytes: Uint8Array, position: number) {
          if (bytes.length > disk.left) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
          await handle.write(bytes, position);
        },
      };
    },
  };
  return disk;
}

describe('a disk', () => {
  it('that is full says so, harms nothing else, and takes the rest later', async () => {
    const disk = fullDisk();
    const hub = await startHub(options({ fileDisk: disk }));
    const ada = await FileClient.join(hub, 'Ada');
    const bytes = Buffer.alloc(200_000, 'd');
    const ready = await ada.ready(bytes.length);
    const first = await ada.patch(ready, 0, bytes.subarray(0, 100_000));
    // The file system says that there is room, and has none.
    disk.left = 1_000_000;
    const lying = { ...disk };
    disk.open = async (path, mode) => {
      const handle = await nodeDisk.open(path, mode);
      return { ...handle, write: () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })) };
    };
    const token = first.json?.['token'] as string;
    const refused = await ada.patch({ ...ready, token }, 100_000, bytes.subarray(100_000));
    expect(refused).toMatchObject({ status: 507, json: { code: 'storage_full' } });
    ada.client.raw(JSON.stringify({ type: 'send', room: ada.room, id: 'still', text: 'still here' }));
    await ada.client.heard('still here');
    disk.open = lying.open;
    const again = await ada.ready(bytes.length, { id: ready.file });
    expect(again.received).toBe(100_000);
    expect(await ada.patch(again, 100_000, bytes.subarray(100_000))).toMatchObject({
      status: 200,
      json: { sha256: sha256(bytes) },
    });
  });

  it('keeps some for the chat', async () => {
    const disk = fullDisk();
    const hub = await startHub(options({ fileDisk: disk, limits: { diskReserve: 1_000_000 } }));
    const ada = await FileClient.join(hub, 'Ada');
    disk.left = 1_500_000;
    expect(await ada.upload(500_001)).toMatchObject({ code: 'storage_full' });
    const ready = await ada.ready(400_000);
    // What is promised to one is not promised to another.
    expect(await ada.upload(200_000)).toMatchObject({ code: 'storage_full' });
    disk.left = 1_000_001;
    expect(await ada.patch(ready, 0, Buffer.alloc(100_000))).toMatchObject({ status: 507, json: { code: 'storage_full' } });
  });

  it('that does not answer one file answers the others', async () => {
    const disk = { ...nodeDisk };
    const hub = await startHub(options({ fileDisk: disk }));
    const ada = await FileClient.join(hub, 'Ada');
    const info = await ada.bring(Buffer.alloc(10, 'x'));
    disk.open = (path, mode) =>
      mode === 'write' ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })) : nodeDisk.open(path, mode);
    const ready = await ada.ready(5);
    expect(await ada.patch(ready, 0, Buffer.alloc(5))).toMatchObject({ status: 500, json: { code: 'storage_failed' } });
    expect(await ada.fetch(info.id)).toHaveLength(10);
  });
});

/** The machine's clock, some ms later; the passes over the files are called by the test. */
function laterClock(): Clock & { later: number; pass(): void } {
  const passes: (() => void)[] = [];
  return {
    ...systemClock,
    later: 0,
    now() {
      return Date.now() + this.later;
    },
    elapsed() {
      return systemClock.elapsed() + this.later;
    },
    every(ms, callback) {
      if (ms < 3_600_000) return systemClock.every(ms, callback);
      passes.push(callback);
      return () => undefined;
    },
    pass: () => passes.forEach((callback) => callback()),
  };
}

describe('a pass', () => {
  /** Somebody whose connection outlives the days that go by. */
  const patient: Partial<Limits> = { heartbeat: 0, helloTimeout: DAY * 100, frameRate: 0, messageRate: 0 };

  it('takes what was never posted after a day, and nothing else', async () => {
    const clock = laterClock();
    const hub = await startHub(options({ clock, limits: patient }));
    const ada = await FileClient.join(hub, 'Ada');
    const posted = await ada.bring(Buffer.alloc(10, 'p'), { id: 'posted' });
    await ada.post([posted]);
    await ada.bring(Buffer.alloc(10, 'w'), { id: 'whole' });
    const part = await ada.ready(10, { id: 'part' });
    await ada.patch(part, 0, Buffer.alloc(5));
    clock.later += DAY - 60_000;
    clock.pass();
    await expect.poll(() => hub.log.filter(({ event }) => event === 'files')).toEqual([]);
    // The pass goes through the same disk.
    await ada.fetch('posted');
    expect((await namesIn(hub.dataDir)).filter((name) => name.endsWith('.json'))).toHaveLength(3);
    clock.later += 120_000;
    const left = [endings.whole, endings.manifest].map((ending) => `${diskName('posted')}${ending}`).sort();
    await expect
      .poll(() => {
        // One that is still under way is not begun again.
        clock.pass();
        return namesIn(hub.dataDir);
      })
      .toEqual(left);
    expect(await ada.fetch('posted')).toHaveLength(10);
  });

  it('takes the files of messages that are gone, also where the hub was cut off in between', async () => {
    const dataDir = await tempDir();
    const clock = laterClock();
    const device = newDevice();
    const broken = { ...nodeDisk, remove: () => Promise.resolve() };
    const hub = await startHub(options({ dataDir, fileDisk: broken }));
    const ada = await FileClient.join(hub, 'Ada', device);
    const info = await ada.bring(Buffer.alloc(10, 'p'));
    const posted = await ada.post([info]);
    const seq = posted.type === 'entries' ? (posted.entries[0]?.seq ?? 0) : 0;
    await ada.say({ type: 'delete', room: ada.room, seq });
    await hub.stop();
    expect(await namesIn(dataDir)).toHaveLength(2);
    await startHub(options({ dataDir, clock }));
    clock.pass();
    await expect.poll(() => namesIn(dataDir)).toEqual([]);
  });

  it('knows again after a crash which message a file is of', async () => {
    const dataDir = await tempDir();
    const clock = laterClock();
    const device = newDevice();
    const hub = await startHub(options({ dataDir }));
    const ada = await FileClient.join(hub, 'Ada', device);
    const info = await ada.bring(Buffer.alloc(10, 'p'));
    await ada.post([info], 'the-message');
    await hub.stop();
    // Cut off after the entry and before the manifest said so.
    const { readFile } = await import('node:fs/promises');
    const path = pathOf(dataDir, info.id, endings.manifest);
    const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    delete manifest['seq'];
    await writeFile(path, JSON.stringify(manifest));
    const next = await startHub(options({ dataDir, clock, limits: patient }));
    const ben = await FileClient.join(next, 'Ben');
    clock.later += 2 * DAY;
    clock.pass();
    await expect.poll(async () => (JSON.parse(await readFile(path, 'utf8')) as { seq?: number }).seq).toBe(1);
    expect(await ben.fetch(info.id)).toHaveLength(10);
  });

  it('keeps by age and by size where the host wants it', async () => {
    const clock = laterClock();
    const hub = await startHub(options({ clock, retainFilesDays: 30, retainFilesMb: 1, limits: { ...patient, fileChunk: MIB } }));
    const ada = await FileClient.join(hub, 'Ada');
    const bring = async (id: string, size: number): Promise<void> => {
      await ada.post([await ada.bring(Buffer.alloc(size, id), { id })]);
      clock.later += 60_000;
    };
    await bring('old', 1_000);
    clock.later += 31 * DAY;
    for (const id of ['one', 'two', 'three']) await bring(id, 500_000);
    clock.pass();
    const left = ['two', 'three'].flatMap((id) => [endings.whole, endings.manifest].map((ending) => `${diskName(id)}${ending}`));
    await expect.poll(() => namesIn(hub.dataDir)).toEqual(left.sort());
  });
});

describe('a host', () => {
  it('sees what is kept, the largest first, and makes room', async () => {
    const device = newDevice();
    const probe = await startHub(options());
    const owner = (await FileClient.join(probe, 'Hilde', device)).member;
    const hub = await startHub(options({ owner }));
    const host = await FileClient.join(hub, 'Hilde', device);
    const ada = await FileClient.join(hub, 'Ada');
    const large = await ada.bring(Buffer.alloc(2_000, 'l'), { name: 'large.bin' });
    const little = await ada.bring(Buffer.alloc(100, 's'), { name: 'small.bin' });
    await ada.post([large, little]);
    const told = { id: large.id, owner: ada.member, name: 'large.bin', size: 2_000, posted: true };
    expect(await host.say({ type: 'files_list' })).toMatchObject({
      ...{ type: 'files', used: 2_100, count: 2, more: false },
      files: [told, { id: little.id }],
    });
    expect(await host.say({ type: 'file_remove', file: large.id })).toMatchObject({ type: 'done' });
    expect(await host.say({ type: 'file_remove', file: large.id })).toMatchObject({ code: 'file_unknown' });
    expect(await ada.say({ type: 'download', room: ada.room, file: large.id })).toMatchObject({ code: 'file_unknown' });
    expect(await host.say({ type: 'files_list', room: host.room })).toMatchObject({ used: 100, count: 1 });
    expect(await host.say({ type: 'files_list', room: 'nowhere' })).toMatchObject({ code: 'room_unknown' });
  });

  it('sees of what two sent each other how much it is, and no name and no room', async () => {
    const device = newDevice();
    const probe = await startHub(options());
    const owner = (await FileClient.join(probe, 'Hilde', device)).member;
    const hub = await startHub(options({ owner }));
    const host = await FileClient.join(hub, 'Hilde', device);
    const [ada, ben] = [await FileClient.join(hub, 'Ada'), await FileClient.join(hub, 'Ben')];
    const { room } = (await ada.say({ type: 'direct', member: ben.member })) as HubFrameOf<'created'>;
    await ada.client.join(room.id);
    const file = await ada.bring(Buffer.alloc(500, 's'), { name: 'secret.bin', room: room.id });
    const listed = await host.say({ type: 'files_list' });
    const told = { id: file.id, owner: ada.member, room: '-', name: '', size: 500 };
    expect(listed).toMatchObject({ type: 'files', used: 500, count: 1, files: [told] });
    expect(await host.say({ type: 'files_list', room: room.id })).toMatchObject({ code: 'room_unknown' });
    expect(await host.say({ type: 'download', room: room.id, file: file.id })).toMatchObject({ code: 'room_unknown' });
    expect(await host.say({ type: 'download', room: host.room, file: file.id })).toMatchObject({ code: 'file_unknown' });
    // What fills the disk may be removed all the same.
    expect(await host.say({ type: 'file_remove', file: file.id })).toMatchObject({ type: 'done' });
    const removed = expect.objectContaining({ action: 'file_remove', target: ada.member, detail: '500 bytes' }) as object;
    const audit = await host.say({ type: 'audit', limit: 50 });
    expect(audit).toMatchObject({ events: expect.arrayContaining([removed]) as object[] });
    expect(JSON.stringify([listed, audit])).not.toMatch(new RegExp(`secret|${room.id}`));
  });
});
