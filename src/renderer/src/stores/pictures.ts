/** Pictures that were fetched to be shown, as long as there is room for them. */
import { defineStore } from 'pinia';
import type { FileInfo } from '../../../shared/protocol';
import type { Outcome } from '../../../shared/ipc/outcome';
import { pictureSize } from '../../../shared/picture-size';
import { limits } from '../../../shared/protocol/limits';
import { useApi } from '../bridge/key';
import { fetchable, isPicture } from '../logic/files';
import { useSettingsStore } from './settings';

/** Bytes of pictures that are held: some 400 small ones, or the last few large ones. */
const MOST_HELD = 64 * 1024 * 1024;

/** Pixels that are decoded at most, 4 bytes each. */
const MOST_PIXELS = 50_000_000;

/** Bytes of a picture without a small one that is fetched by itself. */
export const SMALL_PICTURE = 256 * 1024;

/** A picture as a URL of this page. */
interface Held {
  url: string;
  size: number;
}

export const usePicturesStore = defineStore('pictures', () => {
  const api = useApi();
  const settings = useSettingsStore();
  const held = new Map<string, Held>();
  const loading = new Map<string, Promise<Outcome<string>>>();
  let sum = 0;

  function keep(id: string, bytes: Uint8Array, type: string): string {
    const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
    held.set(id, { url, size: bytes.length });
    sum += bytes.length;
    for (const [oldest, { url: gone, size }] of held) {
      if (sum <= MOST_HELD || oldest === id) break;
      held.delete(oldest);
      URL.revokeObjectURL(gone);
      sum -= size;
    }
    return url;
  }

  /** Small enough to be fetched without being asked for, where that is wanted. */
  const byItself = (file: FileInfo): boolean =>
    settings.settings.files.smallPictures &&
    (file.preview ? file.preview.size <= limits.previewBytes : file.size <= SMALL_PICTURE);

  async function fetch(room: string, file: FileInfo, small: boolean, id: string): Promise<Outcome<string>> {
    const bytes = await api.loadBytes(room, file, small);
    if (!bytes.ok) return bytes;
    // What its bytes say counts, not what was said of them: anything else is a file and never content.
    const size = pictureSize(bytes.value);
    const most = small ? limits.previewSide ** 2 : MOST_PIXELS;
    if (!size || size.width * size.height > most) return { ok: false, problem: { code: 'file_mismatch' } };
    return { ok: true, value: keep(id, bytes.value, size.type) };
  }

  /**
   * A URL of a picture: of the small one that stands for it where there is one.
   * @param whole - the picture itself
   */
  function load(room: string, file: FileInfo, whole = false): Promise<Outcome<string>> {
    const small = !whole && file.preview !== undefined;
    const id = small ? (file.preview?.id ?? file.id) : file.id;
    const there = held.get(id);
    if (there) {
      // The latest goes last.
      held.delete(id);
      held.set(id, there);
      return Promise.resolve({ ok: true, value: there.url });
    }
    if (!small && !(isPicture(file) && fetchable(file)))
      return Promise.resolve({ ok: false, problem: { code: 'file_too_large', params: { limit: limits.shownBytes } } });
    const before = loading.get(id);
    if (before) return before;
    const now = fetch(room, file, small, id).finally(() => loading.delete(id));
    loading.set(id, now);
    return now;
  }

  return { byItself, load };
});
