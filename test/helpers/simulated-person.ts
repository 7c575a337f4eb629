/** A person's device in a simulation: the real client, and what is on its disk over all runs of the app. */
import { Chat } from '../../src/client/chat';
import type { Dial } from '../../src/client/transport';
import type { History, Store } from '../../src/client/ports';
import type { Entry } from '../../src/shared/protocol';
import { guestIdentity, MemoryHistory, MemoryStore } from './memory-ports';
import { SIMULATED_HUB } from './simulated-hub';
import type { Noise, SimulatedClock, SimulatedTime } from './simulated-time';

/** How an app ends. After a power cut its history may lack the newest entries: copies are not synced. */
export type AppEnd = 'closed' | 'killed' | 'power cut';

/** What became of something that this person wrote. */
export interface Written {
  room: string;
  text: string;
  /** `asked`: the app ended before it answered. */
  state: 'asked' | 'accepted' | 'refused';
}

/** What a person's device needs. */
export interface PersonOptions {
  name: string;
  /** 22 characters: who they are for the hub. Two devices of one person have the same. */
  token: string;
  time: SimulatedTime;
  noise: Noise;
  dial: Dial;
  /** An entry was shown. */
  onShown(person: SimulatedPerson, room: string, entry: Entry): void;
  /** Something that must not be. */
  onWrong(what: string): void;
}

/** Between attempts to join for the first time. */
const AGAIN = 2_000;

/** Entries that a power cut takes from a copy, at most. */
const UNSYNCED = 3;

const STORE = ['loadHubs', 'saveHub', 'removeHub', 'loadOutbox', 'saveOutbox', 'loadName', 'saveName'] as const;

/** One run of the app. */
interface Life {
  chat: Chat;
  clock: SimulatedClock;
  /** Newest sequence that was shown or held, by room. */
  shown: Map<string, number>;
}

/** A device. */
export class SimulatedPerson {
  readonly name: string;
  readonly written: Written[] = [];
  readonly history = new MemoryHistory();
  readonly store = new MemoryStore();
  offset = 0;
  readonly #options: PersonOptions;
  #life: Life | null = null;
  #closing = false;
  #staying = false;
  /** It is to be opened again as soon as it has closed. */
  #again = false;
  #lives = 0;
  #calls = 0;

  constructor(options: PersonOptions) {
    this.#options = options;
    this.name = options.name;
  }

  /** The chat, while the app runs. */
  get chat(): Chat | null {
    return this.#life?.chat ?? null;
  }

  get timers(): number {
    return this.#life?.clock.waiting ?? 0;
  }

  step(ms: number): void {
    this.offset += ms;
    if (this.#life) this.#life.clock.offset = this.offset;
  }

  /** Opens the app, which goes where it was. */
  start(): void {
    if (this.#life) {
      this.#again = this.#closing;
      return;
    }
    this.#again = this.#closing = false;
    const { time, token, name, dial, onShown, onWrong } = this.#options;
    const number = (this.#lives += 1);
    const clock = time.clock(this.offset);
    let ids = 0;
    const chat = new Chat({
      ...{ clock, dial, identity: guestIdentity(token), defaultName: name, agent: 'simulated' },
      random: {
        id: () => `${name}-${String(number)}-${String((ids += 1))}`,
        fraction: () => this.#options.noise('fraction', name, number, (this.#calls += 1)),
      },
      history: this.#late(clock, this.history, ['append', 'range', 'before', 'setAside', 'flush']),
      store: this.#late(clock, this.store, STORE),
    });
    const shown = new Map([...this.history.logs].map(([key, log]) => [key.split('/')[1] ?? '', log.at(-1)?.seq ?? 0]));
    const life: Life = { chat, clock, shown };
    this.#life = life;
    chat.onTimeline(({ room, entries, reset }) => {
      if (this.#life !== life) return;
      if (reset) onWrong(`${name}: the log of ${room} is said to be another`);
      for (const entry of entries) {
        const last = shown.get(room) ?? 0;
        if (entry.seq !== last + 1) onWrong(`${name}: shown ${String(entry.seq)} after ${String(last)}`);
        shown.set(room, entry.seq);
        onShown(this, room, entry);
      }
    });
    void this.#enter(life);
  }

  /** Leaves everything without ending the process: what still waits is `timers`. */
  leave(): void {
    this.#staying = true;
    this.end('closed');
  }

  end(how: AppEnd): void {
    const life = this.#life;
    if (!life) return;
    if (how === 'closed') {
      this.#closing = true;
      void life.chat.close().then(() => {
        if (this.#life !== life || this.#staying) return;
        if (life.chat.state().hub) this.#options.onWrong(`${this.name}: is at a hub after closing`);
        this.#life = null;
        life.clock.kill();
        if (this.#again) this.start();
      });
      return;
    }
    this.#life = null;
    life.clock.kill();
    if (how === 'killed') return;
    // Rooms' ids differ from run to run: what is lost goes by their order.
    for (const [index, log] of [...this.history.logs.values()].entries())
      log.splice(Math.max(0, log.length - Math.floor(this.#options.noise('lost', index, this.#lives) * (UNSYNCED + 1))));
  }

  write(room: string, text: string): void {
    const written: Written = { room, text, state: 'asked' };
    this.written.push(written);
    void this.chat?.send(room, text).then((outcome) => (written.state = outcome.ok ? 'accepted' : 'refused'));
  }

  async #enter(life: Life): Promise<void> {
    const { chat, clock } = life;
    await chat.start();
    if (this.#life !== life || this.#closing) return;
    const known = this.store.hubs.length > 0;
    const outcome = known ? await chat.openHub(SIMULATED_HUB) : await chat.join('10.0.0.1');
    if (!outcome.ok && this.#life === life && !this.#closing) clock.after(AGAIN, () => void this.#enter(life));
  }

  /** A disk that takes its time. Half of what is under way when the app is killed was done nevertheless. */
  #late<P extends History | Store>(clock: SimulatedClock, port: P, names: readonly (keyof P)[]): P {
    const slow = names.map((name) => {
      const call = (port[name] as (...args: unknown[]) => Promise<unknown>).bind(port);
      const late = async (...args: unknown[]): Promise<unknown> => {
        const number = (this.#calls += 1);
        const kept = structuredClone(args);
        const first = this.#options.noise('early', this.name, number) < 0.5;
        const early = first ? call(...kept) : null;
        // Whoever waits hears of a refusal then.
        early?.catch(() => undefined);
        const ms = Math.round(this.#options.noise('disk', this.name, number) ** 3 * 100);
        await new Promise<void>((resolve) => void clock.after(ms, resolve));
        return early ?? call(...kept);
      };
      return [name, late] as const;
    });
    return Object.assign(Object.create(port) as P, Object.fromEntries(slow));
  }
}
