/** Who gets in: the policy, what is remembered, and those who wait. */
import { randomInt } from 'node:crypto';
import { keyWords } from '../../shared/names/key-words';
import { skeleton } from '../../shared/names/skeleton';
import { SYSTEM_NAME } from '../../shared/protocol';
import type { Access as Policy, AdmissionWay, ErrorCode, HubFrame, Limits, Member, Role } from '../../shared/protocol';
import type { LogFs } from '../../storage/log-fs';
import { isLoopback } from '../addresses';
import type { Clock } from '../clock';
import type { Members } from '../members';
import type { Peer } from '../peer';
import { Log } from '../log';
import { Admissions } from './admissions';
import { Attempts } from './attempts';
import { Audit, HUB } from './audit';
import { AwayNames } from './away-names';
import { CONSOLE, Invites } from './invites';
import { Lobby } from './lobby';
import { Logins } from './logins';
import { MemberStore, type MemberPatch, type MemberRecord } from './member-store';
import { OpenArrivals } from './open-arrivals';
import { isOwnNetwork } from './own-network';
import { Passwords } from './passwords';
import { RecentLeavers, type Leaver } from './recent-leavers';
import { atLeast, may } from './roles';
import type { AccountLogin } from './script-gate';
import { accountStanding } from './standing';
import { Visits } from './visits';

/** What it is made of. */
export interface AccessOptions {
  policy: Policy;
  /** Member id of the one who runs the hub. */
  owner?: string | undefined;
  fs: LogFs;
  /** The data directory. */
  folder: string;
  hubId: string;
  limits: Limits;
  clock: Clock;
  /** @default nowhere */
  log?: Log;
  members: Members;
}

/** What is left to do for one who is not in; nothing for an open hub. */
const waysOf: Readonly<Record<Policy, readonly AdmissionWay[]>> = {
  open: [],
  invite: ['invite'],
  password: ['password', 'invite'],
  accounts: ['account', 'invite'],
  knock: ['knock', 'invite'],
};

/** Between looks at the file of passwords for a room's: a reconnect joins a hundred. */
const LOOK = 1_000;

/** What the hub itself is called in simple mode: nobody else is. */
const system = skeleton(SYSTEM_NAME);

/** Names with a number that are tried in order. */
const NUMBERED = 20;

/** Names remembered with the key that had them last. */
const NAMES = 10_000;

/** The hub's gatekeeper. It decides and remembers; what is said to whom is the commands'. */
export class Access {
  readonly policy: Policy;
  readonly members: MemberStore;
  readonly invites: Invites;
  readonly passwords: Passwords;
  /** Logins. */
  readonly logins: Logins;
  /** Knocks. */
  readonly knocks: Attempts;
  /** Names that members took, or tried to. */
  readonly names: Attempts;
  readonly lobby: Lobby;
  readonly audit: Audit;
  readonly #admissions: Admissions;
  readonly #away: AwayNames;
  readonly #arrivals: OpenArrivals;
  readonly #leavers = new RecentLeavers();
  readonly #owner: string | undefined;
  /** Of names. */
  readonly #longest: number;
  readonly #clock: Clock;
  readonly #present: Members;
  /** Those who were let in for this time. */
  readonly #visits: Visits;
  readonly #lastIds = new Map<string, string>();
  /** When rooms' passwords were last looked for. */
  #looked = -Infinity;
  /** Rooms that were unlocked by somebody whom the hub does not remember. */
  readonly #unlocked = new WeakMap<Peer, Map<string, number>>();

  private constructor(
    { policy, owner, fs, folder, limits, clock, log = new Log(() => undefined, clock), members }: AccessOptions,
    stores: { members: MemberStore; invites: Invites; passwords: Passwords; visits: Visits },
  ) {
    this.policy = policy;
    this.#owner = owner;
    this.#longest = limits.maxName;
    this.#clock = clock;
    this.#present = members;
    this.#admissions = new Admissions(limits, clock);
    this.#away = new AwayNames(clock);
    this.members = stores.members;
    this.invites = stores.invites;
    this.passwords = stores.passwords;
    this.#visits = stores.visits;
    this.audit = new Audit({ fs, folder, limits, clock, log });
    this.#arrivals = new OpenArrivals(clock, this.audit);
    this.logins = new Logins({
      ...{ limits, clock },
      isAccount: (user) => this.passwords.has(user),
      onBackOff: (target, wait) => this.#backsOff(target, wait),
    });
    this.knocks = new Attempts(limits.loginRate, limits.loginBackoffMost, clock);
    this.names = new Attempts(limits.nameRate, limits.nameBackoffMost, clock);
    this.lobby = new Lobby(limits, clock, () => this.tellKnocks());
  }

  /** Reads what is remembered. Rejects with StorageError, NewerFileError among them. */
  static async open(options: AccessOptions): Promise<Access> {
    const { fs, folder, hubId, limits, clock, log = new Log(() => undefined, clock) } = options;
    const now = (): number => clock.now();
    return new Access(options, {
      members: await MemberStore.open(fs, folder, now),
      invites: await Invites.open(fs, folder, limits.maxInvites, now),
      passwords: await Passwords.open(fs, folder, hubId, now),
      visits: await Visits.open({ fs, folder, clock, log }),
    });
  }

  roleOf(member: string): Role {
    return this.members.roleOf(member);
  }

  /** Ways that are open to one who is not in. */
  get ways(): AdmissionWay[] {
    return [...waysOf[this.policy]];
  }

  /** Whether secrets may travel on a connection. Somebody behind a proxy has another address than this machine's. */
  secretsMayTravel(peer: Pick<Peer, 'secure' | 'address'>): boolean {
    return peer.secure || isLoopback(peer.address);
  }

  banned(id: string, address: string): boolean {
    if (this.members.get(id)?.banned) return true;
    // Those who keep order are not shut out by what was meant for somebody behind the same router.
    return this.members.addressBanned(address) && !atLeast(this.roleOf(id), 'moderator');
  }

  /** Whether one who logged in to an account, with whatever key or script, is banned. @param user - folded */
  accountBanned(user: string): boolean {
    return this.#idsOf(user).some((id) => this.members.get(id)?.banned);
  }

  /** By what else orders about the same account are remembered: its other keys, and its scripts. */
  sameAccount(id: string): string[] {
    const user = this.passwords.userOf(id) ?? this.passwords.userWhere((other) => accountStanding(other) === id);
    return user === null ? [] : this.#idsOf(user).filter((other) => other !== id);
  }

  /** Whether a script may stay that logged in to an account. */
  accountOpen({ user, record }: AccountLogin): boolean {
    return this.passwords.holds(user, record) && !this.accountBanned(user);
  }

  /** What was ordered about one who logged in to an account goes for a new key or a script as well. Rejects with StorageError. */
  async inherit(user: string, id: string, name: string): Promise<void> {
    const others = this.#idsOf(user).filter((other) => other !== id);
    const until = Math.max(0, ...others.map((other) => this.members.mutedUntil(other) ?? 0));
    const quiet = until > (this.members.mutedUntil(id) ?? 0) ? { mutedUntil: until } : {};
    const reads = this.roleOf(id) === 'member' && others.some((other) => this.roleOf(other) === 'guest');
    const patch: MemberPatch = { ...quiet, ...(reads ? { role: 'guest', decided: true } : {}) };
    if (Object.keys(patch).length > 0)
      await this.members.change(id, this.members.get(id)?.name ?? name, patch, this.#clock.now());
  }

  /** Whether somebody is the one who runs the hub. */
  isOwner(id: string): boolean {
    return id === this.#owner;
  }

  /** Somebody who left a while ago. */
  gone(id: string): Leaver | undefined {
    return this.#leavers.get(id);
  }

  /** A name that is free, where people would take this one for somebody else's; null where it may stay. */
  otherName(name: string, id: string, longest: number): string | null {
    if (!this.#taken(name, id)) return null;
    for (let number = 2; ; number += 1) {
      // Past the first few any will do: a thousand of one name must not make the next one's hello a thousand times as long.
      const suffix = ` ${String(number <= NUMBERED ? number : randomInt(1_000, 1_000_000))}`;
      let stem = name;
      while (stem.length + suffix.length > longest) stem = Array.from(stem).slice(0, -1).join('');
      if (!this.#taken(stem + suffix, id)) return stem + suffix;
    }
  }

  /** Whether one is let in without doing anything more. Rejects with StorageError where that cannot be known. */
  async admitted(id: string, address: string): Promise<boolean> {
    if (this.policy === 'open' && isOwnNetwork(address)) return true;
    if (id === this.#owner || this.#visits.has(id)) return true;
    const record = this.members.get(id);
    if (!record?.admitted) return false;
    const { how, epoch } = record.admitted;
    if (how === 'password' || how === 'account') await this.passwords.refresh();
    if (how === 'password') return epoch !== undefined && epoch === this.passwords.epoch;
    if (how !== 'account') return true;
    const user = this.passwords.userOf(id);
    // Those who keep order are not shut out by what was meant for another device.
    return user !== null && (!this.accountBanned(user) || atLeast(this.roleOf(id), 'moderator'));
  }

  /**
   * Remembers an admission, durably. A role is only ever raised here, and not where a host has decided.
   * @param by - by which invite or account, in its own words
   */
  async admit(member: Member, admitted: NonNullable<MemberRecord['admitted']>, role?: Role, by = ''): Promise<void> {
    const { id } = member;
    // Who has to choose another name is in all the same, and takes nobody's until then.
    const name = this.otherName(member.name, id, this.#longest) ?? member.name;
    const before = this.members.get(id);
    const decided = before?.decided === true && admitted.how !== 'owner';
    const raised = role !== undefined && !decided && (!before || !atLeast(before.role, role)) ? { role } : {};
    await this.#remember(member, { name, admitted, ...raised });
    // Whoever knocked was let in by somebody, who is named there.
    if (admitted.how !== 'knock')
      void this.audit.note({
        ...{ by: HUB, action: 'admitted', target: id, targetName: name },
        detail: by === '' ? admitted.how : `${admitted.how} ${by}`,
      });
  }

  /** Counts one more member who is remembered from now on, by a password or an account. @returns 0, or the milliseconds until there may be one */
  paced(member: string, address: string): number {
    return this.members.get(member)?.admitted ? 0 : this.#admissions.take(address);
  }

  /** Counts a use of an invite and remembers the one who has it. @returns the refusal, null where it was good */
  async redeem(member: Member, address: string, secret: string): Promise<{ code: ErrorCode; retryAfter?: number } | null> {
    const record = this.members.get(member.id);
    const lasting = record?.admitted?.how === 'invite' || record?.admitted?.how === 'knock' || record?.admitted?.how === 'owner';
    const wanted = (role: Role): boolean => !lasting || (!record.decided && !atLeast(record.role, role));
    const giver = (by: string): Role | null => (by === CONSOLE ? 'host' : this.members.get(by)?.banned ? null : this.roleOf(by));
    // Whoever is remembered already is no new member.
    const pace = (id: string): number => (record?.admitted ? 0 : this.#admissions.take(address, id));
    const redeemed = await this.invites.redeem(secret, { giver, wanted, pace });
    if (!redeemed.ok) {
      const { code } = redeemed;
      return 'retryAfter' in redeemed ? { code, retryAfter: redeemed.retryAfter } : { code };
    }
    if (!wanted(redeemed.role)) return null;
    try {
      await this.admit(member, { how: 'invite', at: this.#clock.now() }, redeemed.role, redeemed.label);
    } catch (error: unknown) {
      // Counted first, so that no crash gives a use away twice; nobody had this one.
      await this.invites.giveBack(redeemed.id).catch(() => undefined);
      throw error;
    }
    const named = redeemed.label ? { targetName: redeemed.label } : {};
    void this.audit.note({ by: member.id, byName: member.name, action: 'invite_used', target: redeemed.id, ...named });
    this.tellChanged('invites');
    return null;
  }

  /** The owner is remembered as host from the first visit on. */
  async recognise(member: Member): Promise<void> {
    if (member.id !== this.#owner || this.roleOf(member.id) === 'host') return;
    await this.admit(member, { how: 'owner', at: this.#clock.now() }, 'host');
  }

  /** Lets one in until five minutes after the last connection has ended. */
  visit(id: string): Promise<void> {
    return this.#visits.begin(id, this.#present.has(id));
  }

  /** A visit is over, whoever is still here, and no name is kept for whoever is not. */
  endVisit(id: string): void {
    this.#visits.end(id);
    this.#away.drop(id);
  }

  /** Somebody is in. Where nobody had to let them in, that is written down. */
  came(member: Member, address: string): void {
    if (this.policy === 'open' && !this.members.get(member.id)?.admitted) this.#arrivals.note(member, address);
  }

  /** The member as others see it from now on. */
  enter({ id, name }: Member): Member {
    this.#visits.came(id);
    this.#away.drop(id);
    const role = this.roleOf(id);
    const look = skeleton(name);
    const last = this.#lastIds.get(look);
    this.#lastIds.delete(look);
    this.#lastIds.set(look, id);
    const [oldest] = this.#lastIds.keys();
    if (this.#lastIds.size > NAMES && oldest !== undefined) this.#lastIds.delete(oldest);
    return {
      ...{ id, name },
      ...(role === 'member' ? {} : { role }),
      ...(last === undefined || last === id ? {} : { flag: 'new_key' }),
    };
  }

  /** A connection is over. */
  left(peer: Peer): void {
    this.lobby.remove(peer);
    this.#leavers.add(peer);
    const id = peer.member?.id;
    if (id === undefined || this.#present.has(id)) return;
    this.members.seen(id, this.#clock.now());
    // Whoever may not come back keeps no name from others.
    if (!this.members.get(id)?.banned) this.#away.leave(peer);
    this.#visits.gone(id);
  }

  /** Whether a room may be joined: it has no password, or it was given. Rejects with StorageError. */
  async roomOpen(room: string, peer: Peer): Promise<boolean> {
    const now = this.#clock.elapsed();
    if (now - this.#looked >= LOOK) {
      this.#looked = now;
      await this.passwords.refresh();
    }
    const epoch = this.passwords.roomEpoch(room);
    const id = peer.member?.id ?? '';
    if (epoch === undefined || atLeast(this.roleOf(id), 'moderator')) return true;
    return this.members.get(id)?.rooms?.[room] === epoch || this.#unlocked.get(peer)?.get(room) === epoch;
  }

  /** A room's password was right: for ever where the member is remembered, otherwise for this connection. */
  async unlock(room: string, peer: Peer, member: Member): Promise<void> {
    const epoch = this.passwords.roomEpoch(room);
    if (epoch === undefined) return;
    const record = this.members.get(member.id);
    if (record) return this.#remember(member, { rooms: { ...record.rooms, [room]: epoch } });
    const rooms = this.#unlocked.get(peer) ?? new Map<string, number>();
    this.#unlocked.set(peer, rooms.set(room, epoch));
  }

  /** Tells hosts and moderators who knocks: all of them, or one who has just come. */
  tellKnocks(one?: Peer): void {
    const frame: HubFrame = { type: 'knocks', members: this.lobby.knocking() };
    if (one && frame.members.length === 0) return;
    for (const peer of one ? [one] : this.#present.full)
      if (peer.member && atLeast(this.roleOf(peer.member.id), 'moderator')) peer.tell(frame);
  }

  /** Tells those who may look at a list that it is another one. */
  tellChanged(what: 'accounts' | 'invites'): void {
    const look = what === 'accounts' ? 'account_list' : 'invite_list';
    for (const peer of this.#present.full)
      if (peer.member && may(this.roleOf(peer.member.id), look)) peer.tell({ type: 'changed', what });
  }

  /** What a `ready` says besides who is where. */
  about(id: string): { role: Role; words: string; access: Policy } {
    return { role: this.roleOf(id), words: keyWords(id), access: this.policy };
  }

  /** Ends its timers. Idempotent. */
  stop(): void {
    this.lobby.stop();
    this.#visits.stop();
  }

  /** Keeps when everybody was here last, and closes the audit log; little is lost where the disk refuses. */
  async save(): Promise<void> {
    await this.audit.close().catch(() => undefined);
    await this.#visits.save();
    if (this.members.all().length > 0) await this.members.save().catch(() => undefined);
  }

  #backsOff(target: string, wait: number): void {
    void this.audit.note({ by: HUB, action: 'login_backoff', target, detail: `${String(Math.ceil(wait / 1_000))} s` });
  }

  #idsOf(user: string): string[] {
    return [accountStanding(user), ...this.passwords.membersOf(user)];
  }

  async #remember(member: Member, patch: MemberPatch): Promise<void> {
    await this.members.change(member.id, member.name, patch, this.#clock.now());
  }

  #taken(name: string, id: string): boolean {
    if (skeleton(name) === system || this.members.nameTaken(name, id) || this.#present.nameTaken(name, id)) return true;
    return this.#away.taken(name, id);
  }
}
