import { afterEach, describe, expect, it } from 'vitest';
import { Session, type SessionOptions } from '../../src/client/session';
import type { ConnectionState } from '../../src/shared/ipc/chat-api';
import { limits, type ClientFrame, type HubFrame } from '../../src/shared/protocol';
import { FakeClock, settle } from '../helpers/fake-clock';
import { countingRandom, guestIdentity } from '../helpers/memory-ports';
import { HUB_ID, hubHello, memoryNetwork, type MemorySocket } from '../helpers/memory-hub';

const ready: HubFrame = {
  type: 'ready',
  connection: 'c1',
  member: { id: 'g-1', name: 'Ada' },
  room: 'lobby-id',
  rooms: [],
  at: 0,
};

function setUp(over: Partial<SessionOptions> = {}, onDial: (socket: MemorySocket) => void = () => undefined) {
  const clock = new FakeClock();
  const welcomeAll = (frame: ClientFrame, socket: MemorySocket): void => {
    if (frame.type === 'hello') socket.tell(ready);
  };
  const network = memoryNetwork(onDial, welcomeAll);
  const session = new Session({
    urls: ['ws://one/ws'],
    giveUpFirst: false,
    name: () => 'Ada',
    identity: guestIdentity(),
    agent: 'test',
    dial: network.dial,
    clock,
    random: countingRandom(),
    ...over,
  });
  const states: ConnectionState[] = [];
  session.onState.on((state) => states.push(state));
  return { clock, session, states, sockets: network.sockets, phases: () => states.map(({ phase }) => phase) };
}

const welcome = (socket: MemorySocket): void => {
  socket.open();
  socket.tell(hubHello());
};

describe('Session', () => {
  let close = (): void => undefined;
  afterEach(() => close());

  const started = async (...args: Parameters<typeof setUp>): Promise<ReturnType<typeof setUp>> => {
    const all = setUp(...args);
    close = () => all.session.close();
    all.session.start();
    await settle();
    return all;
  };

  it('goes connecting, joining, ready, and sends nothing before', async () => {
    const { session, phases, sockets } = await started({}, welcome);
    expect(phases()).toEqual(['connecting', 'joining', 'ready']);
    expect(sockets[0]?.sent).toEqual([
      { type: 'hello', version: 1, name: 'Ada', identity: { kind: 'guest', token: 'a'.repeat(22) }, agent: 'test' },
    ]);
    expect(session.send({ type: 'ping' })).toBe(true);
  });

  it.each([
    ['refused', { code: 1006, problem: { code: 'refused' } }, 'refused'],
    ['the hub is full', { code: 4503 }, 'full'],
    ['cut', { code: 1006 }, 'lost'],
    ['stopped', { code: 1001 }, 'stopped'],
    ['too slow', { code: 4408 }, 'too_slow'],
  ] as const)('waits and says why: %s', async (_name, end, code) => {
    const { session } = await started({}, (socket) => socket.end(end.code, 'problem' in end ? end.problem : undefined));
    expect(session.state).toMatchObject({ phase: 'waiting', problem: { code }, attempt: 1 });
  });

  it.each([
    ['version_newer', hubHello({ versions: [2, 3] })],
    ['version_older', hubHello({ versions: [0] })],
    ['access_unknown', hubHello({ access: ['opaque'] })],
    ['wrong_hub', hubHello({ hub: { id: 'x'.repeat(43), name: 'Other' } })],
  ] as const)('stops for good: %s', async (code, hello) => {
    const { session, clock, sockets } = await started({ hubId: HUB_ID }, (socket) => {
      socket.open();
      socket.tell(hello);
    });
    expect(session.state).toMatchObject({ phase: 'closed', problem: { code } });
    await clock.advance(limits.backoffMost * 2);
    expect(sockets).toHaveLength(1);
  });

  it.each([
    ['text', 'hello there'],
    ['other JSON', '{"jsonrpc":"2.0"}'],
    ['a frame out of order', JSON.stringify({ type: 'pong' })],
  ])('knows that it is no hub by %s', async (_name, text) => {
    const { session } = await started({}, (socket) => {
      socket.open();
      socket.raw(text);
    });
    expect(session.state).toMatchObject({ phase: 'waiting', problem: { code: 'not_hearth' } });
  });

  it('tells silence before the socket opens from silence after it', async () => {
    const silent = await started();
    await silent.clock.advance(limits.connectTimeout);
    expect(silent.session.state).toMatchObject({ phase: 'waiting', problem: { code: 'timed_out' } });
    silent.session.close();
    const mute = await started({}, (socket) => socket.open());
    await mute.clock.advance(limits.connectTimeout);
    expect(mute.session.state).toMatchObject({ phase: 'waiting', problem: { code: 'not_hearth' } });
  });

  it('gives up at once when the first attempt fails and somebody waits for the answer', async () => {
    const { session, phases } = await started({ giveUpFirst: true }, (socket) => socket.end(1006, { code: 'refused' }));
    expect(phases()).toEqual(['connecting', 'closed']);
    expect(session.state).toMatchObject({ phase: 'closed', problem: { code: 'refused' } });
  });

  it('keeps trying after it was ready once, even so', async () => {
    const { session, sockets } = await started({ giveUpFirst: true }, welcome);
    sockets[0]?.end(1006);
    expect(session.state.phase).toBe('waiting');
  });

  it('tries every address of an invite and reports the problem of the first', async () => {
    const { session, sockets } = await started({ urls: ['ws://one/ws', 'ws://two/ws', 'ws://three/ws'] }, (socket) =>
      socket.url.includes('three')
        ? welcome(socket)
        : socket.end(1006, { code: socket.url.includes('one') ? 'timed_out' : 'refused' }),
    );
    expect(session.state.phase).toBe('ready');
    expect(sockets.map(({ url }) => url)).toEqual(['ws://one/ws', 'ws://two/ws', 'ws://three/ws']);
    sockets[2]?.end(1006);
    expect(session.state).toMatchObject({ phase: 'waiting', problem: { code: 'lost' } });
  });

  it('takes another address when a stranger answers on the first', async () => {
    const { session } = await started({ urls: ['ws://one/ws', 'ws://two/ws'], hubId: HUB_ID }, (socket) => {
      socket.open();
      socket.tell(socket.url.includes('one') ? hubHello({ hub: { id: 'x'.repeat(43), name: 'Stranger' } }) : hubHello());
    });
    expect(session.state.phase).toBe('ready');
  });

  it('waits longer each time, names the next try, and remembers since when', async () => {
    let up = false;
    const { session, clock, states } = await started({}, (socket) => (up ? welcome(socket) : socket.end(1006)));
    const lostAt = clock.now();
    for (let turn = 0; turn < 4; turn += 1) {
      const { state } = session;
      if (state.phase !== 'waiting') throw new Error(state.phase);
      await clock.advance(state.nextRetryAt - clock.now());
    }
    const waits = states.flatMap((state) => (state.phase === 'waiting' ? [state] : []));
    expect(waits.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(waits.every(({ since }) => since === lostAt)).toBe(true);
    up = true;
    session.retryNow();
    await settle();
    expect(session.state.phase).toBe('ready');
  });

  it('remembers that the host stopped it for as long as nobody answers', async () => {
    let up = true;
    const { session, clock, sockets, states } = await started({}, (socket) =>
      up ? welcome(socket) : socket.end(1006, { code: 'refused' }),
    );
    up = false;
    sockets[0]?.tell({ type: 'bye', reason: 'stopping', message: '' });
    sockets[0]?.end(1001);
    await clock.advance(5_000);
    const waits = states.flatMap((state) => (state.phase === 'waiting' ? [state.problem.code] : []));
    expect(waits.length).toBeGreaterThan(2);
    expect(new Set(waits)).toEqual(new Set(['stopped']));
    up = true;
    session.retryNow();
    await settle();
    up = false;
    sockets.at(-1)?.end(1006);
    await clock.advance(1_000);
    expect(session.state).toMatchObject({ phase: 'waiting', problem: { code: 'refused' } });
  });

  it('does not hurry back to a hub that asked for patience', async () => {
    const { session, clock } = await started({}, (socket) => socket.end(4429));
    expect(session.state).toMatchObject({ phase: 'waiting', problem: { code: 'flood' } });
    const { state } = session;
    if (state.phase !== 'waiting') throw new Error(state.phase);
    expect(state.nextRetryAt - clock.now()).toBeGreaterThan(2_000);
  });

  it('notices a dead socket, and none where frames still come', async () => {
    const { session, clock, sockets, states } = await started({}, welcome);
    await clock.advance(limits.clientPing - 1);
    sockets[0]?.tell({ type: 'pong' });
    await clock.advance(limits.clientPing);
    expect(session.state.phase).toBe('ready');
    await clock.advance(limits.clientPing + limits.clientPong);
    expect(states).toContainEqual(expect.objectContaining({ phase: 'waiting', problem: { code: 'lost' } }));
  });

  it('checks an open socket on waking, and stops waiting', async () => {
    let up = true;
    const { session, clock, sockets } = await started({}, (socket) => (up ? welcome(socket) : socket.end(1006)));
    session.wake();
    expect(sockets[0]?.sent.at(-1)).toEqual({ type: 'ping' });
    up = false;
    await clock.advance(2_000);
    expect(session.state.phase).toBe('waiting');
    up = true;
    session.wake();
    await settle();
    expect(session.state.phase).toBe('ready');
  });

  it('answers every open question when the connection goes', async () => {
    const { session, sockets } = await started({}, welcome);
    const asked = session.ask({ type: 'join', room: 'r1' });
    sockets[0]?.end(1006);
    expect(await asked).toEqual({ ok: false, problem: { code: 'not_connected' } });
    expect(await session.ask({ type: 'join', room: 'r1' })).toEqual({ ok: false, problem: { code: 'not_connected' } });
  });

  it('ignores whatever a superseded socket still says', async () => {
    const { session, clock, sockets } = await started({}, welcome);
    await clock.advance(limits.clientPing + limits.clientPong);
    sockets[0]?.tell({ type: 'pong' });
    sockets[0]?.end(1001);
    expect(session.state).toMatchObject({ phase: 'waiting', problem: { code: 'lost' } });
  });

  it('is unmoved by a clock that steps by ten years', async () => {
    const { session, clock } = await started({}, (socket) => socket.end(1006));
    clock.step(10 * 365 * 86_400_000);
    await clock.advance(1_000);
    clock.step(-20 * 365 * 86_400_000);
    await clock.advance(2_000);
    // 375, 750 and 1,500 ms: the same as with a clock that nobody touched.
    expect(session.state).toMatchObject({ phase: 'waiting', attempt: 4 });
  });

  it('closes once, leaves no timer behind, and says cancelled', async () => {
    const { session, clock, phases } = await started({}, welcome);
    session.close();
    session.close();
    expect(phases().at(-1)).toBe('closed');
    expect(phases().filter((phase) => phase === 'closed')).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });
});
