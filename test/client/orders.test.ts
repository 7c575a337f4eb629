/** What hosts ask for, as it goes over the wire and comes back. */
import { describe, expect, it } from 'vitest';
import { Orders, reachOf, type Reach } from '../../src/client/orders';
import type { Ask } from '../../src/client/requests';
import type { Action } from '../../src/shared/ipc/trust-api';
import type { Guests, HubFrame, Person } from '../../src/shared/protocol';

const hubId = 'h'.repeat(43);
const secret = 's'.repeat(22);

function host(answers: HubFrame[], { guests, reach = null }: { guests?: Guests; reach?: Reach | null } = {}) {
  const asked: Ask[] = [];
  const orders = new Orders({
    ask: async (question) => {
      asked.push(question);
      const value = answers.shift();
      return value ? { ok: true, value } : { ok: false, problem: { code: 'not_allowed' } };
    },
    line: () => null,
    hubId: () => hubId,
    guests: () => guests,
    reach: () => reach,
  });
  return { orders, asked };
}

describe('the links of an invite', () => {
  const invite: HubFrame = { type: 'invite', ref: 1, id: 'i1', secret, expiresAt: null, uses: 1 };
  const reach = { hosts: ['10.0.0.5', 'fd00::2'], port: 8081 };
  const rest = `10.0.0.5:8081/#a=fd00%3A%3A2&k=${hubId}&s=${secret}`;

  it.each([
    ['encrypted', `https://${rest}`],
    ['plain', `https://${rest}`],
    ['off', null],
  ] as const)('begin as people may come: %s', async (guests, web) => {
    const { orders, asked } = host([invite], { guests, reach });
    expect(await orders.createInvite({ role: 'member', label: ' Ben ', hours: 24, uses: 1 })).toEqual({
      ok: true,
      value: { id: 'i1', link: { web, app: `hearth://${rest}` }, expiresAt: null, uses: 1 },
    });
    expect(asked).toEqual([{ type: 'invite_create', role: 'member', label: 'Ben', hours: 24, uses: 1 }]);
  });

  it.each([
    [
      ['wss://10.0.0.5:8080/ws', 'wss://[fd00::2]:8080/ws', 'ws://10.0.0.5:8080/ws'],
      { hosts: ['10.0.0.5', '[fd00::2]'], port: 8080 },
    ],
    [['wss://10.0.0.5:8080/ws', 'wss://10.0.0.6:9000/ws'], { hosts: ['10.0.0.5'], port: 8080 }],
    [[], null],
  ])('lead where one is oneself: %j', (urls, expected) => expect(reachOf(urls)).toEqual(expected));
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
