/** The calls of the UI about who gets in, who may do what, and whom one talks to. */
import type { Role, Stay } from '../protocol/access';
import type { AuditEvent, Invite, Person } from '../protocol/trust-frames';
import type { Reach } from '../reach';
import type { Outcome } from './outcome';

/**
 * What is known of the way to a hub and of who is at its end. `verified`: its key came with the invite, or a person compared it. `unverified`: the
 * key that answered first, kept since. `certificate`: the system trusts its certificate for this name. `plain`: not encrypted. `page`: a browser
 * over https. `local`: not encrypted, and on this computer.
 */
export const trusts = ['verified', 'unverified', 'certificate', 'plain', 'page', 'local'] as const;

/** One of them. */
export type Trust = (typeof trusts)[number];

/** How to get in, or into a room. `link`: an invite to the hub that asks. */
export type Entrance =
  | { way: 'password'; password: string }
  | { way: 'account'; user: string; password: string }
  | { way: 'knock' }
  | { way: 'room'; room: string; password: string }
  | { way: 'invite'; link: string };

/** What moderators and hosts do about members, rooms and messages; everybody may delete their own. */
export type Action =
  | { do: 'admit'; member: string; stay: Stay }
  | { do: 'refuse'; member: string }
  | { do: 'kick'; member: string; reason?: string }
  | { do: 'ban'; member: string; reason?: string; address?: boolean }
  | { do: 'unban'; member: string }
  /** 0 minutes lift it. */
  | { do: 'mute'; member: string; minutes: number }
  | { do: 'role'; member: string; role: Role }
  | { do: 'lock'; room: string; locked: boolean }
  /** 0 seconds lift it. */
  | { do: 'slow'; room: string; seconds: number }
  | { do: 'delete'; room: string; seq: number };

/** What an invite is to be. Without `hours` it never ends, without `uses` it can be used as often as one likes. */
export interface InviteOptions {
  role: Role;
  label?: string;
  hours?: number;
  uses?: number;
}

/** The same invite for a browser and for the app. Who has one gets in: it is shown once and kept nowhere. */
export interface InviteLinks {
  /** Null where the hub has no pages for the network. */
  web: string | null;
  app: string;
}

/** An invite that was just made. */
export interface NewInvite {
  id: string;
  link: InviteLinks;
  /** ms since 1970 by the hub's clock; null: never. */
  expiresAt: number | null;
  uses: number | null;
}

/** What hosts do about passwords and accounts. Passwords never leave this device: the hub is given what only they can be checked with. */
export type AccessAction =
  | { do: 'set-password'; room?: string; password: string }
  | { do: 'clear-password'; room?: string }
  | { do: 'add-account'; user: string; password: string }
  | { do: 'set-account'; user: string; disabled: boolean }
  | { do: 'remove-account'; user: string }
  | { do: 'list-accounts' };

/** A user name with a password, and the members that logged in with it. */
export interface Account {
  name: string;
  disabled: boolean;
  createdAt: number;
  members: string[];
}

/** Lists whose changes a hub tells. */
export const managedLists = ['accounts', 'invites'] as const;

/** One of them. */
export type ManagedList = (typeof managedLists)[number];

/** A page of the audit log, oldest first. */
export interface AuditPage {
  events: AuditEvent[];
  more: boolean;
}

/** Part of ChatApi. */
export interface TrustApi {
  /** Shows what a hub asked for: in the phase `admission`, or for a room with a password, which is joined then. A refusal leaves one where one was. */
  enter(how: Entrance): Promise<Outcome>;
  order(action: Action): Promise<Outcome>;
  createInvite(options: InviteOptions): Promise<Outcome<NewInvite>>;
  listInvites(): Promise<Outcome<Invite[]>>;
  revokeInvite(id: string): Promise<Outcome>;
  /** How others get to the hub, as it is now; moderators and hosts only. Changes after that come with the state. */
  loadReach(): Promise<Outcome<Reach>>;
  /** Hosts only. The value: the accounts as they are afterwards; empty where passwords of the hub or of a room were meant. */
  access(action: AccessAction): Promise<Outcome<Account[]>>;
  /** Everybody whom the hub remembers or sees; or those who are banned. */
  loadPeople(banned: boolean): Promise<Outcome<Person[]>>;
  /** The newest lines of the audit log, or those before a sequence. Hosts only. */
  loadAudit(before: number | null): Promise<Outcome<AuditPage>>;
  /** A person compared the key with the one on the host's screen: `unverified` becomes `verified`. */
  verifyHub(hubId: string): Promise<Outcome>;
}
