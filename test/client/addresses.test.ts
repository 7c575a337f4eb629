/** A hub of several addresses, of which some lead nowhere. */
import { afterEach, expect, it } from 'vitest';
import { Session } from '../../src/client/session';
import { limits } from '../../src/shared/protocol';
import { FakeClock, settle } from '../helpers/fake-clock';
import { hubHello, memoryNetwork } from '../helpers/memory-hub';
import { countingRandom, guestIdentity } from '../helpers/memory-ports';

const urls = ['ws://one/ws', 'ws://two/ws', 'ws://three/ws', 'ws://four/ws'];

let close = (): void => undefined;
afterEach(() => close());

/** `there` is the address that answers; the others say nothing at all. */
async function started(there: () => string) {
  const clock = new FakeClock();
  const network = memoryNetwork(
    (socket) => {
      if (!socket.url.includes(there())) return;
      socket.open();
      socket.tell(hubHello());
    },
    ({ type }, socket) => {
      const member = { id: 'g-1', name: 'Ada' };
      if (type === 'hello') socket.tell({ type: 'ready', connection: 'c1', member, room: 'lobby-id', rooms: [], at: 0 });
    },
  );
  const [identity, random] = [guestIdentity(), countingRandom()];
  const about = { giveUpFirst: false, name: () => 'Ada', agent: 'test', dial: network.dial };
  const session = new Session({ urls, identity, random, clock, ...about });
  close = () => session.close();
  session.start();
  await settle();
  return { clock, session, sockets: network.sockets };
}

it('finds the hub at the last of its addresses within 10 s of saying something', async () => {
  let there = 'one';
  const { clock, session } = await started(() => there);
  expect(session.state.phase).toBe('ready');
  there = 'four';
  await clock.advance(5_000);
  session.send({ type: 'send', room: 'r', id: 'm1', text: 'Anybody there?' });
  await clock.advance(10_000);
  expect(session.state.phase).toBe('ready');
});

it('gives the last address all the time there is, and each the more the longer it looks', async () => {
  const { clock, session, sockets } = await started(() => 'nowhere');
  const dialled = (): number => sockets.length;
  await clock.advance(8_999);
  expect(dialled()).toBe(3);
  await clock.advance(1);
  expect(dialled()).toBe(4);
  await clock.advance(limits.connectTimeout - 1);
  expect(session.state.phase).toBe('connecting');
  await clock.advance(1);
  expect(session.state).toMatchObject({ phase: 'waiting', problem: { code: 'timed_out' } });
  await clock.advance(limits.backoffFirst);
  expect(dialled()).toBe(5);
  await clock.advance(3_000);
  expect(dialled()).toBe(8);
});

it('lets a socket that opened have its time, whatever else could be tried', async () => {
  const { clock, session, sockets } = await started(() => 'nowhere');
  await clock.advance(2_999);
  sockets[0]?.open();
  await clock.advance(limits.connectTimeout - 1);
  expect(sockets).toHaveLength(1);
  sockets[0]?.tell(hubHello());
  await settle();
  expect(session.state.phase).toBe('ready');
});
