/** Those who said hello and are not let in: what they may still do, and for how long. */
import type { Knocking, Limits, Member } from '../../shared/protocol';
import { keyWords } from '../../shared/names/key-words';
import type { Clock } from '../clock';
import { Deadlines } from '../deadlines';
import type { Peer } from '../peer';
import { addressKey, type Attempt } from './attempts';
import type { LoginAttempt } from './logins';
import type { Login } from './passwords';

/** One connection in the lobby. */
export interface Waiting {
  readonly peer: Peer;
  readonly member: Member;
  /** Its knock, if it knocked. */
  knock: { ref: number; at: number; attempt: Attempt } | null;
}

/** How many there are of each address or IPv6 network. */
function countsOf(all: readonly { address: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { address } of all) counts.set(addressKey(address), (counts.get(addressKey(address)) ?? 0) + 1);
  return counts;
}

/** All of them. */
export class Lobby {
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #onKnocks: () => void;
  /** In the order in which they came. */
  readonly #waiting = new Map<Peer, Waiting>();
  readonly #admission: Deadlines<Peer>;
  readonly #knocks: Deadlines<Peer>;

  /** @param onKnocks - who knocks changed */
  constructor(limits: Limits, clock: Clock, onKnocks: () => void) {
    this.#limits = limits;
    this.#clock = clock;
    this.#onKnocks = onKnocks;
    const late = (peer: Peer): void => this.dismiss(peer, 'admission_required', 'not admitted in time');
    this.#admission = new Deadlines(limits.admissionTimeout, clock, late);
    this.#knocks = new Deadlines(limits.knockTimeout, clock, late);
  }

  get(peer: Peer): Waiting | undefined {
    return this.#waiting.get(peer);
  }

  /** Takes one in; a second hello of the same connection goes on with what is left of its time. */
  add(peer: Peer, member: Member): void {
    const before = this.#waiting.get(peer);
    if (before?.knock) this.remove(peer);
    if (!this.#waiting.has(peer)) {
      this.#giveWay();
      this.#admission.add(peer);
    }
    this.#waiting.set(peer, { peer, member, knock: null });
  }

  /** It is in, or gone. Idempotent. */
  remove(peer: Peer): void {
    this.#admission.remove(peer);
    this.#knocks.remove(peer);
    const waiting = this.#waiting.get(peer);
    this.#waiting.delete(peer);
    if (waiting?.knock) this.#onKnocks();
  }

  /** Ends its wait. */
  dismiss(peer: Peer, code: 'admission_required' | 'refused' | 'banned' | 'full', reason: string): void {
    const ref = this.#waiting.get(peer)?.knock?.ref;
    this.remove(peer);
    peer.refuse(code, ref === undefined ? {} : { ref });
    peer.close(code === 'full' ? 'full' : 'refused', reason);
  }

  /** @returns false where too many knock already */
  knock(waiting: Waiting, ref: number, attempt: Attempt): boolean {
    const { peer, member } = waiting;
    if (waiting.knock) {
      waiting.knock.ref = ref;
      return true;
    }
    const known = this.of(member.id).some(({ knock }) => knock !== null);
    if (!known && !this.#roomFor(peer)) return false;
    waiting.knock = { ref, at: this.#clock.now(), attempt };
    this.#admission.remove(peer);
    this.#knocks.add(peer);
    this.#onKnocks();
    return true;
  }

  /** Connections of one member, in the lobby. */
  of(member: string): Waiting[] {
    return [...this.#waiting.values()].filter((waiting) => waiting.member.id === member);
  }

  /** Who knocks, each member once, first come first. */
  knocking(): Knocking[] {
    const all = new Map<string, Knocking>();
    for (const { peer, member, knock } of this.#waiting.values())
      if (knock && !all.has(member.id)) {
        const { id, name } = member;
        all.set(id, { id, name, words: keyWords(id), address: peer.address, at: knock.at });
      }
    return [...all.values()];
  }

  stop(): void {
    this.#admission.stop();
    this.#knocks.stop();
  }

  /** Room for one more who knocks: where there is none, the address with most gives up its latest, unless the newcomer's has nearly as many. */
  #roomFor({ address }: Peer): boolean {
    const { maxKnocks } = this.#limits;
    const all = this.knocking();
    if (maxKnocks === 0 || all.length < maxKnocks) return true;
    const counts = countsOf(all);
    const most = Math.max(...counts.values());
    if (most <= (counts.get(addressKey(address)) ?? 0) + 1) return false;
    const last = all.findLast((one) => counts.get(addressKey(one.address)) === most);
    for (const { peer, knock } of last ? this.of(last.id) : []) if (knock) this.dismiss(peer, 'full', 'others want to come in');
    return true;
  }

  #giveWay(): void {
    const { maxAdmissions } = this.#limits;
    if (maxAdmissions === 0 || this.#waiting.size < maxAdmissions) return;
    const all = [...this.#waiting.values()];
    const quiet = all.filter(({ knock }) => !knock);
    const candidates = quiet.length > 0 ? quiet : all;
    const counts = countsOf(candidates.map(({ peer }) => peer));
    // Of the address that takes most places: one that opens many cannot push others out.
    const most = Math.max(...counts.values());
    const first = candidates.find(({ peer }) => counts.get(addressKey(peer.address)) === most);
    if (first) this.dismiss(first.peer, 'full', 'others want to come in');
  }
}

/** A login that one connection has under way; for the hub as for a room. */
export type PendingLogin = Login & { attempt: LoginAttempt };
