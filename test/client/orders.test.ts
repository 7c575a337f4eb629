/** What hosts ask for, as it goes over the wire and comes back. */
import { describe, expect, it } from 'vitest';
import type { Line } from '../../src/client/login';
import { Orders, wayTo } from '../../src/client/orders';
import type { Ask } from '../../src/client/requests';
import type { Reach } from '../../src/shared/reach';
import type { Action } from '../../src/shared/ipc/trust-api';
import type { Guests, HubFrame, HubFrameOf, Person } from '../../src/shared/protocol';

const hubId = 'h'.repeat(43);
const secret = 's'.repeat(22);

function host(answers: HubFrame[], { guests, line = null }: { guests?: Guests; line?: Line | null } = {}) {
  const asked: Ask[] = [];
  const orders = new Orders({
    ask: async (question) => {
      asked.push(question);
      const value = answers.shift();
      return value ? { ok: true, value } : { ok: false, problem: { code: 'not_allowed' } };
    },
    line: () => line,
    hubId: () => hubId,
    guests: () => guests,
  });
  return { orders, asked };
}

describe('the links of an invite', () => {
  const invite: HubFrame = { type: 'invite', ref: 1, id: 'i1', secret, expiresAt: null, uses: 1 };
  const fingerprint = { certificate: 'c'.repeat(64), publicKey: 'd'.repeat(64) };
  const addresses = [
    { name: 'eth0', host: '10.0.0.5', internal: false },
    { name: 'eth0', host: 'fd00::2', internal: false },
    { name: 'lo', host: '127.0.0.1', internal: true },
  ];
  const told: HubFrameOf<'reach'> = { type: 'reach', ref: 1, addresses, port: 8081, guests: 'encrypted', fingerprint };
  const reach: Reach = { addresses, port: 8081, guests: 'encrypted', fingerprint };
  const rest = `10.0.0.5:8081/#a=fd00%3A%3A2&k=${hubId}&s=${secret}`;
  const way = (url: string, pin: string | null = hubId): Line => ({
    ...{ hubId, url, channel: pin === null ? { kind: 'page', encrypted: true } : { kind: 'tls', pin, trusted: pin !== hubId } },
  });

  it.each([
    ['encrypted', `https://${rest}`],
    ['plain', `https://${rest}`],
    ['off', null],
  ] as const)('begin as people may come: %s', async (guests, web) => {
    const { orders, asked } = host([told, invite], { guests, line: way('wss://127.0.0.1:8081/ws', null) });
    expect(await orders.createInvite({ role: 'member', label: ' Ben ', hours: 24, uses: 1 })).toEqual({
      ok: true,
      value: { id: 'i1', link: { web, app: `hearth://${rest}` }, expiresAt: null, uses: 1 },
    });
    expect(asked).toEqual([{ type: 'reach' }, { type: 'invite_create', role: 'member', label: 'Ben', hours: 24, uses: 1 }]);
  });

  it.each([
    ['wss://127.0.0.1:8081/ws', hubId, ['10.0.0.5', 'fd00::2'], 8081],
    ['wss://localhost:8081/ws', null, ['10.0.0.5', 'fd00::2'], 8081],
    ['wss://[fd00::2]:8081/ws', null, ['fd00::2', '10.0.0.5'], 8081],
    ['wss://host.name:8081/ws', hubId, ['host.name', '10.0.0.5', 'fd00::2'], 8081],
    // A router that forwards another port: the hub's own key answered there.
    ['wss://203.0.113.9:9000/ws', hubId, ['203.0.113.9'], 9000],
    // A proxy with a certificate of its own: an invite's key does not answer there.
    ['wss://chat.example:443/ws', 'p'.repeat(43), ['10.0.0.5', 'fd00::2'], 8081],
    ['wss://chat.example:443/ws', null, ['10.0.0.5', 'fd00::2'], 8081],
  ] as const)('lead where others can come, whoever makes them at %s', (url, pin, hosts, port) => {
    expect(wayTo(way(url, pin), reach)).toEqual({ hosts, port });
  });

  it('lead where one is oneself, where a hub of before does not say', async () => {
    expect(wayTo(way('wss://[fd00::2]:8081/ws'), null)).toEqual({ hosts: ['fd00::2'], port: 8081 });
    const answers: HubFrame[] = [{ type: 'done', ref: 1 }, invite];
    const { orders } = host(answers, { line: way('wss://10.0.0.7:8080/ws') });
    const made = await orders.createInvite({ role: 'member' });
    expect(made.ok && made.value.link.app).toBe(`hearth://10.0.0.7:8080/#k=${hubId}&s=${secret}`);
  });

  it('take a mode that only later hubs know as the one that is safe', async () => {
    const { orders } = host([{ ...told, guests: 'tomorrow' }]);
    expect(await orders.reach()).toEqual({ ok: true, value: reach });
  });
});

describe('an order', () => {
  it.each<[Action, Ask]>([
    [
      { do: 'admit', member: 'k', stay: 'visit' },
      { type: 'admit', member: 'k', stay: 'visit' },
    ],
    [
      { do: 'refuse', member: 'k' },
      { type: 'refuse', member: 'k' },
    ],
    [
      { do: 'kick', member: 'k', reason: '  ' },
      { type: 'kick', member: 'k' },
    ],
    [
      { do: 'kick', member: 'k', reason: 'x'.repeat(300) },
      { type: 'kick', member: 'k', reason: 'x'.repeat(200) },
    ],
    [
      { do: 'ban', member: 'k', reason: ' spam ', address: true },
      { type: 'ban', member: 'k', reason: 'spam', address: true },
    ],
    [
      { do: 'ban', member: 'k', address: false },
      { type: 'ban', member: 'k' },
    ],
    [
      { do: 'unban', member: 'k' },
      { type: 'unban', member: 'k' },
    ],
    [
      { do: 'mute', member: 'k', minutes: 0 },
      { type: 'mute', member: 'k', minutes: 0 },
    ],
    [
      { do: 'role', member: 'k', role: 'guest' },
      { type: 'role', member: 'k', role: 'guest' },
    ],
    [
      { do: 'lock', room: 'r', locked: false },
      { type: 'lock', room: 'r', locked: false },
    ],
    [
      { do: 'slow', room: 'r', seconds: 5 },
      { type: 'slow', room: 'r', seconds: 5 },
    ],
    [
      { do: 'delete', room: 'r', seq: 3 },
      { type: 'delete', room: 'r', seq: 3 },
    ],
  ])('%j', async (action, ask) => {
    const { orders, asked } = host([{ type: 'done', ref: 1 }]);
    expect(await orders.order(action)).toEqual({ ok: true, value: null });
    expect(asked).toEqual([ask]);
    expect(await orders.order(action)).toMatchObject({ problem: { code: 'not_allowed' } });
  });
});

describe('a list', () => {
  const person = (id: string): Person => ({
    ...{ id, name: id, role: 'member', words: '', banned: null, mutedUntil: null, online: false, known: true },
  });

  it('of people is all of its pages', async () => {
    const pages: HubFrame[] = [
      { type: 'members', ref: 1, members: [person('a'), person('b')], more: true },
      { type: 'members', ref: 2, members: [person('c')] },
    ];
    const { orders, asked } = host(pages);
    const people = await orders.loadPeople(true);
    expect(people.ok ? people.value.map(({ id }) => id) : people).toEqual(['a', 'b', 'c']);
    expect(asked).toEqual([
      { type: 'members_list', banned: true },
      { type: 'members_list', banned: true, after: 'b' },
    ]);
  });

  it('of people ends where a hub says more and has none', async () => {
    const { orders } = host([{ type: 'members', ref: 1, members: [], more: true }]);
    expect(await orders.loadPeople(false)).toEqual({ ok: true, value: [] });
  });

  it('that is answered with something else is a defect, and no list', async () => {
    const { orders } = host([{ type: 'done', ref: 1 }]);
    expect(await orders.listInvites()).toMatchObject({ problem: { code: 'internal' } });
  });

  it('of accounts follows each change of one', async () => {
    const accounts = [{ name: 'Ann', disabled: true, createdAt: 1, members: [] }];
    const { orders, asked } = host([
      { type: 'done', ref: 1 },
      { type: 'accounts', ref: 2, accounts },
    ]);
    expect(await orders.access({ do: 'set-account', user: 'Ann', disabled: true })).toEqual({ ok: true, value: accounts });
    expect(asked.map(({ type }) => type)).toEqual(['account_set', 'account_list']);
    expect(await orders.access({ do: 'set-password', password: 'x' })).toMatchObject({ problem: { code: 'not_connected' } });
  });
});
