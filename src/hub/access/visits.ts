/** `visits.json`: those who were let in for this time, until some minutes after their last connection has ended, over a restart of the hub as well. */
import { join } from 'node:path';
import * as v from 'valibot';
import type { Off } from '../../shared/emitter';
import { readJson, writeJson } from '../../storage/atomic-file';
import type { LogFs } from '../../storage/log-fs';
import type { Clock } from '../clock';
import type { Log } from '../log';

/** How long a visitor may be gone, ms: a laptop that changes its Wi-Fi need not knock again. */
const VISIT = 5 * 60_000;

/** Between notes that somebody is still here, ms: a crash takes that much of a visitor's time. */
const NOTE_EVERY = 60_000;

/** `until`: ms since 1970, as it was when it was written. */
const visitsFile = v.object({ visits: v.array(v.object({ id: v.string(), until: v.number() })) });

/** What they are made of. */
export interface VisitsOptions {
  fs: LogFs;
  /** The data directory. */
  folder: string;
  clock: Clock;
  log: Log;
}

/** By member id. */
export class Visits {
  readonly #options: VisitsOptions;
  readonly #path: string;
  /** Each with the moment at which the last connection ended; null while there is one. */
  readonly #left: Map<string, number | null>;
  #off: Off | null = null;
  #saving: Promise<void> = Promise.resolve();

  private constructor(options: VisitsOptions, left: Map<string, number | null>) {
    this.#options = options;
    this.#path = join(options.folder, 'visits.json');
    this.#left = left;
  }

  /** Rejects with StorageError, NewerFileError among them. A damaged file is set aside and counts as none. */
  static async open(options: VisitsOptions): Promise<Visits> {
    const { fs, folder, clock } = options;
    const parse = (value: unknown): v.InferOutput<typeof visitsFile> | null => {
      const parsed = v.safeParse(visitsFile, value);
      return parsed.success ? parsed.output : null;
    };
    const { visits } = (await readJson(join(folder, 'visits.json'), parse, { fs })) ?? { visits: [] };
    const [now, elapsed] = [clock.now(), clock.elapsed()];
    const left = visits
      .filter(({ until }) => until > now)
      // Never more than a whole visit, whatever the clock says by now.
      .map(({ id, until }) => [id, elapsed - VISIT + Math.min(VISIT, until - now)] as const);
    return new Visits(options, new Map(left));
  }

  /** Lets one in for this time. Resolves when it is kept, or the log says that it could not be. */
  async begin(id: string, here: boolean): Promise<void> {
    this.#left.set(id, here ? null : this.#options.clock.elapsed());
    this.#watch();
    await this.save();
  }

  /** A visitor is here. */
  came(id: string): void {
    if (!this.#left.has(id)) return;
    this.#left.set(id, null);
    this.#watch();
  }

  /** The last connection of a visitor is over. */
  gone(id: string): void {
    if (!this.#left.has(id)) return;
    this.#left.set(id, this.#options.clock.elapsed());
    void this.save();
  }

  /** It is over, whoever is still here. */
  end(id: string): void {
    if (this.#left.delete(id)) void this.save();
  }

  /** Whether somebody is a visitor, here or away for a moment. */
  has(id: string): boolean {
    const left = this.#left.get(id);
    return left === null || (left !== undefined && this.#options.clock.elapsed() - left <= VISIT);
  }

  /** Writes them down, those who are here as if they left now. Never rejects. */
  save(): Promise<void> {
    // One at a time, the newest last; whoever waits waits for the one that is under way as well.
    this.#saving = this.#saving.then(() => this.#write());
    return this.#saving;
  }

  async #write(): Promise<void> {
    const { fs, clock, log } = this.#options;
    for (const id of this.#left.keys()) if (!this.has(id)) this.#left.delete(id);
    if (this.#left.size === 0) this.stop();
    const [now, elapsed] = [clock.now(), clock.elapsed()];
    const visits = [...this.#left].map(([id, left]) => ({ id, until: now + VISIT - (elapsed - (left ?? elapsed)) }));
    try {
      if (visits.length > 0 || (await fs.exists(this.#path))) await writeJson(this.#path, { version: 1, visits }, { fs });
    } catch (error: unknown) {
      log.error('error', error, { file: 'visits.json' });
    }
  }

  /** Ends its timer. Idempotent. */
  stop(): void {
    this.#off?.();
    this.#off = null;
  }

  #watch(): void {
    this.#off ??= this.#options.clock.every(NOTE_EVERY, () => void this.save());
  }
}
