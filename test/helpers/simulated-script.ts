/** A script in a simulation: simple mode, from the connection on. */
import type { SimulatedHub } from './simulated-hub';
import { Link } from './simulated-network';
import type { Noise, SimulatedTime } from './simulated-time';

/** What a script gets. */
interface Heard {
  username?: string;
  message?: string;
  seq?: number;
  error?: { code: string };
}

/** Comes once, and once more when told to; it does not resume. */
export class SimulatedScript {
  readonly written: string[] = [];
  link: Link | null = null;
  /** Its own id at the hub, once it is in. */
  member: string | null = null;
  /** Sequence of its welcome and those that came after it. */
  #welcome = 0;
  #heard: { seq: number; text: string }[] = [];

  constructor(
    private readonly time: SimulatedTime,
    private readonly noise: Noise,
    private readonly hub: SimulatedHub,
    private readonly onClose: (code: number) => void,
  ) {}

  join(linkId: number, history: number): Link | null {
    this.leave();
    this.#heard = [];
    const link: Link = new Link(linkId, this.time, this.noise, {
      onOpen: () => undefined,
      onMessage: (text) => this.link === link && this.#take(JSON.parse(text) as Heard & { id?: string }),
      onClose: (code) => {
        this.onClose(code);
        if (this.link === link) this.#forget();
      },
    });
    const about = { address: '10.0.0.200', mode: 'simple', search: `name=Robot&history=${String(history)}` } as const;
    if (!this.hub.accept(link, about)) return null;
    this.link = link;
    return link;
  }

  leave(): void {
    this.link?.hangUp(1000);
    this.#forget();
  }

  write(text: string): void {
    if (!this.link) return;
    this.written.push(text);
    this.link.say(text);
  }

  /** What is wrong with what it heard, compared with the room's log. */
  problems(log: readonly { seq: number; text?: string | undefined }[]): string[] {
    if (this.member === null) return [];
    const from = this.#heard[0]?.seq ?? this.#welcome + 1;
    const expected = log.filter(({ seq }) => seq >= from).map(({ seq, text }) => `${String(seq)} ${text}`);
    const heard = this.#heard.map(({ seq, text }) => `${String(seq)} ${text}`);
    const same = from <= this.#welcome + 1 && heard.join('\n') === expected.join('\n');
    return same ? [] : [`the script heard ${heard.join(', ')} of ${expected.join(', ')}`];
  }

  #forget(): void {
    this.link = null;
    this.member = null;
  }

  #take({ username, message, seq, id, error }: Heard & { id?: string }): void {
    if (error || seq === undefined || message === undefined) return;
    if (username !== 'System') return void this.#heard.push({ seq, text: message });
    if (this.member !== null) return;
    this.member = `s-${id ?? ''}`;
    this.#welcome = seq;
  }
}
