/** `access.json`: records of the hub's password, of rooms' passwords and of accounts. None of them is a password. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { cleanName, foldName } from '../../shared/protocol';
import type { LogFs } from '../../storage/log-fs';
import { answerLogin, answerRegistration, fits, newSetup, registerHere, type LoginState, type PasswordOf } from './opaque';
import { SharedFile } from './shared-file';

/** `epoch` tells one password from the next: who got in by an old one must log in again. */
const password = v.object({ record: v.string(), epoch: v.number() });

const account = v.object({
  name: v.string(),
  record: v.string(),
  disabled: v.boolean(),
  createdAt: v.number(),
  /** Members who logged in to it. */
  memberIds: v.array(v.string()),
});

const accessFile = v.object({
  opaqueSetup: v.nullable(v.string()),
  password: v.nullable(password),
  accounts: v.array(account),
  rooms: v.record(v.string(), password),
});

type AccessFile = v.InferOutput<typeof accessFile>;

/** One account. */
export type Account = v.InferOutput<typeof account>;

/** Which password is meant. */
export type Scope = { kind: 'hub' } | { kind: 'room'; room: string } | { kind: 'account'; user: string };

const empty: AccessFile = { opaqueSetup: null, password: null, accounts: [], rooms: {} };

/** A user name as it is compared; null where it is none. */
export function foldUser(name: string): string | null {
  const cleaned = cleanName(name);
  return cleaned.ok ? foldName(cleaned.text) : null;
}

/** A login that has begun. */
export interface Login extends LoginState {
  scope: Scope;
  of: PasswordOf;
  /** The record that it began with. */
  record: string | null;
}

/** Members of an account above this many: the one who came first must log in again. */
const DEVICES = 16;

/** All passwords of a hub. */
export class Passwords {
  readonly #file: SharedFile<AccessFile>;
  readonly #hubId: string;
  readonly #now: () => number;

  private constructor(file: SharedFile<AccessFile>, hubId: string, now: () => number) {
    this.#file = file;
    this.#hubId = hubId;
    this.#now = now;
  }

  /** Rejects with StorageError, NewerFileError among them. */
  static async open(fs: LogFs, folder: string, hubId: string, now: () => number): Promise<Passwords> {
    const file = await SharedFile.open({
      fs,
      path: join(folder, 'access.json'),
      parse(value) {
        const parsed = v.safeParse(accessFile, value);
        return parsed.success ? parsed.output : null;
      },
      empty,
    });
    return new Passwords(file, hubId, now);
  }

  /** Learns what the command line changed. */
  async refresh(): Promise<void> {
    await this.#file.fresh();
  }

  /** Of the hub's password; undefined where there is none. */
  get epoch(): number | undefined {
    return this.#file.value.password?.epoch;
  }

  /** Of a room's password; undefined where it has none. */
  roomEpoch(room: string): number | undefined {
    return Object.hasOwn(this.#file.value.rooms, room) ? this.#file.value.rooms[room]?.epoch : undefined;
  }

  /** The file as it was last seen: another object after every change. */
  get state(): object {
    return this.#file.value;
  }

  /** The user, folded, of an account that a member logged in to; null where there is none that is not disabled. */
  userOf(member: string): string | null {
    const found = this.#file.value.accounts.find(({ disabled, memberIds }) => !disabled && memberIds.includes(member));
    return found ? foldUser(found.name) : null;
  }

  /** The user, folded, of whom something is true; null where there is none. */
  userWhere(is: (user: string) => boolean): string | null {
    return this.#file.value.accounts.map(({ name }) => foldUser(name)).find((user) => user !== null && is(user)) ?? null;
  }

  /** Members who logged in to the account of a user, folded. */
  membersOf(user: string): readonly string[] {
    return this.#file.value.accounts.find(({ name }) => foldUser(name) === user)?.memberIds ?? [];
  }

  /** Whether an account, as far as it was looked at last, still has this record and is not disabled. */
  holds(user: string, record: string): boolean {
    return recordOf(this.#file.value, { kind: 'account', user }) === record;
  }

  /** Whether there was an account of this user, folded, when the file was looked at last. */
  has(user: string): boolean {
    return this.#file.value.accounts.some(({ name }) => foldUser(name) === user);
  }

  async accounts(): Promise<Account[]> {
    return (await this.#file.fresh()).accounts;
  }

  /** The record to check against; null where there is none, and where the account is disabled. */
  async record(scope: Scope): Promise<string | null> {
    return recordOf(await this.#file.fresh(), scope);
  }

  /** Of OPAQUE; made and kept with the first password. */
  async setup(): Promise<string> {
    const { opaqueSetup } = await this.#file.fresh();
    if (opaqueSetup !== null) return opaqueSetup;
    const changed = await this.#file.change(async (file) =>
      file.opaqueSetup === null ? { ...file, opaqueSetup: await newSetup() } : null,
    );
    return changed.opaqueSetup ?? '';
  }

  /** What OPAQUE binds a password to. */
  of(scope: Scope): PasswordOf {
    const client = scope.kind === 'account' ? scope.user : '';
    const what = scope.kind === 'hub' ? 'hub' : scope.kind === 'room' ? `room ${scope.room}` : `account ${scope.user}`;
    return { client, server: this.#hubId, what };
  }

  /** Null for a request that is none. */
  async startLogin(scope: Scope, request: string): Promise<Login | null> {
    const [setup, record] = [await this.setup(), await this.record(scope)];
    const of = this.of(scope);
    const begun = await answerLogin(setup, of, record, request);
    return begun && { ...begun, scope, of, record };
  }

  /** Null for a request that is none. */
  async startRegistration(scope: Scope, request: string): Promise<string | null> {
    return answerRegistration(await this.setup(), this.of(scope), request);
  }

  /** Whether a record is one: with another one nobody could log in any more. */
  async usable(scope: Scope, record: string): Promise<boolean> {
    return fits(await this.setup(), this.of(scope), record);
  }

  /** A record for a password that was typed here. */
  async register(scope: Scope, typed: string): Promise<string> {
    return registerHere(await this.setup(), this.of(scope), typed);
  }

  /** Sets the password of the hub or of a room; null clears it. */
  async set(scope: Exclude<Scope, { kind: 'account' }>, record: string | null): Promise<void> {
    await this.#file.change((file) => {
      const next = record === null ? null : { record, epoch: randomInt(1, 2 ** 47) };
      if (scope.kind === 'hub') return { ...file, password: next };
      const others = Object.entries(file.rooms).filter(([room]) => room !== scope.room);
      return { ...file, rooms: Object.fromEntries(next ? [...others, [scope.room, next]] : others) };
    });
  }

  /**
   * Makes an account, or gives it another password; then nobody is logged in to it any more.
   * @returns false where there are as many as may be
   */
  async setAccount(name: string, record: string, most: number): Promise<boolean> {
    let kept = true;
    await this.#file.change((file) => {
      const known = file.accounts.find((other) => foldUser(other.name) === foldUser(name));
      kept = known !== undefined || file.accounts.length < most;
      if (!kept) return null;
      if (known) return withAccount(file, known, { ...known, record, memberIds: [] });
      const made: Account = { name, record, disabled: false, createdAt: this.#now(), memberIds: [] };
      return { ...file, accounts: [...file.accounts, made] };
    });
    return kept;
  }

  /** Somebody logged in to an account. @returns false where that is not possible any more: disabled, gone, or with another password */
  async loggedIn(user: string, record: string | null, member: string): Promise<boolean> {
    let done = false;
    await this.#file.change((file) => {
      const known = file.accounts.find((other) => foldUser(other.name) === user);
      done = known !== undefined && !known.disabled && known.record === record;
      if (!known || !done || known.memberIds.includes(member)) return null;
      return withAccount(file, known, { ...known, memberIds: [...known.memberIds, member].slice(-DEVICES) });
    });
    return done;
  }

  /** Disables an account or enables it again; null takes it away. @returns false where there is none */
  async changeAccount(name: string, disabled: boolean | null): Promise<boolean> {
    let found = false;
    await this.#file.change((file) => {
      const known = file.accounts.find((other) => foldUser(other.name) === foldUser(name));
      found = known !== undefined;
      if (!known) return null;
      return withAccount(file, known, disabled === null ? null : { ...known, disabled });
    });
    return found;
  }
}

function withAccount(file: AccessFile, before: Account, next: Account | null): AccessFile {
  return { ...file, accounts: file.accounts.flatMap((other) => (other !== before ? [other] : next ? [next] : [])) };
}

function recordOf({ password: hub, rooms, accounts }: AccessFile, scope: Scope): string | null {
  if (scope.kind === 'hub') return hub?.record ?? null;
  if (scope.kind === 'room') return Object.hasOwn(rooms, scope.room) ? (rooms[scope.room]?.record ?? null) : null;
  // All of them are looked at: how long it takes says nothing of a name.
  const [found] = accounts.filter(({ name }) => foldUser(name) === scope.user);
  return found && !found.disabled ? found.record : null;
}
