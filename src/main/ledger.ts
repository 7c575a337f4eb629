/** Keeps the network ledger: what was dialled, when, and how much went over it. */
import { join } from 'node:path';
import * as v from 'valibot';
import type { Clock } from '../client/ports';
import type { FileWire } from '../client/transfers/ports';
import type { Dial } from '../client/transport';
import type { LedgerEntry } from '../shared/ipc/ledger';
import { readJson, writeJson } from '../storage/atomic-file';
import { report } from './log';

/** Lines that are kept, newest first: months of ordinary use, about 80 KiB. */
const KEPT = 500;

const count = v.pipe(v.number(), v.minValue(0));
const entries = v.array(
  v.object({
    address: v.string(),
    why: v.picklist(['chat', 'stopped']),
    at: v.number(),
    endedAt: v.nullable(v.number()),
    answered: v.boolean(),
    encrypted: v.boolean(),
    attempts: count,
    sent: count,
    received: count,
  }),
);

const addressOf = (url: string): string => /^\w+:\/\/([^/]*)/.exec(url)?.[1] ?? url;

/** Lives in `connections.json` of the data directory. */
export class Ledger {
  readonly #path: string;
  readonly #clock: Clock;
  /** Newest first. */
  readonly #entries: LedgerEntry[];
  #writing: Promise<void> | null = null;
  #dirty = false;

  private constructor(path: string, clock: Clock, entries: LedgerEntry[]) {
    this.#path = path;
    this.#clock = clock;
    this.#entries = entries;
  }

  /** Opens the ledger of a data directory. A line that was still open when the app was killed ended there. */
  static async load(folder: string, clock: Clock): Promise<Ledger> {
    const path = join(folder, 'connections.json');
    const kept = (await readJson(path, (value) => v.parse(entries, value))) ?? [];
    return new Ledger(
      path,
      clock,
      kept.map((entry) => ({ ...entry, endedAt: entry.endedAt ?? entry.at })),
    );
  }

  /** Newest first. */
  list(): LedgerEntry[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  /** A dial that writes down what it does. */
  recording(dial: Dial): Dial {
    return (url, events, options) => {
      const entry = this.#begin(url);
      const transport = dial(
        url,
        {
          onOpen: (channel) => {
            entry.answered = true;
            entry.encrypted = channel.kind === 'tls';
            this.#changed();
            events.onOpen(channel);
          },
          onMessage: (text) => {
            entry.received += Buffer.byteLength(text);
            events.onMessage(text);
          },
          onClose: (end) => {
            entry.endedAt = this.#clock.now();
            this.#changed();
            events.onClose(end);
          },
        },
        options,
      );
      return {
        ...transport,
        send: (text) => {
          entry.sent += Buffer.byteLength(text);
          transport.send(text);
        },
      };
    };
  }

  /** A wire that writes down what it does: one line for all that goes over it to one address. */
  recordingFiles(wire: FileWire): FileWire {
    let last: { url: string; entry: LedgerEntry } | null = null;
    const noted = (url: string, answered: boolean, sent: number, received: number): void => {
      if (last?.url !== url) last = { url, entry: this.#begin(url) };
      const { entry } = last;
      entry.answered ||= answered;
      entry.sent += sent;
      entry.received += received;
      entry.endedAt = this.#clock.now();
      this.#changed();
    };
    return {
      async send(request, onSent) {
        const answer = await wire.send(request, onSent);
        noted(request.line.url, answer.ok, request.body.length, 0);
        return answer;
      },
      async fetch(request) {
        const answer = await wire.fetch(request);
        noted(request.line.url, answer.ok, 0, 0);
        if (!answer.ok) return answer;
        const { pieces, ...said } = answer.value;
        const counted = async function* (): AsyncGenerator<Uint8Array> {
          let received = 0;
          try {
            for await (const piece of pieces) {
              received += piece.length;
              yield piece;
            }
          } finally {
            noted(request.line.url, true, 0, received);
          }
        };
        return { ok: true, value: { ...said, pieces: counted() } };
      },
    };
  }

  /** A request that was stopped before it was made. @param url - only its scheme and host are kept */
  stopped(url: string): void {
    const address = URL.canParse(url) ? `${new URL(url).protocol}//${new URL(url).host}` : '?';
    const entry = this.#begin(address, 'stopped');
    entry.endedAt = entry.at;
    this.#changed();
  }

  /** Resolves when all of it is on disk, or the disk has refused. */
  async close(): Promise<void> {
    this.#changed();
    while (this.#writing) await this.#writing;
  }

  #begin(url: string, why: LedgerEntry['why'] = 'chat'): LedgerEntry {
    const address = why === 'chat' ? addressOf(url) : url;
    const now = this.#clock.now();
    const [last] = this.#entries;
    // A hub that is away for a night would otherwise push everything else out.
    if (last?.address === address && last.why === why && !last.answered && last.endedAt !== null) {
      last.attempts += 1;
      last.endedAt = null;
      return last;
    }
    const entry: LedgerEntry = {
      address,
      why,
      at: now,
      endedAt: null,
      answered: false,
      encrypted: url.startsWith('wss:'),
      attempts: 1,
      sent: 0,
      received: 0,
    };
    this.#entries.unshift(entry);
    if (this.#entries.length > KEPT) this.#entries.pop();
    return entry;
  }

  #changed(): void {
    this.#dirty = true;
    this.#writing ??= this.#write();
  }

  /** One write at a time; what changed meanwhile goes into the next one. */
  async #write(): Promise<void> {
    while (this.#dirty) {
      this.#dirty = false;
      await writeJson(this.#path, this.#entries).catch((error: unknown) => report('ledger not saved', { error }));
    }
    // In the turn that found nothing more: a change after it begins a write of its own.
    this.#writing = null;
  }
}
