/** One hub, kept connected: hello, ready, lost, retry. Knows nothing of rooms or messages. */
import { hostOf } from '../shared/address';
import { Emitter } from '../shared/emitter';
import type { ConnectionState } from '../shared/ipc/chat-api';
import type { Outcome, Problem } from '../shared/ipc/outcome';
import type { Entrance } from '../shared/ipc/trust-api';
import { encodeFrame, limits, type ClientFrame, type HubFrame, type HubFrameOf } from '../shared/protocol';
import type { Admission } from './admission';
import { Attempt, type Greeting } from './attempt';
import { backoff } from './backoff';
import type { Expected } from './handshake';
import { Liveness } from './liveness';
import type { Clock, Identity, Random } from './ports';
import type { Line } from './login';
import { failed, isAway, isFinal, problemOf, problemOfEnd } from './problems';
import { Requests, type Ask } from './requests';
import type { Dial, Transport, TransportEnd } from './transport';
import { holdsKey } from './trust';

/** What a session needs. */
export interface SessionOptions extends Expected {
  /** WebSocket URLs of one hub, tried in this order. */
  urls: readonly string[];
  /** A first attempt that fails ends the session instead of starting to wait: somebody typed the address just now. */
  giveUpFirst: boolean;
  /** Secret of an invite: shown once, and forgotten as soon as the hub has said what it is worth. */
  invite?: string;
  /** Asked at every hello, so that a new name counts from the next one on. */
  name: () => string;
  identity: Identity;
  agent: string;
  dial: Dial;
  clock: Clock;
  random: Random;
}

/** What is known once the hub has let us in. */
export interface Welcome extends Greeting {
  ready: HubFrameOf<'ready'>;
  /** The hub knows a password that was set with the key that was seen. */
  byPassword: boolean;
}

/** Stays with one hub until it is closed or the hub cannot be joined at all. */
export class Session {
  readonly onState = new Emitter<ConnectionState>();
  /** The hub asks for more before it lets us in. */
  readonly onGreeting = new Emitter<Greeting>();
  readonly onWelcome = new Emitter<Welcome>();
  /** Frames after `ready` that answer no question. */
  readonly onFrame = new Emitter<HubFrame>();
  #options: SessionOptions;
  readonly #requests = new Requests();
  readonly #liveness: Liveness;
  #state: ConnectionState;
  #transport: Transport | null = null;
  #attempt: Attempt | null = null;
  #admission: Admission | null = null;
  #line: Line | null = null;
  #failures = 0;
  #lostAt: number | null = null;
  /** The hub said that it stops; null once it was back. */
  #goodbye: Problem | null = null;
  #wasReady = false;
  #cancelRetry: (() => void) | null = null;
  /** What the hub said last before it closed: more exact than a close code. */
  #lastWord: Problem | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#state = { phase: 'connecting', attempt: 1 };
    this.#liveness = new Liveness(options.clock, {
      // Also while we wait to be let in, which may take minutes.
      ping: () => this.#transport?.send(encodeFrame({ type: 'ping' })),
      // The closing handshake of a dead socket would take its time; whatever it still says is ignored.
      dead: () => {
        this.#attempt?.cancel();
        this.#lost({ code: 'lost' });
      },
    });
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Dials for the first time. */
  start(): void {
    this.#dial();
  }

  /** The connection that is there; null while none is. */
  get line(): Line | null {
    return this.#state.phase === 'ready' ? this.#line : null;
  }

  /** Shows a hub what it asked for. */
  enter(how: Exclude<Entrance, { way: 'room' }>): Promise<Outcome> {
    return this.#admission?.enter(how) ?? Promise.resolve(failed('not_connected'));
  }

  /** Sends a frame; false when the hub is not there to take it. */
  send(frame: ClientFrame): boolean {
    if (this.#state.phase !== 'ready' || !this.#transport) return false;
    this.#transport.send(encodeFrame(frame));
    if (frame.type !== 'ping') this.#liveness.spoke();
    return true;
  }

  /**
   * Asks the hub; `not_connected` when the connection is not there or goes before the answer.
   * @param onAnswer - called before the next frame is taken
   */
  ask(question: Ask, onAnswer?: (answer: Outcome<HubFrame>) => void): Promise<Outcome<HubFrame>> {
    return this.#requests.ask(question, (frame) => this.send(frame), onAnswer);
  }

  /** Dials now instead of at the end of the wait. */
  retryNow(): void {
    if (this.#state.phase !== 'waiting' && this.#state.phase !== 'closed') return;
    this.#cancelRetry?.();
    this.#dial();
  }

  /** The machine woke up or the network changed: what was promised to be open may be dead, what waits may go on. */
  wake(): void {
    const { phase } = this.#state;
    if (phase === 'ready' || phase === 'admission' || phase === 'knocking') this.#liveness.check();
    if (this.#state.phase === 'waiting') this.retryNow();
  }

  /** Ends it for good. Idempotent. */
  close(problem: Problem = { code: 'cancelled' }): void {
    if (this.#state.phase === 'closed' && !this.#transport && !this.#attempt) return;
    this.#cancelRetry?.();
    this.#attempt?.cancel();
    this.#attempt = null;
    const transport = this.#transport;
    this.#transport = null;
    this.#drop();
    transport?.close(1000);
    this.#become({ phase: 'closed', problem, since: this.#options.clock.now() });
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.onState.emit(state);
  }

  #dial(): void {
    const number = this.#failures + 1;
    this.#lastWord = null;
    this.#become({ phase: 'connecting', attempt: number });
    const attempt = new Attempt(
      { ...this.#options, number },
      {
        onJoining: () => this.#become({ phase: 'joining', attempt: number }),
        onAdmission: (greeting, admission, transport) => this.#wait(greeting, admission, transport),
        onAdmissionState: (state) => this.#become(state),
        onHeard: () => this.#liveness.heard(),
        onWelcome: (welcome, transport) => this.#ready(welcome, transport),
        onFrame: (frame) => this.#take(frame),
        onFailed: (problem) => this.#lost(problem),
        onEnd: (end) => this.#ended(end),
      },
    );
    this.#attempt = attempt;
    attempt.start();
  }

  #wait(greeting: Greeting, admission: Admission, transport: Transport): void {
    this.#transport = transport;
    this.#admission = admission;
    this.#forgetInvite();
    this.#liveness.start();
    this.onGreeting.emit(greeting);
    this.#become(admission.state);
  }

  #forgetInvite(): void {
    const { invite, ...options } = this.#options;
    if (invite !== undefined) this.#options = options;
  }

  #ready(welcome: Welcome, transport: Transport): void {
    this.#transport = transport;
    this.#admission = null;
    this.#line = welcome.line;
    this.#forgetInvite();
    this.#failures = 0;
    this.#lostAt = null;
    this.#goodbye = null;
    this.#wasReady = true;
    this.#liveness.start();
    // From now on it is this hub, and TLS where that worked once.
    const { urls } = this.#options;
    const { line, hello } = welcome;
    this.#options = {
      ...this.#options,
      urls: line.url.startsWith('wss:') ? urls.filter((url) => url.startsWith('wss:')) : urls,
      hubId: hello.hub.id,
      remembered: true,
      certified: line.channel.kind === 'tls' && !holdsKey(line, hello.hub.id) ? hostOf(line.url) : undefined,
    };
    this.#become({ phase: 'ready', since: this.#options.clock.now() });
    this.onWelcome.emit(welcome);
  }

  #take(frame: HubFrame): void {
    this.#liveness.heard();
    if (this.#requests.take(frame)) return;
    if (frame.type === 'bye') this.#lastWord = { code: 'stopped' };
    if (frame.type === 'error') this.#sentAway(problemOf(frame));
    this.onFrame.emit(frame);
  }

  /** An error that answers nothing, and after which the hub closes. */
  #sentAway(problem: Problem): void {
    if (isFinal(problem) || problem.code === 'admission_required') this.#lastWord = problem;
  }

  #ended(end: TransportEnd): void {
    this.#lost(this.#lastWord ?? problemOfEnd(end));
  }

  #drop(): void {
    this.#admission = null;
    this.#line = null;
    this.#liveness.stop();
    this.#requests.dropAll();
  }

  #lost(problem: Problem): void {
    const { clock, random, giveUpFirst } = this.#options;
    this.#attempt = null;
    this.#transport = null;
    this.#drop();
    this.#lostAt ??= clock.now();
    // That nobody answers now says less than the goodbye: the host stopped it, and that stays true until it is back.
    if (this.#goodbye && isAway(problem)) problem = this.#goodbye;
    if (problem.code === 'stopped') this.#goodbye = problem;
    if (isFinal(problem) || (giveUpFirst && !this.#wasReady)) {
      this.#become({ phase: 'closed', problem, since: this.#lostAt });
      return;
    }
    this.#failures += 1;
    // A hub that told us to slow down, or has no room, is not helped by somebody who is back in half a second.
    const patience = problem.code === 'flood' || problem.code === 'full' || problem.code === 'too_many_connections' ? 4 : 0;
    const delay = backoff(this.#failures - 1 + patience, random.fraction());
    this.#cancelRetry = clock.after(Math.min(delay, limits.backoffMost), () => this.#dial());
    this.#become({
      phase: 'waiting',
      problem,
      since: this.#lostAt,
      attempt: this.#failures,
      nextRetryAt: clock.now() + delay,
    });
  }
}
