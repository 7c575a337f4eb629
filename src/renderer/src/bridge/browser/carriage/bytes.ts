/** FileBytes of a page: files that were given to it, as long as it is open; what is fetched is the browser's to save. */
import { sha256 } from '@noble/hashes/sha2.js';
import type { FileBytes, FileSink } from '../../../../../client/transfers/ports';
import { safeFileName } from '../../../../../shared/file-name';
import type { PickedFile } from '../../../../../shared/ipc/files-api';
import { base64url } from '../base64url';
import { browserRandom } from '../random';

/** Bytes of one of a file's pieces: the browser keeps them, large ones on its disk. */
const PIECE = 4 * 1024 * 1024;

/** ms after which the browser has begun to save what it was given. */
const SAVING = 60_000;

/** What is there of a file that is being fetched. */
class Fetched {
  readonly #blobs: Blob[] = [];
  #tail: Uint8Array<ArrayBuffer>[] = [];
  #tailBytes = 0;
  received = 0;

  add(bytes: Uint8Array): void {
    // A copy: what is read next may come in the same memory.
    this.#tail.push(new Uint8Array(bytes));
    this.#tailBytes += bytes.length;
    this.received += bytes.length;
    if (this.#tailBytes >= PIECE) this.#pack();
  }

  blob(): Blob {
    this.#pack();
    return new Blob(this.#blobs);
  }

  #pack(): void {
    if (this.#tailBytes > 0) this.#blobs.push(new Blob(this.#tail));
    this.#tail = [];
    this.#tailBytes = 0;
  }
}

function save(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), SAVING);
}

function choose(): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

/** FileBytes of transfers/ports.ts. With the page goes what it was given, and what it has fetched in part. */
export function pageBytes(): FileBytes {
  const given = new Map<string, Blob>();
  const fetched = new Map<string, Fetched>();

  const keep = (blob: Blob, name: string): PickedFile => {
    const handle = browserRandom.id();
    given.set(handle, blob);
    return { handle, name, size: blob.size, type: blob.type };
  };

  return {
    lasting: false,
    pick: async () => (await choose()).map((file) => keep(file, file.name)),
    take: (files) => Promise.resolve(files.flatMap((file) => (file instanceof File ? [keep(file, file.name)] : []))),
    takeBytes: (name, type, data) => Promise.resolve(keep(new Blob([data as Uint8Array<ArrayBuffer>], { type }), name)),
    open(handle) {
      const blob = given.get(handle);
      if (!blob) return Promise.resolve(null);
      return Promise.resolve({
        size: blob.size,
        async read(offset: number, length: number) {
          const bytes = new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
          if (bytes.length < length) throw new Error('the file changed');
          return bytes;
        },
        close: () => Promise.resolve(),
      });
    },
    drop(handle) {
      given.delete(handle);
      return Promise.resolve();
    },
    sink(id, name) {
      const file = fetched.get(id) ?? new Fetched();
      fetched.set(id, file);
      const sink: FileSink = {
        get received() {
          return file.received;
        },
        read: async (offset, length) =>
          new Uint8Array(
            await file
              .blob()
              .slice(offset, offset + length)
              .arrayBuffer(),
          ),
        write(bytes) {
          file.add(bytes);
          return Promise.resolve();
        },
        finish() {
          const safe = safeFileName(name);
          save(file.blob(), safe);
          fetched.delete(id);
          // Where it went, and what it is called there, browsers do not tell.
          return Promise.resolve({ name: safe, place: null });
        },
        close: () => Promise.resolve(),
        discard() {
          fetched.delete(id);
          return Promise.resolve();
        },
      };
      return Promise.resolve(sink);
    },
    show: () => Promise.resolve(false),
    hash() {
      const hash = sha256.create();
      return { update: (bytes) => void hash.update(bytes), digest: () => base64url(hash.clone().digest()) };
    },
    // What was given to a page is gone with it: there is nothing to go on with.
    load: () => Promise.resolve(null),
    save: () => Promise.resolve(),
  };
}
