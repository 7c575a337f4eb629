/**
 * Some time in a room of its own, recorded and judged at its end: members come and go, are cut, stop reading and go on. What was recorded
 * is forgotten then, so that a long run takes no more memory than a short one.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Entry } from '../../src/shared/protocol';
import { check, Recorder } from '../helpers/checker';
import { FaultClient, settled } from '../helpers/fault-client';
import type { SeededRandom } from '../helpers/random';

/** What a round is run with. */
export interface RoundOptions {
  number: number;
  ws: string;
  dataDir: string;
  random: SeededRandom;
  /** Members in the room, probes not counted. */
  members: number;
  /** Messages a second of all of them together. */
  rate: number;
  /** Gets the ms from a probe's write to when another one was shown it. */
  onDelivery(ms: number): void;
}

/** What became of it. */
export interface RoundResult {
  acknowledged: number;
  cuts: number;
  pauses: number;
  lags: number;
  /** Every promise that was broken, in words. */
  wrong: string[];
}

/** Between two looks at what to do next, ms. */
const TICK = 50;
/** Between two messages of the probe: five a second are half of what one member may send. */
const PROBE = 200;
/** Longest wait for everybody to catch up, ms. */
const PATIENCE = 30_000;
/** What happens, times a second in the whole room. */
const often = { cuts: 1, visits: 0.5, pauses: 0.5 } as const;

/** A loopback address for a number, so that no limit for one address stands in the way. */
export const addressOf = (number: number): string => `127.0.0.${String(2 + (number % 200))}`;

export class Round {
  readonly #options: RoundOptions;
  readonly #recorder = new Recorder();
  readonly #clients: FaultClient[] = [];
  readonly #under = new Map<string, number>();
  #named = 0;
  #written = 0;
  #cuts = 0;
  #pauses = 0;
  #lags = 0;

  constructor(options: RoundOptions) {
    this.#options = options;
  }

  /** Runs for so many ms and as long as it takes to catch up. */
  async run(ms: number): Promise<RoundResult> {
    const { random, members, rate } = this.#options;
    const end = performance.now() + ms;
    const probe = this.#join('probe');
    // The first one makes the room.
    await this.#all([probe], () => probe.live);
    const listener = this.#join('listener', (entry) => this.#heard(entry));
    let [owed, next] = [0, 0];
    for (let left = ms; left > 0; left = end - performance.now()) {
      // They come over the first fifth of it.
      const due = Math.min(members, Math.ceil(((ms - left) / ms) * 5 * members));
      if (this.#clients.length - 2 < due) this.#join('m');
      if (performance.now() >= next && listener.live) {
        next = performance.now() + PROBE;
        this.#probe(probe);
      }
      for (owed += (rate * TICK) / 1_000; owed >= 1; owed -= 1) this.#write(this.#any());
      const happens = (times: number): boolean => random.fraction() < (times * TICK) / 1_000;
      if (happens(often.cuts)) this.#cut(this.#any());
      if (happens(often.visits)) this.#replace();
      if (happens(often.pauses)) void this.#pause(this.#any());
      await pause(TICK);
    }
    return this.#judge(probe.room);
  }

  #join(name: string, onEntry?: (entry: Entry) => void): FaultClient {
    const { number, ws, random } = this.#options;
    this.#named += 1;
    const client = new FaultClient({
      ...{ name: `${name}${String(this.#named)}`, url: () => ws, recorder: this.#recorder, random, window: 1 },
      ...{ room: `Round ${String(number)}`, from: addressOf(this.#named), ...(onEntry ? { onEntry } : {}) },
    });
    this.#clients.push(client);
    return client;
  }

  /** Somebody who is no probe. */
  #any(): FaultClient | undefined {
    return this.#clients[this.#options.random.between(2, this.#clients.length - 1)];
  }

  #probe(client: FaultClient): void {
    const id = `p${String((this.#written += 1))}`;
    this.#under.set(id, performance.now());
    client.write(id, 'probe');
  }

  #heard({ id }: Entry): void {
    const at = this.#under.get(id);
    if (at === undefined) return;
    this.#under.delete(id);
    this.#options.onDelivery(performance.now() - at);
  }

  #write(client: FaultClient | undefined): void {
    const number = (this.#written += 1);
    client?.write(`w${String(number)}`, `${String(number)} ${'x'.repeat(this.#options.random.between(1, 400))}`);
  }

  #cut(client: FaultClient | undefined): void {
    if (!client) return;
    client.cut();
    this.#cuts += 1;
  }

  /** One goes for good, somebody else comes. */
  #replace(): void {
    const index = this.#options.random.between(2, this.#clients.length - 1);
    const [gone] = this.#clients.splice(index, this.#clients.length > 2 ? 1 : 0);
    if (!gone) return;
    this.#lags += gone.lags;
    gone.stop();
  }

  async #pause(client: FaultClient | undefined): Promise<void> {
    if (!client?.live) return;
    this.#pauses += 1;
    client.pause();
    await pause(this.#options.random.between(500, 3_000));
    client.resume();
  }

  /** @throws Error where it does not come to hold in time, which names those for whom it does not */
  async #all(clients: FaultClient[], holds: () => boolean): Promise<void> {
    const over = new AbortController();
    const late = pause(PATIENCE, undefined, { signal: over.signal }).then(() => {
      const waiting = clients.filter((client) => !client.live || client.waiting > 0);
      throw new Error(`round ${String(this.#options.number)}: ${waiting.map(({ name }) => name).join(', ')} did not catch up`);
    });
    late.catch(() => undefined);
    try {
      await Promise.race([settled(clients, holds), late]);
    } finally {
      over.abort();
    }
  }

  async #judge(room: string): Promise<RoundResult> {
    const clients = this.#clients;
    for (const client of clients) client.resume();
    const wrong: string[] = [];
    try {
      await this.#all(clients, () => clients.every(({ live, waiting }) => live && waiting === 0));
      const last = Math.max(...clients.map(({ held }) => held));
      await this.#all(clients, () => clients.every(({ held }) => held >= last));
    } catch (error: unknown) {
      wrong.push((error as Error).message);
    }
    for (const client of clients) client.stop();
    const log = JSON.parse(await readFile(join(this.#options.dataDir, 'rooms', `${room}.json`), 'utf8')) as Entry[];
    wrong.push(...check(this.#recorder.operations, log, { complete: clients.map(({ name }) => name) }));
    const lags = clients.reduce((sum, client) => sum + client.lags, this.#lags);
    return { acknowledged: this.#recorder.acknowledged, cuts: this.#cuts, pauses: this.#pauses, lags, wrong };
  }
}
