/** One connection that said hello and was asked for more: what may be shown there, and how it stands. */
import { hostPortOf, isBareSecret, parseAddress } from '../shared/address';
import type { ConnectionState } from '../shared/ipc/chat-api';
import type { Outcome, Problem } from '../shared/ipc/outcome';
import type { Entrance } from '../shared/ipc/trust-api';
import type { AdmissionWay, ClientFrame, HubFrame } from '../shared/protocol';
import { isPrivate, login, provesKey, type Line } from './login';
import { done, failed } from './problems';
import { Requests } from './requests';
import { holdsKey } from './trust';

/** Where one stands before the door. */
export type AdmissionState = Extract<ConnectionState, { phase: 'admission' | 'knocking' }>;

/** What an admission needs. */
export interface AdmissionOptions {
  line: Line;
  ways: AdmissionWay[];
  /** Why an invite that came with hello was not it. */
  problem: Problem | null;
  send(frame: ClientFrame): void;
  /** Says hello once more, with an invite. */
  greet(invite: string): void;
  now(): number;
  onChange(state: AdmissionState): void;
}

/** Lives until the hub lets one in or the connection ends. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #requests = new Requests();
  #state: AdmissionState;
  #busy = false;
  #over = false;
  /** Waits for what an invite is worth: the answer to a hello has no ref. */
  #shown: ((answer: Outcome) => void) | null = null;
  #refusal: Problem | null = null;
  #byPassword = false;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    const { ways, problem } = options;
    this.#state = { phase: 'admission', ways, busy: false, ...(problem ? { problem } : {}) };
  }

  get state(): AdmissionState {
    return this.#state;
  }

  /** The hub proved by a password that the key is its own. */
  get byPassword(): boolean {
    return this.#byPassword;
  }

  /** Shows what was asked for; one thing at a time. Resolves when the hub has answered: let in, knocking, or why not. */
  async enter(how: Exclude<Entrance, { way: 'room' }>): Promise<Outcome> {
    if (this.#over) return failed('not_connected');
    if (this.#busy) return failed('cancelled');
    this.#busy = true;
    const knocking = this.#state.phase === 'knocking';
    // Whoever says hello again has not knocked.
    if (!knocking || how.way === 'invite') this.#ask();
    const outcome = await this.#try(how);
    this.#busy = false;
    if (!this.#over && this.#state.phase === 'admission') this.#ask(outcome.ok ? undefined : outcome.problem);
    return outcome;
  }

  /** An answer to something that was shown; false for a frame that is none. */
  take(frame: HubFrame): boolean {
    if (this.#requests.take(frame)) return true;
    if (frame.type !== 'admission') return false;
    // Why an invite was not it is told before what is asked for instead.
    this.#settle({ ok: false, problem: this.#refusal ?? { code: 'invite_invalid' } });
    return true;
  }

  /** Why an invite was refused. */
  refused(problem: Problem): void {
    this.#refusal = problem;
  }

  /** The hub lets us in. */
  welcome(frame: HubFrame): void {
    this.#over = true;
    this.#requests.take(frame);
    this.#settle(done);
    this.end();
  }

  /** The connection is over. Idempotent. */
  end(): void {
    this.#over = true;
    this.#requests.dropAll();
    this.#settle(failed('not_connected'));
  }

  #settle(outcome: Outcome): void {
    this.#shown?.(outcome);
    this.#shown = null;
  }

  async #try(how: Exclude<Entrance, { way: 'room' }>): Promise<Outcome> {
    switch (how.way) {
      case 'knock':
        return this.#knock();
      case 'invite':
        return this.#show(how.link);
      case 'password':
        return this.#login(how.password, {});
      case 'account':
        return this.#login(how.password, { user: how.user });
    }
  }

  #login(password: string, what: { user?: string }): Promise<Outcome> {
    const { line } = this.#options;
    const proved = (): void => void (this.#byPassword = provesKey(line));
    return login((question) => this.#say(question), line, password, { ...what, proved });
  }

  async #knock(): Promise<Outcome> {
    const answer = await this.#say({ type: 'knock' });
    if (!answer.ok) return answer.problem.code === 'rate_limited' ? failed('too_many_tries', answer.problem.params) : answer;
    if (answer.value.type === 'knocking')
      this.#become({ phase: 'knocking', words: answer.value.words, since: this.#options.now() });
    return done;
  }

  async #show(link: string): Promise<Outcome> {
    const { line, greet } = this.#options;
    const bare = isBareSecret(link) ? link.trim() : undefined;
    const target = bare === undefined ? parseAddress(link) : null;
    const secret = bare ?? target?.secret;
    if (secret === undefined) return failed('invite_missing');
    const address = target?.label ?? hostPortOf(line.url);
    // Whoever pastes a secret alone means the hub that asks for it.
    if (target && target.hubId !== line.hubId) return failed('wrong_hub', { address });
    // Whoever has only a certificate for a name of their own is not the hub that made it.
    if (line.channel.kind === 'tls' && !holdsKey(line, line.hubId)) return failed('wrong_hub', { address });
    if (!isPrivate(line)) return failed('tls_required');
    this.#refusal = null;
    const shown = new Promise<Outcome>((resolve) => (this.#shown = resolve));
    greet(secret);
    return shown;
  }

  #say(question: Parameters<Requests['ask']>[0]): Promise<Outcome<HubFrame>> {
    return this.#requests.ask(question, (frame) => {
      if (!this.#over) this.#options.send(frame);
      return !this.#over;
    });
  }

  #ask(problem?: Problem): void {
    const { ways } = this.#options;
    this.#become({ phase: 'admission', ways, busy: this.#busy, ...(problem ? { problem } : {}) });
  }

  #become(state: AdmissionState): void {
    this.#state = state;
    this.#options.onChange(state);
  }
}
