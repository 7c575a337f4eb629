/** Files from one device to another, over a hub, TLS and disks as they are. */
import { randomBytes } from 'node:crypto';
import { readFile, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileWire } from '../../../src/client/transfers/ports';
import { fileWire } from '../../../src/main/files/wire';
import { diskName } from '../../../src/hub/files/record';
import { FileDevice } from '../../helpers/file-device';
import { FaultProxy } from '../../helpers/fault-proxy';
import { startHub, tempDir, cleanUp, type TestHub } from '../../helpers/hub';
import { SeededRandom } from '../../helpers/random';

const MIB = 1024 * 1024;
const limits = { diskReserve: 0, messageRate: 0, frameRate: 0 };

/** Two who are in the same room. */
async function two(hub: TestHub): Promise<[FileDevice, FileDevice]> {
  const ada = await FileDevice.open('Ada', await tempDir());
  const ben = await FileDevice.open('Ben', await tempDir());
  await ada.join(hub.port);
  await ben.join(hub.port);
  return [ada, ben];
}

describe('a file', () => {
  it('goes with its message, over TLS, and is saved as it was', async () => {
    const hub = await startHub({ limits });
    const [ada, ben] = await two(hub);
    const bytes = randomBytes(3 * MIB + 11);
    const id = await ada.send([await ada.file('plan.pdf', bytes), await ada.file('empty.txt', Buffer.alloc(0))], 'Have a look');
    const [plan, empty] = await ben.heard(id);
    expect(plan).toMatchObject({ name: 'plan.pdf', type: 'application/pdf', size: bytes.length });
    expect(ben.entries.find((entry) => entry.id === id)?.text).toBe('Have a look');
    // Nothing is fetched before it is wanted.
    expect(await ben.saved()).toEqual([]);
    const done = await ben.fetch(plan!);
    expect(done).toMatchObject({ phase: 'done', name: 'plan.pdf', moved: bytes.length, lasting: true });
    expect((await readFile(join(ben.downloads, 'plan.pdf'))).equals(bytes)).toBe(true);
    expect((await stat(join(ben.downloads, 'plan.pdf'))).mode & 0o111).toBe(0);
    expect(await ben.fetch(empty!)).toMatchObject({ phase: 'done' });
    expect(await ben.saved()).toEqual(['empty.txt', 'plan.pdf']);
    expect(await ben.chat.files.showInFolder(done.id)).toEqual({ ok: true, value: null });
    expect(ben.shown).toEqual([join(ben.downloads, 'plan.pdf')]);
    await ada.until('an empty list', () => ada.transfers.length === 0);
  });

  it('never takes the place of another one, nor follows a link', async () => {
    const hub = await startHub({ limits });
    const [ada, ben] = await two(hub);
    const elsewhere = join(ben.folder, 'elsewhere.txt');
    await writeFile(join(ben.downloads, 'a.txt'), 'mine');
    await symlink(elsewhere, join(ben.downloads, 'a (2).txt'));
    const [file] = await ben.heard(await ada.send([await ada.file('a.txt', Buffer.from('theirs'))]));
    expect(await ben.fetch(file!)).toMatchObject({ phase: 'done', name: 'a (3).txt' });
    expect(await readFile(join(ben.downloads, 'a.txt'), 'utf8')).toBe('mine');
    expect(await readdir(ben.folder)).not.toContain('elsewhere.txt');
    expect(await ben.saved()).toEqual(['a (2).txt', 'a (3).txt', 'a.txt']);
  });

  it('is not fetched into a link that lies where its parts would', async () => {
    const hub = await startHub({ limits });
    const [ada, ben] = await two(hub);
    const [file] = await ben.heard(await ada.send([await ada.file('a.txt', Buffer.from('theirs'))]));
    const elsewhere = join(ben.folder, 'elsewhere.txt');
    await writeFile(elsewhere, 'mine');
    await ben.chat.files.close();
    const { openSink } = await import('../../../src/main/files/sink');
    await symlink(elsewhere, join(ben.downloads, 'hearth-known.part'));
    await expect(openSink(ben.downloads, 'known', file!.name, 6)).rejects.toMatchObject({ code: 'save_failed' });
    expect(await readFile(elsewhere, 'utf8')).toBe('mine');
  });

  it('that is another one by now than when it was chosen is not sent', async () => {
    const hub = await startHub({ limits });
    const [ada] = await two(hub);
    const path = await ada.file('draft.txt', Buffer.from('one'));
    const taken = await ada.chat.files.takeFiles([path]);
    await writeFile(path, 'two');
    await utimes(path, 1, 1);
    const handle = taken.ok ? (taken.value[0]?.handle ?? '') : '';
    await ada.chat.files.attach(ada.room, [{ handle }], '');
    expect(await ada.transfer('failure', ({ phase }) => phase === 'failed')).toMatchObject({
      problem: { code: 'file_unreadable' },
    });
  });

  it('B25: that was tampered with leaves no file', async () => {
    const hub = await startHub({ limits });
    const [ada, ben] = await two(hub);
    const bytes = Buffer.alloc(100_000, 'x');
    const [file] = await ben.heard(await ada.send([await ada.file('a.bin', bytes)]));
    const path = join(hub.dataDir, 'files', `${diskName(file!.id)}.bin`);
    await writeFile(path, Buffer.alloc(100_000, 'y'));
    const failed = await ben.fetch(file!);
    expect(failed).toMatchObject({ phase: 'failed', problem: { code: 'file_mismatch' } });
    expect(await ben.saved()).toEqual([]);
    // It is right again: trying once more is enough.
    await writeFile(path, bytes);
    await ben.chat.files.resumeTransfer(failed.id);
    await ben.transfer('end', ({ id, phase }) => id === failed.id && phase === 'done');
    expect(await ben.saved()).toEqual(['a.bin']);
  });

  it('is refused before it begins where it is too large, with the figure', async () => {
    const hub = await startHub({ limits: { ...limits, maxFile: 1_000 } });
    const [ada] = await two(hub);
    const taken = await ada.chat.files.takeFiles([await ada.file('a.bin', Buffer.alloc(1_001))]);
    const handle = taken.ok ? (taken.value[0]?.handle ?? '') : '';
    expect(await ada.chat.files.fileLimits()).toEqual({ ok: true, value: { maxFile: 1_000, perMessage: 10 } });
    const refused = await ada.chat.files.attach(ada.room, [{ handle }], '');
    expect(refused).toEqual({ ok: false, problem: { code: 'file_too_large', params: { limit: 1_000 } } });
    expect(await readdir(join(hub.dataDir, 'files'))).toEqual([]);
  });

  it('is read from nowhere that nobody chose', async () => {
    const hub = await startHub({ limits });
    const [ada] = await two(hub);
    const path = await ada.file('secret.txt', Buffer.from('secret'));
    const { size, mtimeMs } = await stat(path);
    const forged = await ada.chat.files.attach(ada.room, [{ handle: JSON.stringify([path, size, mtimeMs]) }], '');
    expect(forged).toMatchObject({ ok: false, problem: { code: 'file_unreadable' } });
    expect(await ada.chat.files.takeFiles(['relative.txt', '/', '/dev/zero'])).toEqual({ ok: true, value: [] });
  });

  it('is taken back with its message, here and on the hub', async () => {
    const hub = await startHub({ limits: { ...limits, fileChunk: 1_024 } });
    const ada = await FileDevice.open('Ada', await tempDir(), slow());
    await ada.join(hub.port);
    await ada.send([await ada.file('a.bin', Buffer.alloc(100_000))]);
    const { id } = await ada.transfer('progress', ({ moved }) => moved > 2_000);
    await ada.chat.files.cancelTransfer(id);
    await ada.until('an empty list', () => ada.transfers.length === 0);
    await expect.poll(() => readdir(join(hub.dataDir, 'files'))).toEqual([]);
  });
});

/** A wire that takes its time with each request. */
function slow(ms = 5): (wire: FileWire) => FileWire {
  return (wire) => ({
    ...wire,
    send: async (request, onSent) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return wire.send(request, onSent);
    },
  });
}

describe('a transfer', () => {
  it('goes on after this device was off, and its message comes once', async () => {
    const hub = await startHub({ limits: { ...limits, fileChunk: 16 * 1024 } });
    const folder = await tempDir();
    const bytes = randomBytes(MIB);
    const first = await FileDevice.open('Ada', folder, slow());
    await first.join(hub.port);
    const id = await first.send([await first.file('a.bin', bytes)], 'Here');
    await first.transfer('half of it', ({ moved }) => moved > bytes.length / 3);
    await first.close();
    const ben = await FileDevice.open('Ben', await tempDir());
    await ben.join(hub.port);
    const again = await FileDevice.open('Ada', folder);
    const begun: number[] = [];
    again.chat.files.onTransfers((all) => begun.push(...all.map(({ moved }) => moved)));
    await again.join(hub.port);
    const [file] = await ben.heard(id);
    expect(ben.entries.filter((entry) => entry.id === id)).toHaveLength(1);
    expect(await ben.fetch(file!)).toMatchObject({ phase: 'done' });
    expect((await readFile(join(ben.downloads, 'a.bin'))).equals(bytes)).toBe(true);
  });

  it('stands still while it is paused, over a restart as well', async () => {
    const hub = await startHub({ limits: { ...limits, fileChunk: 4 * 1024 } });
    const folder = await tempDir();
    const first = await FileDevice.open('Ada', folder, slow());
    await first.join(hub.port);
    const message = await first.send([await first.file('a.bin', Buffer.alloc(200_000))]);
    const { id } = await first.transfer('progress', ({ moved }) => moved > 10_000);
    await first.chat.files.pauseTransfer(id);
    await first.transfer('pause', ({ phase, rate }) => phase === 'paused' && rate === 0);
    await first.close();
    const again = await FileDevice.open('Ada', folder);
    await again.join(hub.port);
    expect(await again.transfer('pause', (one) => one.id === id)).toMatchObject({ phase: 'paused' });
    await again.chat.files.resumeTransfer(id);
    expect(await again.heard(message)).toHaveLength(1);
  });

  it('goes on where it was when the hub was away', { timeout: 40_000 }, async () => {
    const dataDir = await tempDir();
    const hub = await startHub({ dataDir, limits: { ...limits, fileChunk: 16 * 1024 } });
    const ada = await FileDevice.open('Ada', await tempDir(), slow());
    await ada.join(hub.port);
    const message = await ada.send([await ada.file('a.bin', randomBytes(MIB))]);
    const { moved } = await ada.transfer('progress', (one) => one.moved > 300_000);
    await hub.stop();
    await ada.transfer('wait', ({ phase }) => phase === 'waiting');
    await startHub({ dataDir, port: hub.port, limits });
    await ada.chat.retryNow();
    const after = ada.told.length;
    expect(await ada.heard(message)).toHaveLength(1);
    const least = Math.min(...ada.told.slice(after).flatMap((all) => all.map((one) => one.moved)));
    expect(least).toBeGreaterThan(moved / 2);
  });

  it('does not wait longer after each cut on a line that carries something between two of them', async () => {
    const random = new SeededRandom();
    const hub = await startHub({ limits: { ...limits, fileChunk: 64 * 1024 } });
    const cut = { kind: 'reset', after: 150_000 } as const;
    const proxy = await new FaultProxy({ random, port: hub.port, toxics: () => ({ cut }) }).start();
    cleanUp(() => proxy.stop());
    proxy.calm();
    const ada = await FileDevice.open('Ada', await tempDir());
    await ada.join(proxy.port);
    const [file] = await ada.heard(await ada.send([await ada.file('one.bin', randomBytes(MIB))], 'one'));
    proxy.storm();
    const waits: number[] = [];
    ada.chat.files.onTransfers((transfers) => {
      for (const { retryAt } of transfers) if (retryAt !== undefined) waits.push(retryAt - Date.now());
    });
    expect(await ada.fetch(file!)).toMatchObject({ phase: 'done' });
    // The first wait is at most `backoffFirst`; a fifth failure in a row would wait for up to 8 s.
    expect(Math.max(...waits), `HEARTH_SEED=${String(random.seed)}`).toBeLessThan(2_000);
    expect(proxy.total).toBeGreaterThan(5);
  });

  it('survives whatever a network does to it, both ways', { timeout: 120_000 }, async () => {
    const random = new SeededRandom();
    const hub = await startHub({ limits: { ...limits, fileChunk: 64 * 1024, fileStall: 300 } });
    const proxy = await new FaultProxy({
      random,
      port: hub.port,
      toxics: (one) => ({
        latency: one.between(0, 3),
        slicer: one.between(500, 60_000),
        cut: { kind: one.fraction() < 0.5 ? 'reset' : 'close', after: one.between(10_000, 900_000) },
      }),
    }).start();
    cleanUp(() => proxy.stop());
    proxy.calm();
    const ada = await FileDevice.open('Ada', await tempDir());
    const ben = await FileDevice.open('Ben', await tempDir());
    await ada.join(proxy.port);
    await ben.join(proxy.port);
    proxy.storm();
    const files = await Promise.all(
      [1, 2, 3].map((n) => ada.file(`${String(n)}.bin`, randomBytes(random.between(100_000, 2 * MIB)))),
    );
    const seed = `HEARTH_SEED=${String(random.seed)}`;
    const message = await ada.send(files, 'three');
    const heard = await ben.heard(message).catch((error: unknown) => Promise.reject(new Error(`${seed}: ${String(error)}`)));
    expect(heard, seed).toHaveLength(3);
    for (const [at, file] of heard.entries()) {
      expect(await ben.fetch(file), seed).toMatchObject({ phase: 'done' });
      expect((await readFile(join(ben.downloads, file.name))).equals(await readFile(files[at]!)), seed).toBe(true);
    }
    expect(ben.entries.filter(({ id }) => id === message).length, seed).toBe(1);
    expect(proxy.total, seed).toBeGreaterThan(3);
  });
});

describe('the way to the hub', () => {
  it('is not taken where another key answers: not a byte goes there', async () => {
    const hub = await startHub({ limits });
    const line = {
      url: hub.wss,
      hubId: hub.hubId,
      channel: { kind: 'tls' as const, pin: 'A'.repeat(43), trusted: false },
    };
    const call = { over: false, onOver: () => undefined };
    const about = { line: line as never, file: 'x', token: 't'.repeat(22), offset: 0, call };
    const wire = fileWire();
    const stranger = { ok: false, problem: { code: 'wrong_hub', params: { seen: hub.hubId } } };
    expect(await wire.fetch(about)).toEqual(stranger);
    expect(await wire.send({ ...about, body: Buffer.from('secret') }, () => undefined)).toEqual(stranger);
  });
});
