/** What moderators and hosts ask of a hub, each as one question or two. */
import { hostOf, hostPortOf, inviteLink, isLoopback } from '../shared/address';
import type { Outcome } from '../shared/ipc/outcome';
import type { AccessAction, Account, Action, AuditPage, InviteLinks, InviteOptions, NewInvite } from '../shared/ipc/trust-api';
import { inviteHosts, type Reach } from '../shared/reach';
import {
  guestsModes,
  limits,
  type HubFrame,
  type HubFrameType,
  type HubFrameOf,
  type Invite,
  type Person,
} from '../shared/protocol';
import type { Guests } from '../shared/protocol/guests';
import { register, type AskHub, type Line } from './login';
import { done, failed } from './problems';
import type { Ask } from './requests';
import { holdsKey } from './trust';

/** What orders need. */
export interface OrdersOptions {
  ask: AskHub;
  /** Null while the hub is away. */
  line(): Line | null;
  hubId(): string | null;
  guests(): Guests | undefined;
}

/** Addresses of one port, for a link. */
interface Way {
  hosts: string[];
  port: number;
}

/**
 * Where an invite leads: to the addresses that the hub knows of itself, and first to the one by which it was reached, which is known to work. Where
 * its own key answered at another port than it listens on, as behind a router that forwards one, that alone is the way.
 * @param reach - null where the hub does not say
 */
export function wayTo(line: Pick<Line, 'url' | 'channel' | 'hubId'> | null, reach: Reach | null): Way {
  const port = Number(/:(\d+)$/.exec(hostPortOf(line?.url ?? ''))?.[1] ?? 0);
  const host = line && hostOf(line.url).replace(/^\[|\]$/g, '');
  const elsewhere = host !== null && !isLoopback(host) ? host : undefined;
  if (line && (!reach || (elsewhere !== undefined && port !== reach.port && holdsKey(line, line.hubId))))
    return { hosts: host === null ? [] : [host], port };
  const first = port === reach?.port ? elsewhere : undefined;
  return { hosts: inviteHosts(reach?.addresses ?? [], first), port: reach?.port ?? 0 };
}

const asks: { [D in Action['do']]: (action: Extract<Action, { do: D }>) => Ask } = {
  admit: ({ member, stay }) => ({ type: 'admit', member, stay }),
  refuse: ({ member }) => ({ type: 'refuse', member }),
  kick: ({ member, reason }) => ({ type: 'kick', member, ...remark(reason) }),
  ban: ({ member, reason, address }) => ({ type: 'ban', member, ...remark(reason), ...(address ? { address } : {}) }),
  unban: ({ member }) => ({ type: 'unban', member }),
  mute: ({ member, minutes }) => ({ type: 'mute', member, minutes }),
  role: ({ member, role }) => ({ type: 'role', member, role }),
  lock: ({ room, locked }) => ({ type: 'lock', room, locked }),
  slow: ({ room, seconds }) => ({ type: 'slow', room, seconds }),
  delete: ({ room, seq }) => ({ type: 'delete', room, seq }),
};

/** What was typed, as far as a hub takes it. */
const short = (text: string): string => text.trim().slice(0, limits.maxRemark);

function remark(reason: string | undefined): { reason?: string } {
  const text = short(reason ?? '');
  return text === '' ? {} : { reason: text };
}

/** One hub's. Whether one may is the hub's to say: `not_allowed`. */
export class Orders {
  readonly #options: OrdersOptions;

  constructor(options: OrdersOptions) {
    this.#options = options;
  }

  /** Admits, sends away, mutes, locks, deletes: see Action. */
  async order(action: Action): Promise<Outcome> {
    const ask = asks[action.do] as (action: Action) => Ask;
    const answer = await this.#options.ask(ask(action));
    return answer.ok ? done : answer;
  }

  async createInvite({ role, label = '', hours, uses }: InviteOptions): Promise<Outcome<NewInvite>> {
    const text = short(label);
    const about = { ...(text === '' ? {} : { label: text }), ...(hours ? { hours } : {}), ...(uses ? { uses } : {}) };
    const reach = await this.reach();
    return this.#value({ type: 'invite_create', role, ...about }, 'invite', ({ id, secret, expiresAt, uses: left }) => ({
      ...{ id, link: this.#links(secret, reach.ok ? reach.value : null), expiresAt, uses: left },
    }));
  }

  /** Where others find the hub. A hub of before does not say. */
  reach(): Promise<Outcome<Reach>> {
    return this.#value({ type: 'reach' }, 'reach', reachOf);
  }

  listInvites(): Promise<Outcome<Invite[]>> {
    return this.#value({ type: 'invite_list' }, 'invites', ({ invites }) => invites);
  }

  async revokeInvite(id: string): Promise<Outcome> {
    const answer = await this.#options.ask({ type: 'invite_revoke', id });
    return answer.ok ? done : answer;
  }

  async access(action: AccessAction): Promise<Outcome<Account[]>> {
    const changed = await this.#change(action);
    if (!changed.ok) return changed;
    if (action.do === 'set-password' || action.do === 'clear-password') return { ok: true, value: [] };
    return this.#value({ type: 'account_list' }, 'accounts', ({ accounts }) => accounts);
  }

  /** All pages of them. */
  async loadPeople(banned: boolean): Promise<Outcome<Person[]>> {
    const people: Person[] = [];
    for (;;) {
      const last = people.at(-1);
      const about = { ...(banned ? { banned } : {}), ...(last ? { after: last.id } : {}) };
      const page = await this.#value({ type: 'members_list', ...about }, 'members', (frame) => frame);
      if (!page.ok) return page;
      people.push(...page.value.members);
      if (!page.value.more || page.value.members.length === 0) return { ok: true, value: people };
    }
  }

  loadAudit(before: number | null): Promise<Outcome<AuditPage>> {
    const page = { type: 'audit', limit: limits.historyPage, ...(before === null ? {} : { before }) } as const;
    return this.#value(page, 'audit_page', ({ events, more }) => ({ events, more }));
  }

  async #change(action: AccessAction): Promise<Outcome> {
    const { ask, line } = this.#options;
    const plain = async (question: Ask): Promise<Outcome> => {
      const answer = await ask(question);
      return answer.ok ? done : answer;
    };
    const there = line();
    switch (action.do) {
      case 'list-accounts':
        return done;
      case 'clear-password':
        return plain({ type: 'password_clear', ...inRoom(action.room) });
      case 'set-account':
        return plain({ type: 'account_set', user: action.user, disabled: action.disabled });
      case 'remove-account':
        return plain({ type: 'account_remove', user: action.user });
      case 'set-password':
        return there ? register(ask, there, action.password, inRoom(action.room)) : failed('not_connected');
      case 'add-account':
        return there ? register(ask, there, action.password, { user: action.user }) : failed('not_connected');
    }
  }

  async #value<T extends HubFrameType, V>(question: Ask, type: T, value: (frame: HubFrameOf<T>) => V): Promise<Outcome<V>> {
    const answer = await this.#options.ask(question);
    if (!answer.ok) return answer;
    const isAnswer = (frame: HubFrame): frame is HubFrame & HubFrameOf<T> => frame.type === type;
    return isAnswer(answer.value) ? { ok: true, value: value(answer.value) } : failed('internal');
  }

  #links(secret: string, reach: Reach | null): InviteLinks {
    const { hubId, guests, line } = this.#options;
    const invite = { ...wayTo(line(), reach), hubId: hubId() ?? '', secret };
    // Where guests may come without TLS as well, a secret may not.
    const web = guests() === 'off' ? null : inviteLink(invite, 'https');
    return { web, app: inviteLink(invite, 'hearth') };
  }
}

/** What a hub said, for whoever shows it. */
export const reachOf = ({ addresses, port, guests, fingerprint }: HubFrameOf<'reach'>): Reach => ({
  ...{ addresses, port, fingerprint },
  // Where a later hub says a word that is not known here, what is safe.
  guests: guestsModes.find((mode) => mode === guests) ?? 'encrypted',
});

const inRoom = (room: string | undefined): { room?: string } => (room === undefined ? {} : { room });
