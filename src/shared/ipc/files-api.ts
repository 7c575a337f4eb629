/** Files as the UI sees them: chosen, sent, fetched, and what the hub keeps of them. */
import type { FileInfo, FilePreview, KeptFile } from '../protocol/file-frames';
import type { Off } from '../emitter';
import type { Outcome, Problem } from './outcome';
import type { MessageExtra } from './talk-api';

/** What a browser's `File` is, as far as this concerns: every DOM File is one. */
export interface FileLike {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A file that was chosen and not sent yet. */
export interface PickedFile {
  /** Means it to `attach`; says nothing of where it lies. */
  handle: string;
  name: string;
  size: number;
  /** Empty where nothing is known. */
  type: string;
}

/** A small picture that stands for a larger one, with its bytes. */
export type PreviewBytes = Pick<FilePreview, 'type' | 'width' | 'height'> & { data: Uint8Array };

/** A chosen file, with what its sender says of it. */
export interface Attachment {
  handle: string;
  /** Of a picture or a film, in pixels. */
  width?: number;
  height?: number;
  /** Of a sound or a film, ms. */
  duration?: number;
  /** Made by whoever drew it; at most `limits.previewBytes`, at most `limits.previewSide` a side. */
  preview?: PreviewBytes;
}

/**
 * `waiting`: others are before it, or the hub is away. `paused`: by a person. `checking`: all is there and its hash is compared. `failed`: with a
 * problem; `resumeTransfer` tries again from where it was.
 */
export type TransferPhase = 'waiting' | 'running' | 'paused' | 'checking' | 'done' | 'failed';

/** A file on its way. */
export interface Transfer {
  id: string;
  kind: 'upload' | 'download';
  room: string;
  /** Uploads: of the message that is sent once all of its files are on the hub. */
  message?: string;
  /** Id of the file on the hub. */
  file: string;
  /** Downloads that are done: the name under which it was saved. */
  name: string;
  type: string;
  size: number;
  /** Bytes that are over there, or here. */
  moved: number;
  phase: TransferPhase;
  /** Bytes a second of the last seconds; 0 where nothing moves. */
  rate: number;
  /** ms that are left at this rate; null where nobody knows. */
  left: number | null;
  problem?: Problem;
  /** Resuming is tried by itself at this time, ms since 1970 by this device's clock. */
  retryAt?: number;
  /** It goes on after a restart of this device; otherwise it is lost with the page. */
  lasting: boolean;
}

/** What the hub takes; absent numbers are not limited, null where the hub takes no files or is away. */
export interface FileLimits {
  /** Bytes of one file. */
  maxFile: number;
  /** Files of one message. */
  perMessage: number;
}

/** What the hub keeps. */
export interface HostFiles {
  /** Largest first. */
  files: KeptFile[];
  /** There are further ones, smaller than these. */
  more: boolean;
  /** Bytes of all of them, and how many they are. */
  used: number;
  count: number;
  /** Bytes that may be kept; 0: no limit. */
  quota: number;
  /** Bytes that the disk has left for files; absent where nobody knows. */
  free?: number;
}

/** What a message with files may carry beside them. */
export type FileExtra = Pick<MessageExtra, 'reply' | 'mentions' | 'everyone' | 'urgent'>;

/** Calls and events about files. */
export interface FilesApi {
  /** Asks the person which files. Empty where they thought better of it. */
  pickFiles(): Promise<Outcome<PickedFile[]>>;
  /**
   * Takes what was dropped or pasted: in the app files of the disk, which are read where they lie, or their paths as the preload knows them. What
   * has no path is left out: `takeBytes` takes that.
   */
  takeFiles(files: readonly (FileLike | string)[]): Promise<Outcome<PickedFile[]>>;
  /** Takes bytes that were never a file: a voice note, a pasted picture. At most `limits.takenBytes`. */
  takeBytes(name: string, type: string, data: Uint8Array): Promise<Outcome<PickedFile>>;
  /** Forgets a chosen file that will not be sent. */
  dropFile(handle: string): Promise<Outcome>;
  /** What the open hub takes. */
  fileLimits(): Promise<Outcome<FileLimits | null>>;
  /** Sends files with a caption, which may be empty: they are carried over, then the message is sent. The value is the message's id. */
  attach(room: string, attachments: Attachment[], text: string, extra?: FileExtra): Promise<Outcome<string>>;
  /** Fetches a file into the download folder, in a browser as browsers save files. The value is the transfer's id. */
  download(room: string, file: FileInfo): Promise<Outcome<string>>;
  /** Fetches the bytes of a preview, or of a file of at most `limits.shownBytes`, to be shown; checked against its hash, kept nowhere on disk. */
  loadBytes(room: string, file: FileInfo, preview: boolean): Promise<Outcome<Uint8Array>>;
  loadTransfers(): Promise<Transfer[]>;
  pauseTransfer(id: string): Promise<Outcome>;
  /** Goes on with one that is paused or failed. */
  resumeTransfer(id: string): Promise<Outcome>;
  /** Ends one and what there is of it; of an upload the other files of its message too. One that is done leaves the list, its file stays. */
  cancelTransfer(id: string): Promise<Outcome>;
  /** Shows a saved file in its folder; never opens it. */
  showInFolder(id: string): Promise<Outcome>;
  /** What the hub keeps of one room, or of all. Hosts only. */
  loadHostFiles(room: string | null): Promise<Outcome<HostFiles>>;
  /** Removes files from the hub's disk. Hosts only. */
  freeFiles(files: string[]): Promise<Outcome>;
  /** All transfers, whenever one of them changes, at most a few times a second. */
  onTransfers(listener: (transfers: Transfer[]) => void): Off;
}
