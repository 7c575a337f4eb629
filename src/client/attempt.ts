/** One attempt to get in: dials the addresses of a hub one after the other until one of them says welcome. */
import { hostOf } from '../shared/address';
import type { Problem, ProblemCode } from '../shared/ipc/outcome';
import { decodeHubFrame, encodeFrame, limits, type HubFrame, type HubFrameOf } from '../shared/protocol';
import { Admission, type AdmissionState } from './admission';
import { answer, objection, type Expected } from './handshake';
import { isPrivate, type Line } from './login';
import type { Clock, Identity } from './ports';
import { isFinal, isStranger, problemOf, problemOfEnd, stranger } from './problems';
import type { Channel, Dial, Transport, TransportEnd, TransportEvents } from './transport';

/**
 * How long an address may take to let a socket open while there are others to try, ms: at the first attempt; at the next one, where a hub that was
 * there is looked for and the address that it has no more says nothing at all; each later attempt is as much more patient.
 */
const PATIENCE = { first: 3_000, again: 1_000 } as const;

/** What a hub says of an invite before it says whether it lets one in. */
const aboutInvites = new Set<ProblemCode>(['invite_invalid', 'invite_expired', 'tls_required']);

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
  /** Secret of an invite to show, as long as no hub has said what it is worth. */
  invite?: string;
}

/** A hub that said hello, and what to know of the connection to it. */
export interface Greeting {
  hello: HubFrameOf<'hello'>;
  line: Line;
}

/** Where an attempt reports. After `onFailed` or `onEnd` nothing more comes. */
export interface AttemptEvents {
  /** A socket is open and the hub is being talked to. */
  onJoining(): void;
  /** The hub asks for more before it lets us in; from now on `state` comes with each change. */
  onAdmission(greeting: Greeting, admission: Admission, transport: Transport): void;
  onAdmissionState(state: AdmissionState): void;
  /** The hub said something while we wait to be let in. */
  onHeard(): void;
  /** `byPassword`: the hub knows a password that was set with the key that was seen. */
  onWelcome(welcome: Greeting & { ready: HubFrameOf<'ready'>; byPassword: boolean }, transport: Transport): void;
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
    const { dial, clock, hubId, certified, urls, number, invite } = this.#options;
    let channel: Channel = { kind: 'plain' };
    let stage: 'hello' | 'ready' | 'admission' | 'welcome' | 'over' = 'hello';
    let greeting: Greeting | null = null;
    let admission: Admission | null = null;
    let inviteProblem: Problem | null = null;
    let opened = false;
    const superseded = (): boolean => this.#current !== index || stage === 'over';

    const fail = (problem: Problem): void => {
      if (superseded()) return;
      // A hub that answers and says no is the answer, and so is the one that we waited to be let in by; an address that is somebody else's is not.
      const answered = stage === 'admission' || (isFinal(problem) && !isStranger(problem));
      stage = 'over';
      cancelTimeout();
      transport.close();
      this.#first ??= problem;
      this.#metStranger ||= isStranger(problem) && url.startsWith('wss:');
      if (answered) this.#first = problem;
      admission?.end();
      this.#next(answered ? this.#options.urls.length : index + 1);
    };

    const greet = (to: Greeting, secret: string | null): void =>
      void answer(to.hello, to.line, { ...this.#options, name: this.#options.name() }, secret).then(
        (reply) => superseded() || transport.send(encodeFrame(reply)),
        () => fail({ code: 'internal' }),
      );

    const hear = (hello: HubFrameOf<'hello'>): void => {
      const problem = objection(hello, { channel, url }, this.#options);
      if (problem) return fail(problem);
      const line: Line = { hubId: hello.hub.id, url, channel };
      if (transport.exportKey) line.exportKey = transport.exportKey.bind(transport);
      const to = (greeting = { hello, line });
      stage = 'ready';
      const shown = invite !== undefined && isPrivate(line);
      if (invite !== undefined && !shown) inviteProblem = { code: 'tls_required' };
      greet(to, shown ? invite : null);
    };

    const wait = (frame: HubFrameOf<'admission'>, to: Greeting): void => {
      stage = 'admission';
      cancelTimeout();
      const waiting = (admission = new Admission({
        ...{ line: to.line, ways: frame.ways, problem: inviteProblem },
        send: (said) => transport.send(encodeFrame(said)),
        greet: (secret) => greet(to, secret),
        now: () => clock.now(),
        onChange: (state) => superseded() || this.#events.onAdmissionState(state),
      }));
      this.#events.onAdmission(to, waiting, transport);
    };

    const refuse = (frame: HubFrameOf<'error'>): void => {
      const problem = problemOf(frame);
      // It may be let in all the same: what follows says so, or asks for more.
      const paced = problem.code === 'rate_limited' && (stage === 'admission' || (stage === 'ready' && invite !== undefined));
      if (aboutInvites.has(problem.code) || paced) {
        inviteProblem = problem;
        return admission?.refused(problem);
      }
      fail(admission && problem.code === 'admission_required' ? { code: 'admission_late' } : problem);
    };

    const take = (frame: HubFrame): void => {
      if (stage === 'welcome') return this.#events.onFrame(frame);
      if (frame.type !== 'ready' && admission?.take(frame)) return;
      if (frame.type === 'error') return refuse(frame);
      if (stage === 'hello' && frame.type === 'hello') return hear(frame);
      if (!greeting) return fail({ code: 'not_hearth' });
      if (frame.type === 'admission') return wait(frame, greeting);
      if (frame.type !== 'ready') return; // `room` and `presence` may overtake it.
      stage = 'welcome';
      cancelTimeout();
      admission?.welcome(frame);
      const byPassword = admission?.byPassword ?? false;
      this.#events.onWelcome({ ...greeting, ready: frame, byPassword }, transport);
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
        if (stage === 'admission') this.#events.onHeard();
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
    const transport = dial(url, events, hubId === undefined ? {} : { pin: hubId, certified: hostOf(url) === certified });
    const late = (): void => fail({ code: opened && stage === 'hello' ? 'not_hearth' : 'timed_out' });
    const patience = number === 1 ? PATIENCE.first : PATIENCE.again * (number - 1);
    const isLast = index + 1 >= urls.length;
    let cancelTimeout = clock.after(isLast ? limits.connectTimeout : Math.min(limits.connectTimeout, patience), late);
    this.#cancelSocket = () => {
      stage = 'over';
      cancelTimeout();
      admission?.end();
      transport.close(1000);
    };
  }

  /** The adapter compares keys and does not know whether an invite or this device's memory wanted one. */
  #ofEnd(end: TransportEnd): Problem {
    const problem = problemOfEnd(end);
    return problem.code === 'wrong_hub' ? stranger(this.#options, problem.params ?? {}) : problem;
  }
}
