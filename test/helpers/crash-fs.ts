/** A file system in memory that a test can cut the power of, refuse calls of, and count the bytes of. */
import { dirname } from 'node:path';
import type { LogFs, LogHandle, OpenMode } from '../../src/storage/log-fs';

const SECTOR = 512;

interface Node {
  /** Contents after each change since the last sync; the first is what is safe, the last what programs see. */
  versions: Buffer[];
  /** Number of the last change, of all in this file system: its time. */
  changed: number;
}

let changes = 0;

/** Random numbers 0 ≤ x < 1 that a test can repeat. */
export type Dice = () => number;

/** Small seeded generator (mulberry32). */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function fault(code: string): NodeJS.ErrnoException {
  const { stackTraceLimit } = Error;
  // Tests refuse calls by the hundred thousand, and a stack costs more than all the rest of one.
  Error.stackTraceLimit = 0;
  const error = Object.assign(new Error(`${code}: refused by the test`), { code });
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

/** The whole of it. */
export class CrashFs implements LogFs {
  /** Names as programs see them, and as they were when their folders were last synced. */
  readonly #names = new Map<string, Node>();
  readonly #safeNames = new Map<string, Node>();
  /** What was done to names since, in order. */
  #unsynced: { folder: string; apply: (names: Map<string, Node>) => void }[] = [];
  #dead = false;
  /** Every call so far, by name. */
  readonly calls: string[] = [];
  bytesWritten = 0;
  /** Says whether a call is refused, and with which code. Its number counts from 0. */
  refuse: (call: string, number: number) => string | null = () => null;
  /** How many bytes one write takes at most. */
  mostPerWrite = Infinity;
  /** Waited for in each sync. */
  beforeSync: () => Promise<void> = () => Promise.resolve();

  /** Puts a file there, safe. */
  put(path: string, bytes: Buffer | string): void {
    const node = { versions: [Buffer.from(bytes)], changed: (changes += 1) };
    this.#names.set(path, node);
    this.#safeNames.set(path, node);
  }

  /** What a program would read; null where there is no file. */
  bytes(path: string): Buffer | null {
    return this.#names.get(path)?.versions.at(-1) ?? null;
  }

  get paths(): string[] {
    return [...this.#names.keys()].sort();
  }

  /**
   * The machine as it is after a power cut. Of what was not synced, any sector may be there in any of its versions; of what was done to the
   * names of a folder (made, renamed, removed) a beginning is there, as journals keep them in order; folders and contents know nothing
   * of each other.
   */
  crash(random: Dice): CrashFs {
    this.#dead = true;
    const after = new CrashFs();
    const names = new Map(this.#safeNames);
    for (const folder of new Set(this.#unsynced.map((change) => change.folder))) {
      const changes = this.#unsynced.filter((change) => change.folder === folder);
      for (const { apply } of changes.slice(0, Math.floor(random() * (changes.length + 1)))) apply(names);
    }
    for (const [path, node] of names) after.put(path, survivor(node, random));
    return after;
  }

  /** The machine after the end of a program in the middle of its work: nothing is lost, and what was not synced still is not. */
  kill(): CrashFs {
    this.#dead = true;
    const after = new CrashFs();
    for (const [path, node] of this.#names) after.#names.set(path, node);
    for (const [path, node] of this.#safeNames) after.#safeNames.set(path, node);
    after.#unsynced = this.#unsynced;
    return after;
  }

  /** The same files, all safe. */
  copy(): CrashFs {
    const copy = new CrashFs();
    for (const [path, { versions }] of this.#names) copy.put(path, versions.at(-1) as Buffer);
    return copy;
  }

  makeFolder(path: string): Promise<void> {
    return this.#call(`makeFolder ${path}`, () => {});
  }

  open(path: string, mode: OpenMode): Promise<LogHandle> {
    return this.#call(`open ${path}`, () => {
      let node = this.#names.get(path);
      if (node && mode === 'new') throw fault('EEXIST');
      if (!node && mode === 'read') throw fault('ENOENT');
      if (!node) {
        const made = (node = { versions: [Buffer.alloc(0)], changed: (changes += 1) });
        this.#rename(path, (names) => names.set(path, made));
      } else if (mode === 'replace') node.versions.push(Buffer.alloc(0));
      return this.#handle(node, mode === 'read');
    });
  }

  exists(path: string): Promise<boolean> {
    return this.#call(`exists ${path}`, () => this.#names.has(path));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#call(`rename ${from} ${to}`, () => {
      const node = this.#names.get(from);
      if (!node) throw fault('ENOENT');
      this.#rename(to, (names) => {
        names.delete(from);
        names.set(to, node);
      });
    });
  }

  remove(path: string): Promise<void> {
    return this.#call(`remove ${path}`, () => {
      if (!this.#names.has(path)) throw fault('ENOENT');
      this.#rename(path, (names) => names.delete(path));
    });
  }

  syncFolder(path: string): Promise<void> {
    return this.#call(`syncFolder ${path}`, () => {
      for (const { folder, apply } of this.#unsynced) if (folder === path) apply(this.#safeNames);
      this.#unsynced = this.#unsynced.filter(({ folder }) => folder !== path);
    });
  }

  #rename(path: string, apply: (names: Map<string, Node>) => void): void {
    apply(this.#names);
    this.#unsynced.push({ folder: dirname(path), apply });
  }

  #check(call: string): void {
    if (this.#dead) throw fault('ENODEV');
    const code = this.refuse(call, this.calls.length);
    this.calls.push(call);
    if (code) throw fault(code);
  }

  async #call<R>(call: string, run: () => R): Promise<R> {
    // A turn of its own, as with a real disk.
    await Promise.resolve();
    this.#check(call);
    return run();
  }

  #handle(node: Node, readOnly: boolean): LogHandle {
    let open = true;
    const now = (): Buffer => {
      if (!open) throw fault('EBADF');
      return node.versions.at(-1) as Buffer;
    };
    return {
      size: () => this.#call('size', () => now().length),
      stamp: () => this.#call('stamp', () => ({ size: now().length, changed: BigInt(node.changed) })),
      read: (into, position) => this.#call('read', () => now().subarray(position).copy(into)),
      write: (bytes, position) => {
        if (readOnly) throw fault('EBADF');
        const taken = bytes.subarray(0, this.mostPerWrite);
        try {
          this.#check('write');
        } catch (error) {
          // A full disk takes what fits before it refuses.
          node.versions.push(patched(now(), taken.subarray(0, Math.floor(taken.length / 2)), position));
          throw error;
        }
        node.versions.push(patched(now(), taken, position));
        node.changed = changes += 1;
        this.bytesWritten += taken.length;
        return taken.length;
      },
      truncate: (size) => {
        if (readOnly) throw fault('EBADF');
        this.#check('truncate');
        const next = Buffer.alloc(size);
        now().copy(next);
        node.versions.push(next);
        node.changed = changes += 1;
      },
      sync: async () => {
        const safe = now();
        await this.beforeSync();
        await this.#call('sync', () => {
          const from = node.versions.indexOf(safe);
          node.versions = from === -1 ? node.versions : node.versions.slice(from);
        });
      },
      close: () =>
        this.#call('close', () => {
          now();
          open = false;
        }),
    };
  }
}

function patched(old: Buffer, bytes: Buffer, position: number): Buffer {
  const next = Buffer.alloc(Math.max(old.length, position + bytes.length));
  old.copy(next);
  bytes.copy(next, position);
  return next;
}

function survivor({ versions }: Node, random: Dice): Buffer {
  const pick = (): Buffer => versions[Math.floor(random() * versions.length)] as Buffer;
  // Disks often lose all after a point, sometimes nothing, sometimes anything.
  const manner = random();
  if (manner < 0.1) return versions.at(-1) as Buffer;
  if (manner < 0.5) {
    const after = pick();
    const before = versions[Math.max(0, versions.indexOf(after) - 1)] as Buffer;
    const cut = Math.floor(random() * (after.length + 1));
    return Buffer.concat([after.subarray(0, cut), before.subarray(cut)]);
  }
  const result = Buffer.alloc(pick().length);
  for (let at = 0; at < result.length; at += SECTOR)
    pick()
      .subarray(at, at + SECTOR)
      .copy(result, at);
  return result;
}
