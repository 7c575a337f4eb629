/** Before the door, where the network is bad or the hub is. */
import { afterEach, describe, expect, it } from 'vitest';
import { Chat } from '../../src/client/chat';
import type { AdmissionWay, HubFrame } from '../../src/shared/protocol';
import { limits } from '../../src/shared/protocol';
import { settle } from '../helpers/fake-clock';
import { HUB_ID, hubHello, memoryNetwork, type MemorySocket } from '../helpers/memory-hub';
import { memoryPorts } from '../helpers/memory-ports';

const SECRET = 'S'.repeat(22);
const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

const ready: HubFrame = {
  ...{ type: 'ready', connection: 'c', member: { id: 'g-me', name: 'Ada' }, room: 'lobby', rooms: [], at: 0 },
};

/** A hub that asks for more, and does nothing by itself but say hello. */
async function asking({
  ways = ['password', 'knock', 'invite'] as AdmissionWay[],
  first = [] as HubFrame[],
  page = false,
  key = HUB_ID,
} = {}) {
  const answers = { alive: true, hello: [...first, { type: 'admission', ways, hub: 'Workshop' } as HubFrame] };
  const network = memoryNetwork(
    (socket) => {
      socket.open(key, key !== HUB_ID);
      socket.tell(hubHello({ access: ['password'] }));
    },
    (frame, socket) => {
      if (frame.type === 'hello') for (const one of answers.hello) socket.tell(one);
      if (frame.type === 'ping' && answers.alive) socket.tell({ type: 'pong' });
    },
  );
  const ports = memoryPorts(network.dial, page ? { keyless: true } : {});
  const chat = new Chat(ports);
  chats.push(chat);
  await chat.start();
  const join = async (address: string) => {
    const outcome = chat.join(address);
    await settle();
    return { outcome };
  };
  const last = (): MemorySocket => network.sockets.at(-1) as MemorySocket;
  return { chat, ports, join, last, network, answers, connection: () => chat.state().hub?.connection };
}

const invite = (scheme: string) => `${scheme}://10.0.0.5:8080/#k=${HUB_ID}&s=${SECRET}`;

describe('an invite', () => {
  it('stays here where others could read it: a page that came without TLS', async () => {
    const { join, last, connection, network } = await asking({ page: true });
    await join(invite('ws'));
    expect(connection()).toMatchObject({ phase: 'admission', problem: { code: 'tls_required' } });
    expect(JSON.stringify(network.sockets.map(({ sent }) => sent))).not.toContain(SECRET);
    expect(last().sent).toHaveLength(1);
  });

  it('that another key than its own answers to is not said', async () => {
    const { join, network } = await asking();
    const { outcome } = await join(invite('https').replace(HUB_ID, 'o'.repeat(43)));
    expect(await outcome).toMatchObject({ problem: { code: 'wrong_hub' } });
    expect(network.sockets.flatMap(({ sent }) => sent)).toEqual([]);
  });

  it('is not said to a certificate in the place of its key, also where somebody pastes it later', async () => {
    const { chat, join, network, connection } = await asking({ key: 'o'.repeat(43) });
    await join('chat.example');
    expect(connection()).toMatchObject({ phase: 'admission' });
    expect(await chat.enter({ way: 'invite', link: invite('https') })).toMatchObject({ problem: { code: 'wrong_hub' } });
    expect(JSON.stringify(network.sockets.map(({ sent }) => sent))).not.toContain(SECRET);
  });

  it('is not said again on a later connection, and kept nowhere', async () => {
    const { join, last, answers, network, ports } = await asking();
    answers.hello = [ready];
    const { outcome } = await join(invite('https'));
    expect(await outcome).toMatchObject({ ok: true });
    last().end(1006);
    await ports.clock.advance(limits.backoffFirst);
    expect(network.sockets.map(({ sent }) => sent[0])).toMatchObject([{ type: 'hello', invite: SECRET }, { type: 'hello' }]);
    expect(last().sent[0]).not.toHaveProperty('invite');
    expect(JSON.stringify(ports.store.hubs)).not.toContain(SECRET);
  });

  it.each(['invite_invalid', 'invite_expired'])('that is refused is told beside what is asked for: %s', async (code) => {
    const { join, connection } = await asking({ first: [{ type: 'error', code, message: '' }] });
    await join(invite('https'));
    expect(connection()).toMatchObject({ phase: 'admission', problem: { code } });
  });

  it('that is damaged is not repeated', async () => {
    const { chat } = await asking();
    expect(await chat.join(`https://10.0.0.5/#s=${SECRET}`)).toEqual({
      ok: false,
      problem: { code: 'bad_address', params: { address: 'https://10.0.0.5/' } },
    });
  });
});

describe('a connection that goes', () => {
  it('ends what was on its way, and the visit of somebody new', async () => {
    const { chat, join, last } = await asking();
    const { outcome } = await join('10.0.0.5');
    const knock = chat.enter({ way: 'knock' });
    await settle();
    last().end(1006);
    expect([await knock, await outcome]).toMatchObject([{ problem: { code: 'not_connected' } }, { problem: { code: 'lost' } }]);
    expect(await chat.enter({ way: 'knock' })).toMatchObject({ problem: { code: 'not_connected' } });
  });

  it('without a word is noticed as well: a knock may take minutes', async () => {
    const { chat, join, last, ports, answers } = await asking();
    const { outcome } = await join('10.0.0.5');
    void chat.enter({ way: 'knock' });
    await settle();
    last().tell({ type: 'knocking', ref: 1, words: 'a b c d' });
    await ports.clock.advance(limits.knockTimeout - limits.clientPing);
    expect(chat.state().hub?.connection).toMatchObject({ phase: 'knocking', words: 'a b c d' });
    expect(last().sent.filter(({ type }) => type === 'ping').length).toBeGreaterThan(0);
    answers.alive = false;
    await ports.clock.advance(2 * limits.clientPing + limits.clientPong);
    expect(await outcome).toMatchObject({ problem: { code: 'lost' } });
  });

  it('is looked for again where one was in before', async () => {
    const { chat, join, last, answers, ports, connection } = await asking();
    answers.hello = [ready];
    await join('10.0.0.5');
    answers.hello = [{ type: 'admission', ways: ['password'], hub: 'Workshop' }];
    last().tell({ type: 'error', code: 'admission_required', message: '' });
    last().end(4403);
    await settle();
    expect(connection()).toMatchObject({ phase: 'waiting', problem: { code: 'admission_required' } });
    await ports.clock.advance(limits.backoffMost);
    expect(connection()).toMatchObject({ phase: 'admission', ways: ['password'] });
    last().end(1006);
    await settle();
    expect(connection()).toMatchObject({ phase: 'waiting' });
    await ports.clock.advance(limits.backoffMost);
    expect(connection()).toMatchObject({ phase: 'admission' });
    answers.hello = [ready];
    last().tell({ type: 'error', code: 'admission_required', message: '' });
    await settle();
    expect(connection()).toMatchObject({ phase: 'closed', problem: { code: 'admission_late' } });
    await ports.clock.advance(10 * limits.backoffMost);
    expect(connection()).toMatchObject({ phase: 'closed' });
    await chat.retryNow();
    await settle();
    expect(connection()).toMatchObject({ phase: 'ready' });
  });
});

describe('a hub that one was in', () => {
  it.each([
    // A laptop on another network comes home by itself.
    ['private_only', true],
    ['name_taken', false],
    ['banned', false],
    ['kicked', false],
    ['refused', false],
  ])('and that says %s is asked again by itself: %s', async (code, again) => {
    const { chat, join, last, answers, network, ports, connection } = await asking();
    answers.hello = [ready];
    await join('10.0.0.5');
    answers.hello = [{ type: 'error', code, message: '' }];
    last().end(1006);
    await ports.clock.advance(limits.backoffFirst);
    const before = network.sockets.length;
    expect(connection()?.phase).toBe(again ? 'waiting' : 'closed');
    answers.hello = [ready];
    await ports.clock.advance(limits.backoffMost / 2);
    expect([network.sockets.length > before, connection()?.phase === 'ready']).toEqual([again, again]);
    await chat.retryNow();
    await settle();
    expect(connection()?.phase).toBe('ready');
  });
});

describe('a hub that is not one of ours', () => {
  it('may say anything while it is asked', async () => {
    const { chat, join, last, connection } = await asking();
    await join('10.0.0.5');
    const before = connection();
    for (const frame of [
      { type: 'knocking', ref: 77, words: 'x' },
      { type: 'login_answer', ref: 5, response: 'x' },
      { type: 'admission', ways: ['knock'], hub: 'x' },
      { type: 'done', ref: 1 },
    ] satisfies HubFrame[])
      last().tell(frame);
    last().raw('{"type":"unheard_of"}');
    await settle();
    expect(connection()).toEqual(before);
    const entering = chat.enter({ way: 'password', password: 'x' });
    // Until the request is made.
    while (!last().sent.some(({ type }) => type === 'login_start')) await settle();
    last().tell({ type: 'login_answer', ref: 1, response: 'not-an-answer' });
    expect(await entering).toMatchObject({ problem: { code: 'login_failed' } });
  });

  it('that lets one in although it never knew the password is not verified by that', async () => {
    const { chat, join, last } = await asking();
    const { outcome } = await join('10.0.0.5');
    const entering = chat.enter({ way: 'password', password: 'x' });
    while (!last().sent.some(({ type }) => type === 'login_start')) await settle();
    last().tell({ ...ready, ref: 1 } as HubFrame);
    await Promise.all([entering, outcome]);
    expect(chat.state().hub).toMatchObject({ connection: { phase: 'ready' }, trust: 'unverified' });
  });
});
