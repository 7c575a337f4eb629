/** One attempt to get in: dials the addresses of a hub one after the other until one of them says welcome. */
import type { Problem } from '../shared/ipc/chat-api';
import { decodeHubFrame, encodeFrame, limits, type HubFrame, type HubFrameOf } from '../shared/protocol';
import { answer, objection, type Expected } from './handshake';
import type { Clock, Identity } from './ports';
import { isFinal, isStranger, problemOf, problemOfEnd, stranger } from './problems';
import type { Channel, Dial, Transport, TransportEnd, TransportEvents } from './transport';

/**
 * How long an address may take to let a socket open while there are others to try, ms: at the first attempt; at the next one, where a hub that was
 * there is looked for and the address that it has no more says nothing at all; each later attempt is as much more patient.
 */
const PATIENCE = { first: 3_000, again: 1_000 } as const;

/** What an attempt needs. */
export interface AttemptOptions extends Expected {
  urls: readonly string[];
  name: () => string;
  identity: Identity;
  agent: string;
  dial: Dial;
  clock: Clock;
  /** Which attempt in a row it is, 1 or more. */
  number: number;
}

/** Where an attempt reports. After `onFailed` or `onEnd` nothing more comes. */
export interface AttemptEvents {
  /** A socket is open and the hub is being talked to. */
  onJoining(): void;
  onWelcome(
    welcome: { hello: HubFrameOf<'hello'>; ready: HubFrameOf<'ready'>; url: string; channel: Channel },
    transport: Transport,
  ): void;
  /** Frames after the welcome. */
  onFrame(frame: HubFrame): void;
  /** No address let us in; the problem of the first one, which is the one that people know. */
  onFailed(problem: Problem): void;
  /** A connection that had been welcomed is over. */
  onEnd(end: TransportEnd): void;
}

/** Dials each address once. Whatever a superseded socket still says is ignored. */
export class Attempt {
  readonly #options: AttemptOptions;
  readonly #events: AttemptEvents;
  #current = 0;
  #first: Problem | null = null;
  #metStranger = false;
  #cancelSocket: (() => void) | null = null;

  constructor(options: AttemptOptions, events: AttemptEvents) {
    this.#options = options;
    this.#events = events;
  }

  start(): void {
    this.#next(0);
  }

  /** Stops trying, silently. */
  cancel(): void {
    this.#current = -1;
    this.#cancelSocket?.();
  }

  #next(index: number): void {
    const url = this.#options.urls[index];
    if (url === undefined) {
      this.#current = -1;
      this.#events.onFailed(this.#first ?? { code: 'bad_address' });
      return;
    }
    // Whoever stands where the hub should be would like nothing better than to be asked again without TLS.
    if (this.#metStranger && url.startsWith('ws:')) return this.#next(index + 1);
    this.#current = index;
    this.#try(url, index);
  }

  #try(url: string, index: number): void {
    const { dial, clock, hubId, urls, number } = this.#options;
    let channel: Channel = { kind: 'plain' };
    let stage: 'hello' | 'ready' | 'welcome' | 'over' = 'hello';
    let hello: HubFrameOf<'hello'> | null = null;
    let opened = false;
    const superseded = (): boolean => this.#current !== index || stage === 'over';

    const fail = (problem: Problem): void => {
      if (superseded()) return;
      stage = 'over';
      cancelTimeout();
      transport.close();
      this.#first ??= problem;
      this.#metStranger ||= isStranger(problem) && url.startsWith('wss:');
      // A hub that answers and says no is the answer; an address that is somebody else's is not.
      const answered = isFinal(problem) && !isStranger(problem);
      if (answered) this.#first = problem;
      this.#next(answered ? this.#options.urls.length : index + 1);
    };

    const take = (frame: HubFrame): void => {
      if (stage === 'welcome') return this.#events.onFrame(frame);
      if (frame.type === 'error') return fail(problemOf(frame));
      if (stage === 'hello' && frame.type === 'hello') {
        const problem = objection(frame, channel, this.#options);
        if (problem) return fail(problem);
        hello = frame;
        stage = 'ready';
        void answer(frame, { ...this.#options, name: this.#options.name() }).then(
          (reply) => superseded() || transport.send(encodeFrame(reply)),
          () => fail({ code: 'internal' }),
        );
        return;
      }
      if (stage === 'ready' && frame.type === 'ready' && hello) {
        stage = 'welcome';
        cancelTimeout();
        return this.#events.onWelcome({ hello, ready: frame, url, channel }, transport);
      }
      // `room` and `presence` may overtake `ready`; before hello they mean that this is no hub.
      if (stage === 'hello') fail({ code: 'not_hearth' });
    };

    const events: TransportEvents = {
      onOpen: (by) => {
        if (superseded()) return;
        opened = true;
        cancelTimeout();
        cancelTimeout = clock.after(limits.connectTimeout, late);
        channel = by;
        this.#events.onJoining();
      },
      onMessage: (text) => {
        if (superseded()) return;
        const decoded = text.length > limits.maxHubFrame ? null : decodeHubFrame(text);
        if (decoded?.ok) take(decoded.frame);
        else if (stage === 'hello') fail({ code: 'not_hearth' });
        // A frame of a type we do not know is a newer hub's; it said in hello that it speaks our version too.
      },
      onClose: (end) => {
        if (superseded()) return;
        if (stage !== 'welcome') return fail(this.#ofEnd(end));
        stage = 'over';
        this.#events.onEnd(end);
      },
    };
    const transport = dial(url, events, hubId === undefined ? {} : { pin: hubId });
    const late = (): void => fail({ code: opened && stage === 'hello' ? 'not_hearth' : 'timed_out' });
    const patience = number === 1 ? PATIENCE.first : PATIENCE.again * (number - 1);
    const isLast = index + 1 >= urls.length;
    let cancelTimeout = clock.after(isLast ? limits.connectTimeout : Math.min(limits.connectTimeout, patience), late);
    this.#cancelSocket = () => {
      stage = 'over';
      cancelTimeout();
      transport.close(1000);
    };
  }

  /** The adapter compares keys and does not know whether an invite or this device's memory wanted one. */
  #ofEnd(end: TransportEnd): Problem {
    const problem = problemOfEnd(end);
    return problem.code === 'wrong_hub' ? stranger(this.#options, problem.params ?? {}) : problem;
  }
}
