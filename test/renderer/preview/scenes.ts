/** Moments of the UI that are worth looking at. */
import type { HostingState } from '../../../src/shared/ipc/chat-api';
import type { Entry, Member } from '../../../src/shared/protocol';
import { ada, ben, chatState, cleo, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { fileScenes } from './file-scenes';
import { presenceScenes } from './presence-scenes';
import { placeScenes } from './place-scenes';
import { talkScenes } from './talk-scenes';
import { trustScenes } from './trust-scenes';

const MINUTE = 60_000;
const people: Member[] = [
  ada,
  ben,
  cleo,
  { id: 'g-dmitri-77', name: 'Dmitri Wassiljewitsch' },
  { id: 'k-eve-3', name: 'Eve' },
  { id: 'k-ben-other', name: 'Ben' },
  { id: 's-printer', name: 'printer-bot' },
];
const [, , , dmitri, eve, otherBen, printer] = people as [Member, Member, Member, Member, Member, Member, Member];

function today(hour: number, minute: number): number {
  const date = new Date();
  date.setHours(hour, minute, 0, 0);
  return date.getTime() > Date.now() ? date.getTime() - 86_400_000 : date.getTime();
}

const talk: [Member, number, string][] = [
  [ben, -1500, 'The laser cutter is free after lunch, if somebody wants it.'],
  [cleo, -1498, 'I do! Two sheets of birch, maybe an hour.'],
  [cleo, -1497, 'And somebody should look at the vent, it sounds like a helicopter again.'],
  [ada, -1490, 'I can take the vent.'],
  [dmitri, -1440, 'Guten Morgen zusammen. Die Donaudampfschifffahrtsgesellschaftskapitänsmützenhalterungsschablone ist fertig.'],
  [ben, 0, 'Morning. Who has the key to the metal room?'],
  [eve, 2, 'On the hook next to the kettle.'],
  [eve, 3, 'I put it back last night, promise.'],
  [ada, 5, 'Vent is done. It was a leaf.'],
  [ada, 6, 'One leaf:\n\n  - oak\n  - dry\n  - very proud of itself'],
  [otherBen, 14, 'Hi, I am the other Ben, just here for the afternoon with my phone. Is this where the files for the sign are?'],
  [cleo, 16, 'Yes. Look in #cnc, second from the top. https://192.168.1.20:8080/files/sign-final-v3-really-final.svg'],
  [printer, 17, 'Job 118 done: gear_housing.3mf, 2 h 41 min.'],
  [eve, 20, '🎉'],
];

function log(start = today(9, 2)): Entry[] {
  return talk.map(([author, minutes, text], index) => ({
    seq: index + 1,
    id: `m-${String(index)}`,
    kind: 'message',
    author,
    at: start + minutes * MINUTE,
    text,
  }));
}

function chat(over: Parameters<typeof hubView>[0] = {}): FakeChatApi {
  const entries = log();
  const api = new FakeChatApi(
    chatState({
      hub: hubView({
        rooms: [
          roomView({ seq: entries.length, readSeq: entries.length, count: people.length }),
          roomView({ id: 'r-cnc', name: 'cnc', unread: 3, seq: 3, count: 4 }),
          roomView({ id: 'r-kitchen', name: 'kitchen-and-coffee-machine-matters', count: 2 }),
          roomView({ id: 'r-music', name: 'music', joined: false, count: 5 }),
        ],
        ...over,
      }),
    }),
  );
  api.logs.set('r-lobby', entries);
  api.members.set('r-lobby', people);
  return api;
}

const live = (over: Partial<Extract<HostingState, { phase: 'live' }>> = {}): HostingState => ({
  phase: 'live',
  name: 'Workshop',
  port: 8080,
  wantedPort: null,
  guests: 'encrypted',
  fingerprint: { certificate: '8f3a61d2'.repeat(8), publicKey: '2b8c5a61'.repeat(8) },
  addresses: [
    ['eth0', '192.168.1.20'],
    ['wlan0', '192.168.178.41'],
    ['eth0', '[fd00::7c1e:52ff:fe3a:9b01]'],
    ['lo', '127.0.0.1'],
  ].map(([name = '', host = '']) => ({
    name,
    host,
    url: `http://${host}:8080/`,
    invite: `http://${host}:8080/#a=192.168.178.41&k=${'k'.repeat(43)}`,
  })),
  members: people.slice(0, 4),
  ...over,
});

/** Makers of a ChatApi, by the name of what they show. */
export const scenes: Record<string, () => FakeChatApi> = {
  ...trustScenes({ chat, live, people }),
  ...placeScenes({ chat, people }),
  ...presenceScenes({ chat, people }),
  ...talkScenes({ chat, people }),
  ...fileScenes({ chat, people }),
  first: () => new FakeChatApi(chatState({ name: 'ada' })),
  again: () =>
    new FakeChatApi(
      chatState({
        hubs: [
          {
            id: 'a'.repeat(43),
            name: 'Workshop',
            address: '192.168.1.20:8080',
            lastUsed: Date.now() - 7_200_000,
            hostedHere: true,
          },
          { id: 'b'.repeat(43), name: 'Klasse 9b, Physiksaal', address: 'schule.local:8080', lastUsed: Date.now() - 9e8 },
        ],
      }),
    ),
  refused: () => {
    const api = new FakeChatApi(chatState());
    api.answers.join = (address) => Promise.resolve({ ok: false, problem: { code: 'refused', params: { address } } });
    return api;
  },
  connecting: () =>
    new FakeChatApi(chatState({ hub: hubView({ id: null, rooms: [], connection: { phase: 'connecting', attempt: 1 } }) })),
  guest: () =>
    new FakeChatApi(
      chatState({
        name: '',
        capabilities: { kind: 'browser', host: false, fixedHub: true, notifications: 'unavailable', temporary: true },
      }),
    ),
  chat: () => chat(),
  new: () => {
    const api = chat();
    api.room('r-lobby', { unread: 4, readSeq: 10 });
    return api;
  },
  hosting: () => {
    const api = chat();
    api.state = { ...api.state, hosting: live() };
    return api;
  },
  hosted: () => {
    const api = new FakeChatApi(
      chatState({ hub: hubView({ address: '127.0.0.1:8081' }), hosting: live({ wantedPort: 8080, port: 8081, members: [ada] }) }),
    );
    return api;
  },
  waiting: () => {
    const since = Date.now() - 60_000;
    const api = chat({ connection: { phase: 'ready', since: 0 } });
    const queued = (id: string, text: string) => ({
      id,
      room: 'r-lobby',
      kind: 'message' as const,
      text,
      at: Date.now() - 20_000,
      state: 'queued' as const,
    });
    api.outboxes.set('r-lobby', [
      queued('q1', 'Is the network down for everybody?'),
      queued('q2', 'Never mind, it keeps what I write.'),
    ]);
    setTimeout(() => {
      api.hub({
        connection: { phase: 'waiting', problem: { code: 'lost' }, since, attempt: 3, nextRetryAt: Date.now() + 14_000 },
      });
    }, 100);
    return api;
  },
  failed: () => {
    const api = chat();
    api.outboxes.set('r-lobby', [
      {
        id: 'f1',
        room: 'r-lobby',
        kind: 'message',
        text: 'This one the hub did not take.',
        at: Date.now() - 20_000,
        state: 'failed',
        problem: { code: 'storage_full' },
      },
      { id: 'f2', room: 'r-lobby', kind: 'message', text: 'And this one is on its way.', at: Date.now(), state: 'sending' },
    ]);
    return api;
  },
  closed: () =>
    chat({
      connection: { phase: 'closed', problem: { code: 'wrong_hub', params: { hub: 'Workshop' } }, since: Date.now() },
    }),
  unverified: () => chat({ trust: 'unverified', id: 'Q7xv3pJmZk0sT1uWb9aLcYdE5fGhR2nV8oKqXiCwM4A' }),
  plain: () => chat({ trust: 'plain', guests: 'plain' }),
  page: () => chat({ trust: 'page', id: 'Q7xv3pJmZk0sT1uWb9aLcYdE5fGhR2nV8oKqXiCwM4A' }),
  changed: () => {
    const params = {
      address: '192.168.1.20:8080',
      expected: 'Q7xv3pJmZk0sT1uWb9aLcYdE5fGhR2nV8oKqXiCwM4A',
      seen: 'zB4hN8rTfWq2LpYk6sVdJx0cEa9mGu3oIi7wRtXb1Zs',
    };
    return chat({ connection: { phase: 'closed', problem: { code: 'hub_changed', params }, since: Date.now() } });
  },
  browser: () => {
    const api = chat();
    api.state = { ...api.state, capabilities: { kind: 'browser', host: false, fixedHub: true, notifications: 'ask' } };
    return api;
  },
  empty: () => new FakeChatApi(chatState({ hub: hubView() })),
  long: () => {
    const api = chat();
    const entries = Array.from({ length: 2_500 }, (_, index) => {
      const [author, , text] = talk[(index * 7) % talk.length] as [Member, number, string];
      return {
        seq: index + 1,
        id: `l-${String(index)}`,
        kind: 'message' as const,
        author,
        at: Date.now() - (2_500 - index) * 4 * MINUTE,
        text: `${String(index + 1)}: ${text}`,
      };
    });
    api.logs.set('r-lobby', entries);
    api.room('r-lobby', { seq: 2_500, readSeq: 2_500 });
    return api;
  },
};
