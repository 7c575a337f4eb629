/** A person at a device with files: Chat over the app's own files, sockets and requests. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Chat } from '../../src/client/chat';
import type { FileWire } from '../../src/client/transfers/ports';
import { fileBytes } from '../../src/main/files/bytes';
import { fileWire } from '../../src/main/files/wire';
import { openPorts } from '../../src/main/ports';
import { dialWs } from '../../src/main/ws-transport';
import type { Attachment, Transfer } from '../../src/shared/ipc/files-api';
import type { Entry, FileInfo } from '../../src/shared/protocol';
import { cleanUp } from './hub';

/** Longest wait for anything; reached only by a test that fails. */
const PATIENCE = 60_000;

export class FileDevice {
  readonly entries: Entry[] = [];
  transfers: Transfer[] = [];
  /** Every telling of them, oldest first. */
  readonly told: Transfer[][] = [];
  shown: string[] = [];
  #wake = new Set<() => void>();

  private constructor(
    readonly chat: Chat,
    readonly folder: string,
  ) {
    chat.onTimeline(({ entries }) => {
      this.entries.push(...entries);
      this.#changed();
    });
    chat.files.onTransfers((transfers) => {
      this.transfers = transfers;
      this.told.push(transfers);
      this.#changed();
    });
    chat.onState(() => this.#changed());
  }

  /** @param wrap - around the way to the hub */
  static async open(name: string, folder: string, wrap = (wire: FileWire): FileWire => wire): Promise<FileDevice> {
    const ports = await openPorts(folder, dialWs);
    const shown: string[] = [];
    await mkdir(join(folder, 'downloads'), { recursive: true });
    const bytes = fileBytes({
      folder,
      downloads: () => join(folder, 'downloads'),
      choose: () => Promise.resolve([]),
      reveal: (path) => void shown.push(path),
    });
    const device = new FileDevice(new Chat({ ...ports, carriage: { bytes, wire: wrap(fileWire()) } }), folder);
    device.shown = shown;
    await device.chat.start();
    await device.chat.setName(name);
    cleanUp(() => device.close());
    return device;
  }

  get room(): string {
    return this.chat.state().hub?.defaultRoom ?? '';
  }

  get downloads(): string {
    return join(this.folder, 'downloads');
  }

  saved(): Promise<string[]> {
    return readdir(this.downloads).then((names) => names.sort());
  }

  /** Joins a hub on this machine, or comes back to it. */
  async join(port: number): Promise<void> {
    const outcome = await this.chat.join(`127.0.0.1:${String(port)}`);
    if (!outcome.ok) throw new Error(outcome.problem.code);
    await this.until('room', () => this.chat.state().hub?.connection.phase === 'ready');
  }

  /** A file of this device's disk. */
  async file(name: string, bytes: Buffer): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, bytes);
    return path;
  }

  /** Sends files by their paths. @returns the message's id */
  async send(paths: readonly string[], text = '', extra: Partial<Attachment> = {}): Promise<string> {
    const taken = await this.chat.files.takeFiles(paths);
    if (!taken.ok) throw new Error(taken.problem.code);
    const attachments = taken.value.map(({ handle }) => ({ handle, ...extra }));
    const sent = await this.chat.files.attach(this.room, attachments, text);
    if (!sent.ok) throw new Error(sent.problem.code);
    return sent.value;
  }

  /** The files of a message, once it is here. */
  async heard(id: string): Promise<FileInfo[]> {
    const entry = await this.until(`message ${id}`, () => this.entries.find((one) => one.id === id));
    return entry.kind === 'message' ? (entry.files ?? []) : [];
  }

  /** A transfer, once it is as wanted. */
  transfer(what: string, holds: (transfer: Transfer) => boolean): Promise<Transfer> {
    return this.until(what, () => this.transfers.find(holds));
  }

  /** Fetches a file. @returns its transfer, once it is done or failed */
  async fetch(file: FileInfo): Promise<Transfer> {
    const begun = await this.chat.files.download(this.room, file);
    if (!begun.ok) throw new Error(begun.problem.code);
    return this.transfer('end', ({ id, phase }) => id === begun.value && (phase === 'done' || phase === 'failed'));
  }

  until<T>(what: string, look: () => T | null | undefined | false): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#wake.delete(check);
        reject(new Error(`no ${what}; transfers: ${JSON.stringify(this.transfers)}`));
      }, PATIENCE);
      const check = (): void => {
        const found = look();
        if (found === null || found === undefined || found === false) return;
        clearTimeout(timer);
        this.#wake.delete(check);
        resolve(found);
      };
      this.#wake.add(check);
      check();
    });
  }

  async close(): Promise<void> {
    await this.chat.close();
  }

  #changed(): void {
    for (const check of [...this.#wake]) check();
  }
}
