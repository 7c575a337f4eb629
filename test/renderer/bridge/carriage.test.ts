import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pageBytes } from '../../../src/renderer/src/bridge/browser/carriage/bytes';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytesOf = (words: string): Uint8Array => new TextEncoder().encode(words);

afterEach(() => vi.restoreAllMocks());

describe('files of a page', () => {
  it('are read piece by piece, as long as the page has them', async () => {
    const bytes = pageBytes();
    const [picked] = await bytes.take([new File(['Hello, files.'], 'a.txt', { type: 'text/plain' }), '/etc/passwd']);
    expect(picked).toMatchObject({ name: 'a.txt', size: 13, type: 'text/plain' });
    const handle = picked?.handle ?? '';
    const source = await bytes.open(handle);
    expect(text(await source!.read(7, 5))).toBe('files');
    await expect(source!.read(10, 5)).rejects.toThrow();
    await bytes.drop(handle);
    expect(await bytes.open(handle)).toBeNull();
    // The page must not promise what it cannot keep.
    expect(bytes.lasting).toBe(false);
  });

  it('are hashed as everywhere, and go on after a look', () => {
    const hash = pageBytes().hash();
    hash.update(bytesOf('Hello, '));
    hash.digest();
    hash.update(bytesOf('files.'));
    expect(hash.digest()).toBe(createHash('sha256').update('Hello, files.').digest('base64url'));
  });

  it('are saved whole, under a safe name, and go on from where they were', async () => {
    const bytes = pageBytes();
    const saved: { name: string; blob: Blob | undefined }[] = [];
    let blob: Blob | undefined;
    vi.spyOn(URL, 'createObjectURL').mockImplementation((given) => {
      blob = given as Blob;
      return 'blob:x';
    });
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, blob });
    });
    const first = await bytes.sink('t1', '..\\..\\Startup\\x.bat', 13);
    const piece = bytesOf('Hello, ');
    await first.write(piece);
    // Its memory is used again for the next one.
    piece.fill(0);
    await first.close();
    const again = await bytes.sink('t1', '..\\..\\Startup\\x.bat', 13);
    expect(again.received).toBe(7);
    expect(text(await again.read(0, 7))).toBe('Hello, ');
    await again.write(bytesOf('files.'));
    expect(await again.finish()).toEqual({ name: 'x.bat', place: null });
    expect(saved).toHaveLength(1);
    expect(saved[0]?.name).toBe('x.bat');
    expect(await saved[0]?.blob?.text()).toBe('Hello, files.');
    expect((await bytes.sink('t1', 'x.bat', 13)).received).toBe(0);
  });
});
