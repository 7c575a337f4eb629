/** What carrying files needs of the machine: bytes of files that people chose, a place to save, and a way to the hub beside the socket. */
import type { FileLike, PickedFile } from '../../shared/ipc/files-api';
import type { Outcome } from '../../shared/ipc/outcome';
import type { Line } from '../login';

/** A chosen file while it is read. */
export interface FileSource {
  readonly size: number;
  /** Exactly these bytes. Rejects where the file is another one than when it was chosen. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A file while it is fetched: nobody sees it under its name before all of it is there. */
export interface FileSink {
  /** Bytes that are there, from this time or from an earlier one. */
  readonly received: number;
  /** Bytes that are there already, for the hash. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Behind what is there. Rejects with `save_full` or `save_failed` as a SaveError. */
  write(bytes: Uint8Array): Promise<void>;
  /** Gives it its name, never another file's. The value: that name, and by what it is shown again. */
  finish(): Promise<{ name: string; place: string | null }>;
  /** Keeps what is there for later, where the machine can. */
  close(): Promise<void>;
  /** Takes away what is there. */
  discard(): Promise<void>;
}

/** A file could not be saved. */
export class SaveError extends Error {
  override readonly name = 'SaveError';
  constructor(readonly code: 'save_full' | 'save_failed') {
    super(code);
  }
}

/** SHA-256, piece by piece. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** Of what is in it so far, base64url; it can go on. */
  digest(): string;
}

/** Files of this device. */
export interface FileBytes {
  /** What is chosen here is there again after a restart. */
  readonly lasting: boolean;
  /** Asks the person; empty where they thought better of it. */
  pick(): Promise<PickedFile[]>;
  take(files: readonly (FileLike | string)[]): Promise<PickedFile[]>;
  /** Keeps bytes that were never a file. */
  takeBytes(name: string, type: string, data: Uint8Array): Promise<PickedFile>;
  /** Null where it is not there any more, or is another one than was chosen. */
  open(handle: string): Promise<FileSource | null>;
  /** Forgets a chosen file; takes away what was kept of it. Chosen files of the disk stay. */
  drop(handle: string): Promise<void>;
  /** @param id - of the fetching: the same one finds what is there of it */
  sink(id: string, name: string, size: number): Promise<FileSink>;
  /** False where it is not there any more. */
  show(place: string): Promise<boolean>;
  hash(): Sha256;
  /** What was kept of a hub's transfers; anything else than was saved counts as nothing. */
  load(hub: string): Promise<unknown>;
  save(hub: string, transfers: unknown): Promise<void>;
}

/** Something that can be called off. */
export interface Call {
  readonly over: boolean;
  /** Called at most once, when it is. */
  onOver(listener: () => void): void;
}

/** Where a request goes, and what it shows. */
export interface WireRequest {
  /** The chat's own connection: the same address, and the key that answered there. */
  line: Line;
  file: string;
  token: string;
  offset: number;
  call: Call;
}

/** What a hub said to a part that it was brought; `status` as HTTP has it. */
export interface WireAnswer {
  status: number;
  body: unknown;
}

/** HTTP to the hub. Both reject with `lost` where there was no answer, in words of a Problem. */
export interface FileWire {
  /** @param onSent - bytes of it that left, as far as anybody knows */
  send(
    request: WireRequest & { body: Uint8Array; digest?: string },
    onSent: (bytes: number) => void,
  ): Promise<Outcome<WireAnswer>>;
  /** The rest of a file from `offset` on. The pieces reject where the connection ends early. */
  fetch(request: WireRequest): Promise<Outcome<WireAnswer & { pieces: AsyncIterable<Uint8Array> }>>;
}
