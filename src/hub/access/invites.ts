/** `invites.json`: invites, of which only hashes are kept. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { roles, type Invite, type Role } from '../../shared/protocol';
import type { LogFs } from '../../storage/log-fs';
import { atLeast } from './roles';
import { SharedFile } from './shared-file';

const inviteRecord = v.object({
  id: v.string(),
  /** SHA-256 of the secret's 16 bytes, base64url. */
  hash: v.string(),
  role: v.picklist(roles),
  label: v.string(),
  createdAt: v.number(),
  expiresAt: v.nullable(v.number()),
  uses: v.nullable(v.number()),
  used: v.number(),
  by: v.string(),
  revokedAt: v.optional(v.number()),
  /** Made at the console, where no audit log is at hand, and written down there by now. */
  noted: v.optional(v.literal(true)),
});

const invitesFile = v.object({ invites: v.array(inviteRecord) });

type InviteRecord = v.InferOutput<typeof inviteRecord>;

/** Who makes invites at the hub's machine: not a member, and never less than a host. */
export const CONSOLE = 'console';

/** What an invite is to be. */
export interface InviteWish {
  role: Role;
  label: string;
  /** Until it expires; null: never. */
  hours: number | null;
  /** How many may come; null: any number. */
  uses: number | null;
  /** Member id, or a word where nobody is behind it. */
  by: string;
}

/** A new invite, with the secret that is never shown again. */
export interface NewInvite {
  id: string;
  secret: string;
  expiresAt: number | null;
  uses: number | null;
}

/** What became of a secret that was shown. */
export type Redeemed =
  | { ok: true; role: Role; id: string; label: string }
  | { ok: false; code: 'invite_invalid' | 'invite_expired' }
  | { ok: false; code: 'rate_limited'; retryAfter: number };

/** ms. */
export const HOUR = 60 * 60 * 1_000;

const hashOf = (secret: string): Buffer => createHash('sha256').update(Buffer.from(secret, 'base64url')).digest();

/** What an invite is worth, for the audit log. */
export function termsOf({ role, createdAt, expiresAt, uses }: Pick<Invite, 'role' | 'createdAt' | 'expiresAt' | 'uses'>): string {
  const time = expiresAt === null ? 'does not expire' : `${String(Math.round((expiresAt - createdAt) / HOUR))} h`;
  return [role, time, uses === null ? 'any number of uses' : `${String(uses)} uses`].join(', ');
}

/** Whoever got a place keeps it: what is over may be forgotten when there is no other room. */
const over = ({ revokedAt, uses, used, expiresAt }: InviteRecord, now: number): boolean =>
  revokedAt !== undefined || (uses !== null && used >= uses) || (expiresAt !== null && expiresAt <= now);

/** All invites of a hub. */
export class Invites {
  readonly #file: SharedFile<{ invites: InviteRecord[] }>;
  readonly #most: number;
  readonly #now: () => number;

  private constructor(file: SharedFile<{ invites: InviteRecord[] }>, most: number, now: () => number) {
    this.#file = file;
    this.#most = most;
    this.#now = now;
  }

  /** @param most - remembered at once. @param now - the hub's clock, which alone says what has expired */
  static async open(fs: LogFs, folder: string, most: number, now: () => number): Promise<Invites> {
    const file = await SharedFile.open({
      fs,
      path: join(folder, 'invites.json'),
      parse(value) {
        const parsed = v.safeParse(invitesFile, value);
        return parsed.success ? { invites: parsed.output.invites } : null;
      },
      empty: { invites: [] },
    });
    return new Invites(file, most, now);
  }

  /** Null where there are as many as may be, all of them still good. */
  async create({ role, label, hours, uses, by }: InviteWish): Promise<NewInvite | null> {
    const secret = randomBytes(16).toString('base64url');
    const now = this.#now();
    const expiresAt = hours === null ? null : now + hours * HOUR;
    const id = randomBytes(9).toString('base64url');
    const record: InviteRecord = {
      ...{ id, hash: hashOf(secret).toString('base64url'), role, label },
      ...{ createdAt: now, expiresAt, uses, used: 0, by },
    };
    let made = false;
    await this.#file.change(({ invites }) => {
      const kept = invites.length < this.#most ? invites : invites.filter((invite) => !over(invite, now));
      made = kept.length < this.#most;
      return made ? { invites: [...kept, record] } : null;
    });
    return made ? { id, secret, expiresAt, uses } : null;
  }

  /** Everything but the hashes, oldest first. */
  async list(): Promise<Invite[]> {
    const { invites } = await this.#file.fresh();
    return invites.map(({ id, role, label, createdAt, expiresAt, uses, used, by, revokedAt }) => ({
      ...{ id, role, label, createdAt, expiresAt, uses, used, by },
      ...(revokedAt === undefined ? {} : { revokedAt }),
    }));
  }

  /** Made at the console and not written down yet, as the file is now. */
  async unnoted(): Promise<Invite[]> {
    const { invites } = await this.#file.fresh();
    const fresh = new Set(invites.filter(({ by, noted }) => by === CONSOLE && !noted).map(({ id }) => id));
    return fresh.size === 0 ? [] : (await this.list()).filter(({ id }) => fresh.has(id));
  }

  /** They are written down. */
  async noted(ids: readonly string[]): Promise<void> {
    await this.#file.change(({ invites }) => ({
      invites: invites.map((invite) => (ids.includes(invite.id) ? { ...invite, noted: true } : invite)),
    }));
  }

  /** @returns false where there is no such invite */
  async revoke(id: string): Promise<boolean> {
    let found = false;
    await this.#file.change(({ invites }) => {
      found = invites.some((invite) => invite.id === id);
      const revoked = (invite: InviteRecord): InviteRecord => ({ ...invite, revokedAt: invite.revokedAt ?? this.#now() });
      return found ? { invites: invites.map((invite) => (invite.id === id ? revoked(invite) : invite)) } : null;
    });
    return found;
  }

  /** A use that was counted let nobody in. */
  async giveBack(id: string): Promise<void> {
    await this.#file.change(({ invites }) => ({
      invites: invites.map((invite) => (invite.id === id ? { ...invite, used: Math.max(0, invite.used - 1) } : invite)),
    }));
  }

  /**
   * Counts a use, durably before it resolves: two who come at once with the last use do not both get in.
   * @param giver - what whoever made it may do by now; null: may not come back
   * @param wanted - asked with the invite's role first; false: it would give nothing, and is not counted
   * @param pace - asked with the id of an invite that is good: 0, or the milliseconds until it may be used again
   */
  async redeem(
    secret: string,
    { giver, wanted, pace }: { giver(by: string): Role | null; wanted(role: Role): boolean; pace(id: string): number },
  ): Promise<Redeemed> {
    const hash = hashOf(secret);
    let redeemed: Redeemed = { ok: false, code: 'invite_invalid' };
    await this.#file.change(({ invites }) => {
      let found: InviteRecord | null = null;
      // All of them, each in the same time: how long it takes says nothing of a secret.
      for (const invite of invites) {
        const other = Buffer.from(invite.hash, 'base64url');
        if (other.length === hash.length && timingSafeEqual(other, hash)) found = invite;
      }
      if (!found || found.revokedAt !== undefined) return null;
      const { id, label, uses, used, expiresAt } = found;
      const most = giver(found.by);
      if (most === null) return null;
      // Nobody gives away more than they have, also later.
      const role = atLeast(most, found.role) ? found.role : most;
      if (!wanted(role)) {
        redeemed = { ok: true, role, id, label };
        return null;
      }
      if (expiresAt !== null && expiresAt <= this.#now()) {
        redeemed = { ok: false, code: 'invite_expired' };
        return null;
      }
      if (uses !== null && used >= uses) return null;
      const retryAfter = pace(id);
      if (retryAfter > 0) {
        redeemed = { ok: false, code: 'rate_limited', retryAfter };
        return null;
      }
      redeemed = { ok: true, role, id, label };
      return { invites: invites.map((invite) => (invite.id === id ? { ...invite, used: used + 1 } : invite)) };
    });
    return redeemed;
  }
}
