/** What a hub does with files: the one door for commands, for HTTP and for rooms. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode, FileInfo, Limits, Room as RoomInfo } from '../../shared/protocol';
import type { Clock } from '../clock';
import type { Log } from '../log';
import { bearerOf, refuse } from './answer';
import { handOut } from './hand-out';
import { receive } from './receive';
import { describes, type FileStore, type KeptFile } from './store';
import { Tokens, type Pass } from './tokens';

/** What the files of a hub need of the rest of it. */
export interface FilesOptions {
  store: FileStore;
  limits: Limits;
  clock: Clock;
  log: Log;
  /** A member is in a room, on any connection. */
  isThere(member: string, room: RoomInfo['id']): boolean;
  /** Nothing new is taken any more. */
  stopping(): boolean;
}

/** One hub's files. */
export class Files {
  readonly store: FileStore;
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly log: Log;
  readonly isThere: FilesOptions['isThere'];
  readonly #stopping: () => boolean;
  /** Requests of each member that are being answered. */
  readonly #requests = new Map<string, number>();

  constructor({ store, limits, clock, log, isThere, stopping }: FilesOptions) {
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.log = log;
    this.isThere = isThere;
    this.#stopping = stopping;
    this.tokens = new Tokens(clock, limits.fileToken);
  }

  get stopping(): boolean {
    return this.#stopping();
  }

  /**
   * Answers a request for `/files/<id>`, once the gates let it through.
   * @param onKnown - it showed a token: whoever sent it is no stranger
   */
  answer(req: IncomingMessage, res: ServerResponse, id: string, onKnown: () => void): void {
    const { method } = req;
    const way = method === 'PATCH' ? 'up' : method === 'GET' ? 'down' : null;
    if (!way) return refuse(req, res, 405, 'bad_message', {}, { Allow: 'GET, PATCH' });
    const pass = this.tokens.take(bearerOf(req), id, way);
    if (!pass || !this.isThere(pass.member, pass.file.record.room))
      return refuse(req, res, 401, 'token_invalid', {}, { 'WWW-Authenticate': 'Bearer' });
    const { member } = pass;
    const under = this.#requests.get(member) ?? 0;
    if (under >= this.limits.fileRequests) return refuse(req, res, 429, 'too_many_files', {}, { 'Retry-After': '1' });
    onKnown();
    this.#requests.set(member, under + 1);
    void this.#serve(req, res, pass).finally(() => {
      const left = (this.#requests.get(member) ?? 1) - 1;
      if (left > 0) this.#requests.set(member, left);
      else this.#requests.delete(member);
    });
  }

  /**
   * A message is about to name files: each must be its author's, whole, of this room, as the message says, and named by no other. Durable when
   * it resolves. @returns why not. Rejects with StorageError
   */
  async claim(author: string, room: string, message: string, files: readonly FileInfo[]): Promise<ErrorCode | null> {
    await this.store.opened();
    const claimed: KeptFile[] = [];
    for (const said of files) {
      const file = this.#own(author, room, message, said.id);
      if (!file || file.record.preview || !describes(said, file)) return 'file_unknown';
      claimed.push(file);
      if (!said.preview) continue;
      const preview = this.#own(author, room, message, said.preview.id);
      const { record } = preview ?? {};
      const { size, type, width, height } = said.preview;
      const fits = record?.preview && record.size === size && record.media === type;
      if (!preview || !fits || record.width !== width || record.height !== height) return 'file_unknown';
      claimed.push(preview);
    }
    if (new Set(claimed).size < claimed.length) return 'file_unknown';
    await Promise.all(claimed.filter(({ record }) => record.message !== message).map((file) => this.store.claim(file, message)));
    return null;
  }

  /** A message that names files was written. */
  posted(seq: number, files: readonly FileInfo[]): void {
    for (const file of this.#named(files)) this.store.posted(file, seq);
  }

  /** A message that named files is gone. */
  async dropped(room: string, files: readonly FileInfo[]): Promise<void> {
    for (const file of this.#named(files)) if (file.record.room === room) await this.store.remove(file);
  }

  /** A room is gone with all that was in it. */
  async droppedRoom(room: string): Promise<void> {
    await this.store.opened();
    for (const file of [...this.store.all()]) if (file.record.room === room) await this.store.remove(file);
  }

  /** Ends what is under way; resolves when the disk has it. */
  async stop(): Promise<void> {
    await Promise.all([...this.store.all()].map((file) => file.interrupt?.()));
  }

  /** Files of a message and the pictures that stand for them. */
  #named(files: readonly FileInfo[]): KeptFile[] {
    return files.flatMap(({ id, preview }) =>
      [this.store.get(id) ?? [], preview ? (this.store.get(preview.id) ?? []) : []].flat(),
    );
  }

  #own(author: string, room: string, message: string, id: string): KeptFile | null {
    const file = this.store.get(id);
    if (!file?.whole) return null;
    const { record } = file;
    const free = record.message === undefined || record.message === message;
    return record.owner === author && record.room === room && free ? file : null;
  }

  async #serve(req: IncomingMessage, res: ServerResponse, pass: Pass): Promise<void> {
    try {
      await (pass.way === 'up' ? receive : handOut)(req, res, pass, this);
    } catch (error: unknown) {
      this.log.error('error', error, { file: pass.file.record.id });
      refuse(req, res, 500, 'internal');
    }
  }
}
