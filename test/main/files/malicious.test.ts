/** T5 of the threats: a malicious file, of somebody in the room or of the hub itself, at an app with its own disk. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileWire } from '../../../src/client/transfers/ports';
import { decodeHubFrame, type FileInfo } from '../../../src/shared/protocol';
import { FileDevice } from '../../helpers/file-device';
import { startHub, tempDir } from '../../helpers/hub';

const limits = { diskReserve: 0, messageRate: 0, frameRate: 0 };
const KIB = 1024;

/** A PNG that says how large it is, and is a few bytes. */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(bytes);
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12, 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

/** Ben has heard of a file of Ada's. @param wrap - around Ben's way to the hub */
async function heard(
  name: string,
  bytes: Buffer,
  wrap?: (wire: FileWire) => FileWire,
): Promise<{ ben: FileDevice; file: FileInfo }> {
  const hub = await startHub({ limits });
  const ada = await FileDevice.open('Ada', await tempDir());
  const ben = await FileDevice.open('Ben', await tempDir(), wrap);
  for (const one of [ada, ben]) await one.join(hub.port);
  const [file] = await ben.heard(await ada.send([await ada.file(name, bytes)]));
  if (!file) throw new Error('a message without its file');
  return { ben, file };
}

describe('T5: a malicious file', () => {
  it.each([
    ['..\\..\\Startup\\x.bat', 'x.bat'],
    ['../../.bashrc', 'bashrc'],
    ['/etc/x', 'x'],
    ['CON', '_CON'],
    ['a\u0000b', 'ab'],
    ['x.txt.', 'x.txt'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
  ])('B23: of the name %j is saved as %j in the download folder, and nowhere else', async (name, safe) => {
    const { ben, file } = await heard('a.txt', Buffer.from('theirs'));
    const before = await readdir(ben.folder);
    expect(await ben.fetch({ ...file, name })).toMatchObject({ phase: 'done', name: safe });
    expect(await ben.saved()).toEqual([safe]);
    expect(await readFile(join(ben.downloads, safe), 'utf8')).toBe('theirs');
    expect((await readdir(ben.folder)).sort()).toEqual([...new Set([...before, 'history', 'transfers'])].sort());
  });

  it('B23: is called by a name that an honest hub would have let through, whatever the hub says', () => {
    const file = { id: 'f', name: `..\\x\u202Egpj.exe`, size: 1, type: 'image/jpeg', sha256: 'A'.repeat(43) };
    const entry = { seq: 1, id: 'm', kind: 'message', author: { id: 'k-eve', name: 'Eve' }, at: 0, text: '', files: [file] };
    const parsed = decodeHubFrame(JSON.stringify({ type: 'entries', room: 'r', entries: [entry] }));
    expect(JSON.stringify(parsed)).toContain('"name":"xgpj.exe"');
  });

  it('B24: of 10 KiB that goes on for ever is cut there, and nothing of it stays', async () => {
    let poured = 0;
    const endless = (wire: FileWire): FileWire => ({
      ...wire,
      fetch: async (request) => {
        const answer = await wire.fetch(request);
        if (!answer.ok) return answer;
        async function* pieces(): AsyncGenerator<Uint8Array> {
          for (; ; poured += 8 * KIB) yield new Uint8Array(8 * KIB);
        }
        return { ok: true, value: { ...answer.value, pieces: pieces() } };
      },
    });
    const { ben, file } = await heard('a.bin', Buffer.alloc(10 * KIB, 'a'), endless);
    expect(await ben.fetch(file)).toMatchObject({ phase: 'failed', problem: { code: 'file_mismatch' } });
    expect(await ben.saved()).toEqual([]);
    const shown = await ben.chat.files.loadBytes(ben.room, file, false);
    expect(shown).toMatchObject({ ok: false, problem: { code: 'file_mismatch' } });
    expect(poured).toBeLessThan(64 * KIB);
  });

  it('B27: of 50,000 by 50,000 pixels is a file like others, and nothing to be drawn', async () => {
    const { ben, file } = await heard('wall.png', png(50_000, 50_000));
    expect(file.preview).toBeUndefined();
    expect(await ben.chat.files.loadBytes(ben.room, file, false)).toMatchObject({
      ok: false,
      problem: { code: 'file_too_large' },
    });
    // As a small picture that stands for another it is none either.
    const preview = { id: file.id, size: file.size, type: 'image/png' as const, width: 320, height: 240 };
    const lie = await ben.chat.files.loadBytes(ben.room, { ...file, preview }, true);
    expect(lie).toMatchObject({ ok: false, problem: { code: 'file_mismatch' } });
    expect(await ben.fetch(file)).toMatchObject({ phase: 'done', name: 'wall.png' });
  });

  it('B27: of a size that a screen can hold is shown', async () => {
    const { ben, file } = await heard('picture.png', png(8_000, 6_000));
    const shown = await ben.chat.files.loadBytes(ben.room, file, false);
    expect(shown.ok && Buffer.from(shown.value).equals(png(8_000, 6_000))).toBe(true);
  });
});
