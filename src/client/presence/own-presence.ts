/** What this person shows of themselves, and whether they sit at the device. */
import { Emitter } from '../../shared/emitter';
import type { Outcome } from '../../shared/ipc/outcome';
import type { OwnPresence } from '../../shared/ipc/presence-api';
import { cleanStatus, presences, type ClientFrameOf } from '../../shared/protocol';
import { failed } from '../problems';

/** Without a key or a touch for this long nobody is there, in ms: reading a long page takes less. */
export const IDLE_AFTER = 5 * 60_000;

/** Where it is kept. */
export interface PresenceStore {
  load(): Promise<unknown>;
  /** Durable when it resolves. */
  save(own: OwnPresence): Promise<void>;
}

/** What is shown where nothing was chosen. */
export const PLAIN: OwnPresence = { presence: 'online', text: '', tellsReads: true };

/** What was kept, as far as it makes sense. */
export function parseOwn(kept: unknown): OwnPresence {
  const { presence, text, tellsReads } = (typeof kept === 'object' && kept !== null ? kept : {}) as Partial<
    Record<keyof OwnPresence, unknown>
  >;
  const cleaned = cleanStatus(typeof text === 'string' ? text : '');
  return {
    presence: presences.find((one) => one === presence) ?? PLAIN.presence,
    text: cleaned.ok ? cleaned.text : '',
    tellsReads: tellsReads !== false,
  };
}

/** One device's. */
export class OwnPresenceKeeper {
  /** What a hub is to be told is different now. */
  readonly changed = new Emitter<null>();
  readonly #store: PresenceStore | undefined;
  #own = PLAIN;
  #idle = false;

  constructor(store: PresenceStore | undefined) {
    this.#store = store;
  }

  /** Reads what is kept; what cannot be read counts as none. */
  async start(): Promise<void> {
    this.#own = parseOwn(await this.#store?.load().catch(() => null));
  }

  get own(): OwnPresence {
    return this.#own;
  }

  /** What hubs are told. */
  get frame(): ClientFrameOf<'status'> {
    const { presence, text } = this.#own;
    const shown = this.#idle && presence === 'online' ? 'away' : presence;
    return { type: 'status', presence: shown, ...(text === '' ? {} : { text }) };
  }

  /** Nothing of it is worth saying. */
  get plain(): boolean {
    const { presence, text } = this.frame;
    return presence === 'online' && text === undefined;
  }

  /** Nobody sits at the device, or somebody again. */
  setIdle(idle: boolean): void {
    if (idle === this.#idle) return;
    this.#idle = idle;
    this.changed.emit(null);
  }

  async choose(next: Partial<OwnPresence>): Promise<Outcome<OwnPresence>> {
    const cleaned = cleanStatus(next.text ?? this.#own.text);
    if (!cleaned.ok) return failed('bad_name');
    this.#own = { ...this.#own, ...next, text: cleaned.text };
    this.changed.emit(null);
    try {
      await this.#store?.save(this.#own);
      return { ok: true, value: this.#own };
    } catch {
      return failed('storage_failed');
    }
  }
}
