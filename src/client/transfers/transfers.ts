/** All transfers of the hub that is open: in order, some at a time, kept on this device, gone on with when the hub is back. */
import { Emitter } from '../../shared/emitter';
import type { FileExtra, Transfer } from '../../shared/ipc/files-api';
import type { Outcome, Problem, ProblemCode } from '../../shared/ipc/outcome';
import type { FileInfo } from '../../shared/protocol';
import type { Random } from '../ports';
import { bring, type BringGround } from './bring';
import { Job } from './call';
import { fetchFile } from './fetch';
import { parseKept, type Kept, type KeptDownload, type KeptPart, type KeptPost, type KeptUpload } from './kept';
import { Rate } from './rate';
import { idOf, infoOf, keptOf, shown, type Item, type State, waitAfter } from './shown';

/** What they need. */
export interface TransfersOptions extends BringGround {
  hub: string;
  random: Random;
  /** The hub is there. */
  ready(): boolean;
  /** Queues a message under its own id, durably; twice is once. */
  post(message: { id: string; room: string; text: string; extra: FileExtra; files: FileInfo[] }): Promise<Outcome>;
}

/** Files at a time: a second one fills the pauses of the first, a third would only make both slower. */
const AT_ONCE = 2;

/** Between two tellings of how far everything is. */
const TELL = 250;

/** Problems that go by themselves. */
const passing = new Set<ProblemCode>([
  'lost',
  'not_connected',
  'timed_out',
  'unreachable',
  'refused',
  'storage_full',
  'storage_failed',
  'too_many_files',
  'rate_limited',
  'stopped',
  'internal',
]);

/** Built by `Transfers.open`. */
export class Transfers {
  readonly onChange = new Emitter<Transfer[]>();
  readonly #options: TransfersOptions;
  readonly #kept: Kept;
  readonly #states = new Map<string, State>();
  /** Messages that are being queued. */
  readonly #posting = new Set<KeptPost>();
  #saving: Promise<unknown> = Promise.resolve();
  #telling = false;
  #closed = false;

  private constructor(options: TransfersOptions, kept: Kept) {
    this.#options = options;
    this.#kept = kept;
  }

  /** Brings back what was under way. */
  static async open(options: TransfersOptions): Promise<Transfers> {
    const kept = parseKept(await options.bytes.load(options.hub).catch(() => null));
    return new Transfers(options, kept);
  }

  list(): Transfer[] {
    const { clock, bytes } = this.#options;
    return this.#items().map((item) => shown(item, this.#state(idOf(item)), clock.now(), bytes.lasting));
  }

  /** The room of a transfer, and what it is of; null where there is none. */
  find(id: string): Item | null {
    return this.#items().find((item) => idOf(item) === id) ?? null;
  }

  /** Files that become a message. It is on this device's disk when the promise resolves. */
  async send(post: KeptPost): Promise<void> {
    this.#kept.posts.push(post);
    await this.#save().catch((error: unknown) => {
      this.#kept.posts.splice(this.#kept.posts.indexOf(post), 1);
      throw error;
    });
    this.pump();
  }

  /** A file that is to be fetched; one that is under way is the same one. @returns its id */
  async fetch(room: string, file: FileInfo): Promise<string> {
    const known = this.#kept.downloads.find((one) => one.room === room && one.file.id === file.id && !one.saved);
    if (known) {
      this.resume(known.id);
      return known.id;
    }
    const id = this.#options.random.id();
    this.#kept.downloads.push({ kind: 'download', id, room, file });
    await this.#save();
    this.pump();
    return id;
  }

  pause(id: string): void {
    const item = this.find(id);
    if (!item) return;
    keptOf(item).paused = true;
    this.#halt(id);
    this.#changed(true);
  }

  resume(id: string): void {
    const item = this.find(id);
    if (!item) return;
    delete keptOf(item).paused;
    const state = this.#state(id);
    state.failures = 0;
    this.#wait(state);
    this.#changed(true);
    this.pump();
  }

  /** Ends one and takes away what is of it, here and on the hub; of an upload with all of its message. */
  async cancel(id: string): Promise<void> {
    const item = this.find(id);
    if (!item) return;
    if ('down' in item) {
      this.#halt(id);
      this.#kept.downloads.splice(this.#kept.downloads.indexOf(item.down), 1);
      this.#states.delete(id);
      // What is saved stays.
      if (!item.down.saved) await this.#forget(item.down);
    } else {
      const { post } = item;
      this.#kept.posts.splice(this.#kept.posts.indexOf(post), 1);
      for (const upload of post.uploads) {
        this.#halt(upload.id);
        this.#states.delete(upload.id);
      }
      await this.#letGo(post, true);
    }
    this.#changed(true);
    this.pump();
  }

  /** The hub is there again: what waited for it goes on at once. */
  wake(): void {
    for (const item of this.#items()) {
      const state = this.#state(idOf(item));
      if (state.retryAt !== undefined) this.#wait(state);
    }
    this.pump();
  }

  /** Begins what may begin. */
  pump(): void {
    if (this.#closed) return;
    for (const post of [...this.#kept.posts]) void this.#complete(post);
    if (this.#options.ready()) {
      let running = [...this.#states.values()].filter(({ job }) => job).length;
      for (const item of this.#items()) {
        if (running >= AT_ONCE) break;
        if (!this.#mayRun(item)) continue;
        running += 1;
        void this.#run(item);
      }
    }
    this.#changed(false);
  }

  /** Stops all; it goes on the next time. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const id of this.#states.keys()) this.#halt(id);
    await this.#save().catch(() => undefined);
  }

  #items(): Item[] {
    const { posts, downloads } = this.#kept;
    return [...posts.flatMap((post) => post.uploads.map((up) => ({ up, post }))), ...downloads.map((down) => ({ down }))];
  }

  #state(id: string): State {
    const state = this.#states.get(id) ?? { phase: 'waiting', moved: 0, rate: new Rate(), job: null, failures: 0 };
    this.#states.set(id, state);
    return state;
  }

  #mayRun(item: Item): boolean {
    const state = this.#state(idOf(item));
    const over = 'up' in item ? item.up.sha256 !== undefined : item.down.saved !== undefined;
    return !over && !keptOf(item).paused && !state.job && state.phase === 'waiting' && state.retryAt === undefined;
  }

  #wait(state: State): void {
    state.cancelRetry?.();
    delete state.cancelRetry;
    delete state.retryAt;
    delete state.problem;
    if (!state.job) state.phase = 'waiting';
  }

  #halt(id: string): void {
    const state = this.#states.get(id);
    if (!state) return;
    state.job?.end();
    state.job = null;
    state.rate.stop();
    this.#wait(state);
  }

  async #run(item: Item): Promise<void> {
    const id = idOf(item);
    const state = this.#state(id);
    const job = (state.job = new Job());
    state.phase = 'running';
    delete state.problem;
    const outcome = await ('up' in item ? this.#bring(item.up, item.post, state, job) : this.#fetch(item.down, state, job)).catch(
      (): Outcome => ({ ok: false, problem: { code: 'internal' } }),
    );
    // Called off: whoever did it said what becomes of it.
    if (state.job !== job) return this.pump();
    state.job = null;
    state.rate.stop();
    if (outcome.ok) {
      state.phase = 'done';
      state.failures = 0;
      this.#changed(true);
    } else this.#failed(state, outcome.problem);
    this.pump();
  }

  #failed(state: State, problem: Problem): void {
    const { clock, random, ready } = this.#options;
    state.problem = problem;
    if (!passing.has(problem.code)) {
      state.phase = 'failed';
      return;
    }
    state.phase = 'waiting';
    const wait = waitAfter(state, random.fraction());
    // While the hub is away nothing is tried: its coming back is told.
    state.retryAt = clock.now() + wait;
    state.cancelRetry = clock.after(wait, () => {
      if (!ready()) return;
      this.#wait(state);
      this.pump();
    });
  }

  async #bring(up: KeptUpload, post: KeptPost, state: State, job: Job): Promise<Outcome> {
    const { preview } = up;
    if (preview && preview.sha256 === undefined) {
      const { width, height, type } = preview;
      const drawn = await this.#part(
        preview,
        { name: 'preview', media: type, width, height, preview: true },
        post,
        job,
        () => undefined,
      );
      if (!drawn.ok) return drawn;
    }
    const { name, type, width, height } = up;
    const about = { name, media: type, ...(width && height ? { width, height } : {}) };
    return this.#part(up, about, post, job, (moved) => this.#moved(state, moved, up.size));
  }

  async #part(
    part: KeptPart,
    about: { name: string; media: string; width?: number; height?: number; preview?: true },
    { room }: KeptPost,
    job: Job,
    onMoved: (moved: number) => void,
  ): Promise<Outcome> {
    const question = { room, id: part.file, size: part.size, ...about };
    const brought = await bring({ question, handle: part.handle }, this.#options, job, onMoved);
    if (!brought.ok) return brought;
    if (job.over) return { ok: false, problem: { code: 'cancelled' } };
    part.sha256 = brought.value;
    await this.#save().catch(() => undefined);
    return { ok: true, value: null };
  }

  /** All files of a message are on the hub: it is one now. */
  async #complete(post: KeptPost): Promise<void> {
    const { posts } = this.#kept;
    const waits = ({ id, sha256 }: KeptUpload): boolean => sha256 === undefined || this.#state(id).phase === 'failed';
    if (this.#posting.has(post) || !posts.includes(post) || post.uploads.some(waits)) return;
    this.#posting.add(post);
    const { message: id, room, text, extra } = post;
    const posted = await this.#options
      .post({ id, room, text, extra, files: post.uploads.flatMap(infoOf) })
      .finally(() => this.#posting.delete(post));
    if (!posted.ok) {
      for (const { id } of post.uploads) Object.assign(this.#state(id), { phase: 'failed', problem: posted.problem });
      return this.#changed(true);
    }
    // Only now: cut off in between, it is queued once more, under the same id.
    posts.splice(posts.indexOf(post), 1);
    for (const { id } of post.uploads) this.#states.delete(id);
    await this.#letGo(post, false);
    this.#changed(true);
  }

  async #letGo({ uploads }: KeptPost, cancelled: boolean): Promise<void> {
    for (const { file, handle, preview } of uploads) {
      for (const part of preview ? [{ file, handle }, preview] : [{ file, handle }]) {
        await this.#options.bytes.drop(part.handle).catch(() => undefined);
        // A hub that does not hear it lets it go by itself.
        if (cancelled) void this.#options.ask({ type: 'upload_cancel', id: part.file });
      }
    }
  }

  async #fetch(down: KeptDownload, state: State, job: Job): Promise<Outcome> {
    const saved = await fetchFile(down.room, down.file, down.id, this.#options, job, {
      moved: (moved) => this.#moved(state, moved, down.file.size),
      checking: () => void (state.phase = 'checking'),
    });
    if (!saved.ok) return saved;
    down.saved = saved.value;
    return { ok: true, value: null };
  }

  async #forget({ id, file }: KeptDownload): Promise<void> {
    const sink = await this.#options.bytes.sink(id, file.name, file.size).catch(() => null);
    await sink?.discard().catch(() => undefined);
  }

  #moved(state: State, moved: number, size: number): void {
    if (!state.job) return;
    state.moved = moved;
    state.rate.note(this.#options.clock.now(), moved);
    if (moved >= size) state.phase = 'checking';
    this.#changed(false);
  }

  /** Saves that wait for the same write share it. */
  #save(): Promise<void> {
    const { bytes, hub } = this.#options;
    const saved = this.#saving.then(() => bytes.save(hub, this.#kept));
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  /** @param keep - something that is kept changed */
  #changed(keep: boolean): void {
    if (keep) void this.#save().catch(() => undefined);
    if (this.#telling || this.#closed) return;
    this.#telling = true;
    this.#options.clock.after(keep ? 0 : TELL, () => {
      this.#telling = false;
      if (!this.#closed) this.onChange.emit(this.list());
    });
  }
}
