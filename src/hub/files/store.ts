/**
 * The files of a hub, each as bytes and a manifest beside them. A file is whole once its bytes have their final name, which they get after they were
 * checked and are on the disk: whatever is cut off where, a message never names one that is not. Memory: some 600 bytes a file.
 */
import { join } from 'node:path';
import { previewTypes, type ErrorCode, type FileInfo, type Limits } from '../../shared/protocol';
import { pictureSize } from '../../shared/picture-size';
import { readJson, writeJson } from '../../storage/atomic-file';
import type { LogFs } from '../../storage/log-fs';
import { NewerFileError } from '../../storage/newer-file';
import { storageError } from '../../storage/storage-error';
import type { Clock } from '../clock';
import type { Log } from '../log';
import type { FileDisk, FileHandle } from './disk';
import type { FileHashes } from './hashes';
import { diskName, endings, parseRecord, RECORD_VERSION, type FileRecord } from './record';
import { FileSums } from './sums';

/** What a store is made of. */
export interface FileStoreOptions {
  folder: string;
  fs: LogFs;
  disk: FileDisk;
  hashes: FileHashes;
  limits: Limits;
  log: Log;
  clock: Clock;
}

/** A file that is kept, or on its way. */
export class KeptFile {
  /** Bytes that are there. */
  received = 0;
  /** The request that brings bytes just now; ends it and resolves when it wrote its last. */
  interrupt: (() => Promise<void>) | null = null;
  /** It is being checked. */
  checking: Promise<ErrorCode | null> | null = null;
  /** The last one by which bytes may be brought. */
  token: string | null = null;
  gone = false;
  /** When something last happened to it, by the clock that never goes back. */
  touched = 0;
  /** It counts among those of its owner that are on their way. */
  underWay = false;

  constructor(public record: FileRecord) {}

  get whole(): boolean {
    return this.record.sha256 !== undefined && this.checking === null;
  }
}

/** A new file, or why there is none. */
export type Begun = { ok: true; file: KeptFile } | { ok: false; code: ErrorCode; limit?: number; used?: number };

/** Manifests that are read at the same time. */
const AT_ONCE = 16;

/** Bytes of a file's beginning in which a picture's size is looked for. */
const HEAD = 64 * 1024;

const same = (a: FileRecord, b: FileRecord): boolean =>
  a.owner === b.owner &&
  a.room === b.room &&
  a.name === b.name &&
  a.size === b.size &&
  a.media === b.media &&
  a.width === b.width &&
  a.height === b.height &&
  a.preview === b.preview;

/** Opened once, in the background: until then nothing is known of any file. */
export class FileStore {
  readonly sums = new FileSums();
  readonly #options: FileStoreOptions;
  readonly #files = new Map<string, KeptFile>();
  #opening: Promise<void> | null = null;

  constructor(options: FileStoreOptions) {
    this.#options = options;
  }

  /** Reads the manifests and sweeps up what a crash left. Rejects with StorageError; the next call tries again. */
  opened(): Promise<void> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = null;
      throw storageError(error, this.#options.folder);
    });
    return this.#opening;
  }

  get(id: string): KeptFile | undefined {
    return this.#files.get(id);
  }

  all(): IterableIterator<KeptFile> {
    return this.#files.values();
  }

  /** Bytes that the disk has left for files; null where nobody knows. */
  async free(): Promise<number | null> {
    const { disk, folder, limits } = this.#options;
    const free = await disk.free(folder);
    return free === null ? null : Math.max(0, free - this.sums.expected - limits.diskReserve);
  }

  /** Whether so many bytes may be written and the chat still has its share of the disk. */
  async hasRoom(bytes: number): Promise<boolean> {
    const { disk, folder, limits } = this.#options;
    const free = await disk.free(folder);
    return free === null || free - bytes >= limits.diskReserve;
  }

  /** The bytes of a file that is on its way. */
  openPart(file: KeptFile): Promise<FileHandle> {
    return this.#options.disk.open(this.#path(file.record.id, endings.part), 'write');
  }

  /** The bytes of a whole file. */
  openWhole(file: KeptFile): Promise<FileHandle> {
    return this.#options.disk.open(this.#path(file.record.id, endings.whole), 'read');
  }

  /**
   * Begins a file, or finds the one that was begun: what its owner says of it must be the same. Durable when it resolves. Rejects with StorageError.
   */
  async begin(record: FileRecord): Promise<Begun> {
    const { disk, folder, limits } = this.#options;
    await this.opened();
    const known = this.#files.get(record.id);
    if (known) return same(known.record, record) ? { ok: true, file: known } : { ok: false, code: 'conflict' };
    const free = await disk.free(folder);
    if (this.#files.has(record.id)) return this.begin(record);
    const objection = this.sums.objection(record, limits, free);
    if (objection) return { ok: false, ...objection };
    const file = new KeptFile(record);
    // Before anything is waited for: two that come at once must not both find the last place.
    this.#list(file);
    try {
      await this.#save(file);
    } catch (error: unknown) {
      this.#unlist(file);
      throw error;
    }
    return { ok: true, file };
  }

  /** So many more bytes of a file are there and on the disk. */
  grown(file: KeptFile, received: number): void {
    if (file.gone) return;
    this.sums.expected -= received - file.received;
    file.received = received;
    file.touched = this.#options.clock.elapsed();
    this.#options.hashes.follow(this.#path(file.record.id, endings.part), received);
  }

  /** All bytes are there: checks them, and gives them their name. @returns why not; the file is gone then. Rejects with StorageError */
  finish(file: KeptFile): Promise<ErrorCode | null> {
    if (file.record.sha256 !== undefined && !file.checking) return Promise.resolve(null);
    file.checking ??= this.#finish(file).finally(() => (file.checking = null));
    return file.checking;
  }

  /** A message of its owner will name it: durable when it resolves. */
  async claim(file: KeptFile, message: string): Promise<void> {
    const before = file.record;
    file.record = { ...before, message };
    await this.#save(file).catch((error: unknown) => {
      file.record = before;
      throw error;
    });
  }

  /** Its message was written. What is not kept of it is found out again at the next start. */
  posted(file: KeptFile, seq: number): void {
    file.record = { ...file.record, seq };
    void this.#save(file).catch(() => undefined);
  }

  /** Takes a file away. What the disk keeps of it goes at the next start. */
  async remove(file: KeptFile): Promise<void> {
    if (file.gone) return;
    file.gone = true;
    this.#unlist(file);
    await file.interrupt?.();
    await this.#erase(file.record.id);
  }

  #path(id: string, ending: string): string {
    return join(this.#options.folder, `${diskName(id)}${ending}`);
  }

  #list(file: KeptFile): void {
    const { record } = file;
    this.#files.set(record.id, file);
    file.touched = this.#options.clock.elapsed();
    this.sums.add(record, 1);
    this.sums.expected += record.size - file.received;
    file.underWay = record.sha256 === undefined;
    if (file.underWay) this.sums.underWay(record.owner, 1);
  }

  #arrived(file: KeptFile): void {
    if (file.underWay) this.sums.underWay(file.record.owner, -1);
    file.underWay = false;
  }

  #unlist(file: KeptFile): void {
    const { record } = file;
    if (this.#files.get(record.id) !== file) return;
    this.#files.delete(record.id);
    this.sums.add(record, -1);
    this.sums.expected -= record.size - file.received;
    this.#arrived(file);
    this.#options.hashes.forget(this.#path(record.id, endings.part));
  }

  async #save({ record }: KeptFile): Promise<void> {
    await writeJson(this.#path(record.id, endings.manifest), { version: RECORD_VERSION, ...record }, { fs: this.#options.fs });
  }

  async #finish(file: KeptFile): Promise<ErrorCode | null> {
    const { disk, folder, hashes, clock } = this.#options;
    const { id, size, wanted } = file.record;
    const part = this.#path(id, endings.part);
    // Of nothing nothing was ever written.
    if (size === 0) await this.openPart(file).then((handle) => handle.close());
    const sha256 = await hashes.finish(part, size).catch((error: unknown) => {
      throw storageError(error, part);
    });
    if ((wanted !== undefined && wanted !== sha256) || !(await this.#fits(file, part))) {
      await this.remove(file);
      return 'file_mismatch';
    }
    if (file.gone) return 'file_unknown';
    const before = file.record;
    // The manifest first: bytes with their final name and no hash in it would be nobody's.
    file.record = { ...before, sha256, at: clock.now() };
    try {
      await this.#save(file);
      await disk.rename(part, this.#path(id, endings.whole));
      await disk.syncFolder(folder);
    } catch (error: unknown) {
      file.record = before;
      throw storageError(error, part);
    }
    this.#arrived(file);
    file.touched = clock.elapsed();
    return null;
  }

  /** Whether a picture is as large as its sender said; that of others than previews is looked at where it is found. */
  async #fits({ record }: KeptFile, part: string): Promise<boolean> {
    const { preview = false, width, height, media, size } = record;
    if (!preview && (width === undefined || !previewTypes.some((type) => type === media))) return true;
    const file = await this.#options.disk.open(part, 'read');
    try {
      const head = Buffer.alloc(Math.min(size, HEAD));
      const found = pictureSize(head.subarray(0, await file.read(head, 0)));
      if (!found) return !preview;
      return found.width === width && found.height === height && (!preview || found.type === media);
    } finally {
      await file.close();
    }
  }

  async #erase(id: string): Promise<void> {
    const { disk, log } = this.#options;
    // The manifest last: bytes without one are swept up, a manifest without bytes would be an upload that never began.
    for (const ending of [endings.part, endings.whole, endings.manifest])
      await disk.remove(this.#path(id, ending)).catch((error: unknown) => log.error('error', error, { file: id }));
  }

  async #open(): Promise<void> {
    const { folder, disk, log } = this.#options;
    await disk.makeFolder(folder);
    const names = await disk.list(folder);
    const kept = new Set<string>();
    let swept = 0;
    const manifests = names.filter((name) => name.endsWith(endings.manifest));
    // Some at a time: reading is mostly waiting for the disk.
    for (let from = 0; from < manifests.length; from += AT_ONCE)
      await Promise.all(
        manifests.slice(from, from + AT_ONCE).map(async (name) => {
          const stem = name.slice(0, -endings.manifest.length);
          if (await this.#read(stem)) kept.add(stem);
        }),
      );
    for (const name of names) {
      const stem = name.slice(0, 40);
      if (!/^[0-9a-f]{40}\./.test(name) || kept.has(stem) || name.includes('.damaged-')) continue;
      await disk.remove(join(folder, name));
      swept += 1;
    }
    if (swept > 0) log.warn('files', { swept });
  }

  /** Lists the file of a manifest. @returns whether it stays */
  async #read(stem: string): Promise<boolean> {
    const { folder, fs } = this.#options;
    try {
      const record = await readJson(join(folder, `${stem}${endings.manifest}`), parseRecord, { fs, version: RECORD_VERSION });
      const file = record && diskName(record.id) === stem ? await this.#found(record) : null;
      if (file) this.#list(file);
      return file !== null;
    } catch (error: unknown) {
      // A newer program's: it stays for that one.
      if (error instanceof NewerFileError) return true;
      throw error;
    }
  }

  /** What there is of a file on the disk; null where nothing can be made of it. */
  async #found(record: FileRecord): Promise<KeptFile | null> {
    const { disk } = this.#options;
    const whole = await disk.size(this.#path(record.id, endings.whole));
    const file = new KeptFile(record);
    if (whole === record.size && record.sha256 !== undefined) {
      file.received = whole;
      return file;
    }
    if (whole !== null || record.message !== undefined) return null;
    // It was checked, and the cut came before its name: it is checked again.
    const open = { ...record };
    delete open.sha256;
    file.record = open;
    file.received = Math.min((await disk.size(this.#path(record.id, endings.part))) ?? 0, record.size);
    return file;
  }
}

/** Whether what a message says of a file is what the hub knows of it. */
export const describes = (said: FileInfo, { record }: KeptFile): boolean =>
  said.name === record.name &&
  said.size === record.size &&
  said.type === record.media &&
  said.sha256 === record.sha256 &&
  said.width === record.width &&
  said.height === record.height;
