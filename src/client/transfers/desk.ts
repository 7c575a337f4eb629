/** The calls about files, for the hub that is open. */
import { cleanFileName } from '../../shared/file-name';
import { Emitter } from '../../shared/emitter';
import type {
  Attachment,
  FileExtra,
  FileLike,
  FileLimits,
  FilesApi,
  HostFiles,
  PickedFile,
  PreviewBytes,
  Transfer,
} from '../../shared/ipc/files-api';
import type { Outcome } from '../../shared/ipc/outcome';
import { cleanText, limits, type FileInfo, type HubFrameOf } from '../../shared/protocol';
import { pictureSize } from '../../shared/picture-size';
import type { HubLink } from '../hub-link';
import type { ChatPorts } from '../ports';
import { done, failed } from '../problems';
import { Job } from './call';
import { fetchBytes } from './fetch';
import type { KeptUpload } from './kept';
import type { FileBytes, FileWire } from './ports';
import { Slots } from './slots';
import { Transfers } from './transfers';

/** What it needs. */
export interface DeskOptions {
  ports: Pick<ChatPorts, 'clock' | 'random' | 'carriage'>;
  link: () => HubLink | null;
}

/** Kinds of content that nobody knows are this one (RFC 2046 §4.5.1). */
const UNKNOWN = 'application/octet-stream';

const typeOf = (type: string): string =>
  /^[a-z0-9][\w.+-]*\/[a-z0-9][\w.+-]*$/i.test(type) && type.length <= 100 ? type : UNKNOWN;

/** One for a whole chat; the transfers in it are those of the hub that is open. */
export class FilesDesk implements FilesApi {
  readonly #options: DeskOptions;
  readonly #changed = new Emitter<Transfer[]>();
  /** What was chosen, by handle. */
  readonly #picked = new Map<string, { file: PickedFile; own: string }>();
  /** Small files that are fetched to be shown: with those that are saved they are fewer than a hub takes at once. */
  readonly #shown = new Slots(4);
  #open: { link: HubLink; hub: string; transfers: Promise<Transfers> } | null = null;
  #ready = false;

  readonly onTransfers = this.#changed.on.bind(this.#changed);

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** The hub that is open is another one, or its connection is. */
  look(): void {
    const link = this.#options.link();
    const { carriage } = this.#options.ports;
    if (this.#open && this.#open.link !== link) this.#leave();
    const hub = link?.home?.known.id;
    if (!link || !carriage || hub === undefined) return;
    this.#open ??= { link, hub, transfers: this.#bringBack(link, hub, carriage) };
    const ready = link.session.state.phase === 'ready';
    const back = ready && !this.#ready;
    this.#ready = ready;
    if (back) void this.#open.transfers.then((transfers) => transfers.wake());
  }

  /** Stops what is under way and keeps it. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#leave();
    await open?.transfers.then((transfers) => transfers.close());
  }

  pickFiles(): Promise<Outcome<PickedFile[]>> {
    return this.#take((bytes) => bytes.pick());
  }

  takeFiles(files: readonly (FileLike | string)[]): Promise<Outcome<PickedFile[]>> {
    return this.#take((bytes) => bytes.take(files));
  }

  async takeBytes(name: string, type: string, data: Uint8Array): Promise<Outcome<PickedFile>> {
    if (data.length > limits.takenBytes) return failed('file_too_large', { limit: limits.takenBytes });
    const taken = await this.#take(async (bytes) => [await bytes.takeBytes(cleanFileName(name), type, data)]);
    if (!taken.ok) return taken;
    const [file] = taken.value;
    return file ? { ok: true, value: file } : failed('file_unreadable');
  }

  async dropFile(handle: string): Promise<Outcome> {
    const picked = this.#picked.get(handle);
    this.#picked.delete(handle);
    if (picked) await this.#options.ports.carriage?.bytes.drop(picked.own).catch(() => undefined);
    return done;
  }

  fileLimits(): Promise<Outcome<FileLimits | null>> {
    const maxFile = this.#options.link()?.maxFile ?? 0;
    const value = maxFile > 0 && this.#options.ports.carriage ? { maxFile, perMessage: limits.filesPerMessage } : null;
    return Promise.resolve({ ok: true, value });
  }

  async attach(room: string, attachments: Attachment[], raw: string, extra: FileExtra = {}): Promise<Outcome<string>> {
    const open = this.#open;
    const { carriage, random, clock } = this.#options.ports;
    if (!open || !carriage || !open.link.room(room)) return failed('room_unknown');
    const text = raw.trim() === '' ? { ok: true as const, text: '' } : cleanText(raw);
    if (!text.ok) return failed(text.code === 'text_too_long' ? 'text_too_long' : 'internal');
    if (attachments.length === 0) return failed('empty_message');
    if (attachments.length > limits.filesPerMessage) return failed('too_many_files', { limit: limits.filesPerMessage });
    const { maxFile } = open.link;
    if (maxFile === 0) return failed('no_files');
    const uploads: KeptUpload[] = [];
    for (const attachment of attachments) {
      const picked = this.#picked.get(attachment.handle);
      if (!picked) return failed('file_unreadable');
      // Away, the hub has not said; it says so when it is asked.
      if (maxFile !== undefined && picked.file.size > maxFile) return failed('file_too_large', { limit: maxFile });
      if (attachment.preview && !fits(attachment.preview)) return failed('internal');
      uploads.push(await this.#uploadOf(attachment, picked, carriage.bytes));
    }
    try {
      const message = random.id();
      const transfers = await open.transfers;
      await transfers.send({ message, room, at: clock.now(), text: text.text, extra, uploads });
      for (const { handle } of attachments) this.#picked.delete(handle);
      return { ok: true, value: message };
    } catch {
      return failed('storage_failed');
    }
  }

  async download(room: string, file: FileInfo): Promise<Outcome<string>> {
    const open = this.#open;
    if (!open?.link.room(room)) return failed('room_unknown');
    try {
      return { ok: true, value: await (await open.transfers).fetch(room, file) };
    } catch {
      return failed('storage_failed');
    }
  }

  async loadBytes(room: string, file: FileInfo, preview: boolean): Promise<Outcome<Uint8Array>> {
    const link = this.#options.link();
    const { carriage } = this.#options.ports;
    if (!link || !carriage) return failed('not_connected');
    return this.#shown.run(() => fetchBytes(room, file, preview, this.#ground(link, carriage), new Job()));
  }

  async loadTransfers(): Promise<Transfer[]> {
    return (await this.#open?.transfers)?.list() ?? [];
  }

  pauseTransfer(id: string): Promise<Outcome> {
    return this.#with((transfers) => transfers.pause(id));
  }

  resumeTransfer(id: string): Promise<Outcome> {
    return this.#with((transfers) => transfers.resume(id));
  }

  cancelTransfer(id: string): Promise<Outcome> {
    return this.#with((transfers) => transfers.cancel(id));
  }

  async showInFolder(id: string): Promise<Outcome> {
    const item = (await this.#open?.transfers)?.find(id);
    const place = item && 'down' in item ? item.down.saved?.place : null;
    const shown = place ? await this.#options.ports.carriage?.bytes.show(place) : false;
    return shown ? done : failed('file_unreadable');
  }

  async loadHostFiles(room: string | null): Promise<Outcome<HostFiles>> {
    const asked = await this.#options.link()?.session.ask({ type: 'files_list', ...(room === null ? {} : { room }) });
    if (!asked?.ok) return asked ?? failed('not_connected');
    const { files, more, used, count, quota, free } = asked.value as HubFrameOf<'files'>;
    return { ok: true, value: { files, more, used, count, quota, ...(free === undefined ? {} : { free }) } };
  }

  async freeFiles(files: string[]): Promise<Outcome> {
    for (const file of files) {
      const asked = await this.#options.link()?.session.ask({ type: 'file_remove', file });
      // One that is gone by now is what was wanted.
      if (asked?.ok !== true && asked?.problem.code !== 'file_unknown') return asked ?? failed('not_connected');
    }
    return done;
  }

  async #with(what: (transfers: Transfers) => void | Promise<void>): Promise<Outcome> {
    const transfers = await this.#open?.transfers;
    if (!transfers) return failed('not_connected');
    await what(transfers);
    return done;
  }

  async #take(choose: (bytes: FileBytes) => Promise<PickedFile[]>): Promise<Outcome<PickedFile[]>> {
    const { carriage, random } = this.#options.ports;
    if (!carriage) return failed('no_files');
    try {
      const value = (await choose(carriage.bytes)).map((chosen) => {
        const file = { ...chosen, handle: random.id(), name: cleanFileName(chosen.name) };
        this.#picked.set(file.handle, { file, own: chosen.handle });
        return file;
      });
      return { ok: true, value };
    } catch {
      return failed('file_unreadable');
    }
  }

  async #uploadOf(
    { preview, width, height, duration }: Attachment,
    { file: { name, size, type }, own: handle }: { file: PickedFile; own: string },
    bytes: FileBytes,
  ): Promise<KeptUpload> {
    const { random } = this.#options.ports;
    const ids = { id: random.id(), file: random.id(), handle };
    const upload = { kind: 'upload' as const, ...ids, name, size, type: typeOf(type) };
    const about = {
      ...(width === undefined || height === undefined ? {} : { width, height }),
      ...(duration === undefined ? {} : { duration }),
    };
    if (!preview) return { ...upload, ...about };
    const { data, ...drawn } = preview;
    const kept = await bytes.takeBytes('preview', preview.type, data);
    return { ...upload, ...about, preview: { file: random.id(), handle: kept.handle, size: data.length, ...drawn } };
  }

  #ground(link: HubLink, { bytes, wire }: { bytes: FileBytes; wire: FileWire }) {
    const { clock } = this.#options.ports;
    return { bytes, wire, clock, ask: link.session.ask.bind(link.session), line: () => link.session.line };
  }

  async #bringBack(link: HubLink, hub: string, carriage: { bytes: FileBytes; wire: FileWire }): Promise<Transfers> {
    const { clock, random } = this.#options.ports;
    const transfers = await Transfers.open({
      ...this.#ground(link, carriage),
      ...{ hub, random },
      ready: () => link.session.state.phase === 'ready',
      async post({ id, room, text, extra, files }) {
        const { outbox } = link;
        if (!outbox) return failed('not_connected');
        if (outbox.of(room).some((pending) => pending.id === id)) return done;
        const kept = await outbox.add({ ...extra, kind: 'message', id, room, text, files, at: clock.now(), state: 'queued' });
        link.flush();
        return kept;
      },
    });
    transfers.onChange.on((all) => this.#changed.emit(all));
    this.#changed.emit(transfers.list());
    return transfers;
  }

  #leave(): void {
    const open = this.#open;
    this.#open = null;
    this.#ready = false;
    if (!open) return;
    void open.transfers.then((transfers) => transfers.close());
    this.#changed.emit([]);
  }
}

/** A picture as a hub takes it. */
const fits = ({ data, width, height, type }: PreviewBytes): boolean => {
  const size = pictureSize(data);
  const drawn = size?.width === width && size.height === height && size.type === type;
  return drawn && data.length <= limits.previewBytes && Math.max(width, height) <= limits.previewSide;
};
