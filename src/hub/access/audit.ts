/** `audit.json`: who did what to whom, and when. Never a message's text, a secret or a password. */
import { join } from 'node:path';
import * as v from 'valibot';
import { auditEventSchema, type AuditEvent, type Limits } from '../../shared/protocol';
import { JsonLog, type LogFs } from '../../storage/json-log';
import type { Clock } from '../clock';
import type { Log } from '../log';

/** What is written down of an event; its sequence and time are given to it. */
export type AuditNote = Omit<AuditEvent, 'seq' | 'at'>;

/** Who did what nobody asked for. */
export const HUB = 'hub';

/** Between looks at the file's size, events. */
const LOOK = 1_000;

/** What it is made of. */
export interface AuditOptions {
  fs: LogFs;
  /** The data directory. */
  folder: string;
  limits: Limits;
  clock: Clock;
  log: Log;
}

/** Opened with the first event, or when it is read. */
export class Audit {
  readonly #options: AuditOptions;
  readonly #path: string;
  #opening: Promise<JsonLog<AuditEvent>> | null = null;
  #noted: Promise<unknown> = Promise.resolve();
  #seq = 0;
  #sinceLook = 0;

  constructor(options: AuditOptions) {
    this.#options = options;
    this.#path = join(options.folder, 'audit.json');
  }

  /** Writes an event down, durably. Never rejects: what was done is done, and the hub's own log says that the disk refused. */
  note(note: AuditNote): Promise<void> {
    const noting = this.#note(note);
    // Each resolves to nothing, so that no chain of results grows.
    this.#noted = Promise.all([this.#noted, noting]).then(() => undefined);
    return noting;
  }

  /** The newest events before one, oldest first, with all that was noted before. Rejects with StorageError. */
  async page(before: number | null, limit: number): Promise<{ events: AuditEvent[]; more: boolean }> {
    await this.#noted;
    const file = await this.#file();
    const events = await file.before(before, limit, this.#options.limits.pageBytes);
    return { events, more: (events[0]?.seq ?? 0) > (file.first ?? 0) };
  }

  async close(): Promise<void> {
    await this.#noted;
    const file = await this.#opening?.catch(() => null);
    await file?.close();
  }

  async #note(note: AuditNote): Promise<void> {
    const { clock, log } = this.#options;
    const at = clock.now();
    try {
      const file = await this.#file();
      // In one turn, so that no two have the same.
      const seq = (this.#seq += 1);
      await file.append([{ seq, at, ...note }]);
      this.#sinceLook += 1;
      if (this.#sinceLook >= LOOK) await this.#shorten(file);
    } catch (error: unknown) {
      log.error('error', error, { action: note.action });
    }
  }

  #file(): Promise<JsonLog<AuditEvent>> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<JsonLog<AuditEvent>> {
    const parse = (value: unknown): AuditEvent | null => {
      const parsed = v.safeParse(auditEventSchema, value);
      return parsed.success ? parsed.output : null;
    };
    const file = await JsonLog.open<AuditEvent>({ fs: this.#options.fs, path: this.#path, key: ({ seq }) => seq, parse });
    this.#seq = file.last ?? 0;
    await this.#shorten(file);
    return file;
  }

  async #shorten(file: JsonLog<AuditEvent>): Promise<void> {
    this.#sinceLook = 0;
    const { limits, clock } = this.#options;
    if (limits.auditBytes > 0) await file.retain({ maxBytes: limits.auditBytes, now: clock.now(), at: ({ at }) => at });
  }
}
