/** Moments of getting in, of letting in, and of keeping order. */
import type { HostingState, HubView } from '../../../src/shared/ipc/chat-api';
import type { AuditEvent, Invite, Knocking, Member, Person } from '../../../src/shared/protocol';
import { keyWords } from '../../../src/shared/names/key-words';
import { chatState, FakeChatApi, hubView } from '../../helpers/fake-chat-api';

const HOUR = 3_600_000;

/** What the other scenes are made from. */
interface Parts {
  chat: (over?: Partial<HubView>) => FakeChatApi;
  live: () => HostingState;
  people: readonly Member[];
}

const knocker = (id: string, name: string, minutes: number): Knocking => ({
  ...{ id, name, words: keyWords(id), address: '192.168.1.77' },
  at: Date.now() - minutes * 60_000,
});

const knocks = [
  knocker('k-zB4hN8rTfWq2LpYk6sVdJx0cEa9mGu3oIi7wRtXb1Zs', 'Frieda Schmidt-Hohenwarth', 3),
  knocker('k-Q7xv3pJmZk0sT1uWb9aLcYdE5fGhR2nV8oKqXiCwM4A', 'Gustav', 1),
];

const invite = (over: Partial<Invite>): Invite => ({
  ...{ id: 'i-1', role: 'member', label: '', createdAt: Date.now() - HOUR, used: 0, by: 'k-ada-1815' },
  ...{ expiresAt: Date.now() + 23 * HOUR, uses: 1 },
  ...over,
});

const invites = [
  invite({ label: 'For the new colleague', id: 'i-a' }),
  invite({ id: 'i-b', role: 'guest', uses: null, used: 12, expiresAt: null, createdAt: Date.now() - 90 * HOUR }),
  invite({ id: 'i-c', label: 'Course of last week', uses: 10, used: 10, createdAt: Date.now() - 200 * HOUR }),
  invite({ id: 'i-d', label: 'Posted by mistake', revokedAt: Date.now() - HOUR, createdAt: Date.now() - 300 * HOUR }),
];

const event = (seq: number, action: string, target: string, over: Partial<AuditEvent> = {}): AuditEvent => ({
  ...{ seq, action, target, targetName: target, by: 'k-ada-1815', byName: 'Ada' },
  at: Date.now() - (200 - seq) * 17 * 60_000,
  ...over,
});

const events = [
  ...Array.from({ length: 140 }, (_, index) => event(index + 1, 'admit', `Guest ${String(index + 1)}`, { detail: 'visit' })),
  event(141, 'invite_create', 'For the new colleague', { detail: 'member, 24 h, 1 uses' }),
  event(142, 'role', 'Ben', { detail: 'moderator' }),
  event(143, 'mute', 'Eve', { byName: 'Ben', detail: '10 minutes' }),
  event(144, 'delete', 'Eve', { byName: 'Ben', room: 'r-lobby', detail: '14' }),
  event(145, 'ban', 'Mallory', { detail: 'advertising in every room, again and again' }),
  event(146, 'slow', 'cnc', { room: 'r-cnc', target: 'r-cnc', detail: '10 s' }),
  event(147, 'login_backoff', '192.168.1.99', { by: 'hub', byName: 'hub', detail: '60 s' }),
];

const person = (member: Member, over: Partial<Person> = {}): Person => ({
  ...{ id: member.id, name: member.name, role: member.role ?? 'member', words: keyWords(member.id) },
  ...{ online: true, known: true, banned: null, mutedUntil: null },
  ...over,
});

/** Makers of a ChatApi, by the name of what they show. */
export function trustScenes({ chat, live, people }: Parts): Record<string, () => FakeChatApi> {
  const asks = (connection: HubView['connection'], over: Partial<HubView> = {}): FakeChatApi => {
    const nobody = { rooms: [], me: null, role: null, access: null };
    const api = new FakeChatApi(chatState({ hub: hubView({ ...nobody, connection, ...over }) }));
    api.answers.enter = async () => {
      await new Promise((resolve) => setTimeout(resolve, 800));
      return { ok: false, problem: { code: 'login_failed' } };
    };
    return api;
  };
  const hosts = (over: Partial<HubView> = {}): FakeChatApi => {
    const [ada, ben, ...others] = people as [Member, Member, ...Member[]];
    const listed: Member[] = [
      { ...ada, role: 'host' },
      { ...ben, role: 'moderator' },
      ...others.map((member, index): Member => (index === 0 ? { ...member, role: 'guest' } : member)),
      { id: 'k-Q7xv3pJmZk0sT1uWb9aLcYdE5fGhR2nV8oKqXiCwM4A', name: 'Gustav', flag: 'new_key' },
    ];
    const api = chat({ role: 'host', access: 'knock', me: { ...ada, role: 'host' }, ...over });
    api.members.set('r-lobby', listed);
    api.room('r-lobby', { count: listed.length });
    api.people = [
      ...listed.map((member) => person(member, member.name === 'Eve' ? { mutedUntil: Date.now() + HOUR } : {})),
      person({ id: 'k-henry', name: 'Henry' }, { online: false }),
      person(
        { id: 'k-mallory', name: 'Mallory' },
        {
          online: false,
          banned: { at: Date.now() - 30 * HOUR, by: 'k-ada-1815', reason: 'advertising in every room, again and again' },
        },
      ),
    ];
    api.invitesMade = invites;
    api.events = events;
    api.accounts = [
      { name: 'frieda', disabled: false, createdAt: Date.now() - 300 * HOUR, members: ['k-1', 'k-2'] },
      { name: 'gustav.von-der-langen-heide', disabled: true, createdAt: Date.now() - 100 * HOUR, members: [] },
    ];
    return api;
  };

  return {
    password: () => asks({ phase: 'admission', ways: ['invite', 'password'], busy: false }),
    wrong: () => asks({ phase: 'admission', ways: ['invite', 'password'], busy: false, problem: { code: 'login_failed' } }),
    paused: () => {
      const problem = { code: 'too_many_tries' as const, params: { retryAfter: 42_000 } };
      return asks({ phase: 'admission', ways: ['account', 'invite'], busy: false, problem });
    },
    account: () => asks({ phase: 'admission', ways: ['account', 'invite'], busy: false }),
    knock: () => asks({ phase: 'admission', ways: ['invite', 'knock'], busy: false }, { trust: 'plain' }),
    invited: () => asks({ phase: 'admission', ways: ['invite'], busy: false, problem: { code: 'invite_expired' } }),
    knocking: () => asks({ phase: 'knocking', words: 'fire lamp river stone', since: Date.now() - 90_000 }),
    knocked: () => hosts({ knocks: knocks.slice(0, 1) }),
    knocked2: () => {
      const api = hosts({ knocks });
      api.state = { ...api.state, hosting: live() };
      return api;
    },
    manage: () => hosts(),
    /** A place that this app hosts, and to which the link alone opens nothing. */
    gated: () => {
      const api = hosts({ access: 'password' });
      const id = api.state.hub?.id ?? '';
      const hubs = [{ id, name: 'Workshop', address: '127.0.0.1:8080', lastUsed: 1, hostedHere: true as const }];
      api.state = { ...api.state, hosting: live(), hubs };
      return api;
    },
    unkept: () => {
      const api = hosts();
      api.room('r-lobby', { unkept: 'newer' });
      return api;
    },
    moderator: () => hosts({ role: 'moderator' }),
    locked: () => {
      const api = hosts({ role: 'member' });
      api.room('r-lobby', { locked: true, slow: 60 });
      api.room('r-cnc', { locked: true, password: true });
      api.room('r-music', { password: true });
      api.answers.joinRoom = () => Promise.resolve({ ok: false, problem: { code: 'password_required' } });
      return api;
    },
    deleted: () => {
      const api = hosts();
      const log = api.logs.get('r-lobby') ?? [];
      const [one, two] = [log[2], log[8]];
      const trace = (seq: number, author: Member, target: number) => ({
        ...{ seq, id: `d-${String(seq)}`, kind: 'deletion' as const, author, target, text: '' },
        at: Date.now(),
      });
      if (one && two) api.logs.set('r-lobby', [...log, trace(15, one.author, one.seq), trace(16, people[1] as Member, two.seq)]);
      return api;
    },
  };
}
