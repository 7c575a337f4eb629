import { describe, expect, it } from 'vitest';
import { AddressLog } from '../../src/hub/address-log';
import { Connections } from '../../src/hub/connections';
import { Log } from '../../src/hub/log';
import { RecentBuckets } from '../../src/hub/recent-buckets';
import { limits } from '../../src/shared/protocol';
import { HubClock } from '../helpers/hub-clock';
import { startHub } from '../helpers/hub';
import { FullClient, newDevice, person } from '../helpers/raw-client';

describe('RecentBuckets', () => {
  it('gives a key the bucket that it left with', () => {
    const clock = new HubClock();
    const recent = new RecentBuckets(10, 3, clock);
    const bucket = recent.back('ann');
    for (let n = 0; n < 3; n += 1) expect(bucket.take(clock.elapsed())).toBe(0);
    recent.leave('ann', bucket);
    expect(recent.back('ben').take(clock.elapsed())).toBe(0);
    expect(recent.back('ann').take(clock.elapsed())).toBe(100);
  });

  it('forgets buckets that are full again', () => {
    const clock = new HubClock();
    const recent = new RecentBuckets(10, 3, clock);
    recent.leave('full', recent.back('full'));
    expect(recent.size).toBe(0);
    for (let n = 0; n < 50; n += 1) {
      const bucket = recent.back(`m${String(n)}`);
      bucket.take(clock.elapsed());
      recent.leave(`m${String(n)}`, bucket);
    }
    expect(recent.size).toBe(50);
    clock.advance(1_000);
    const last = recent.back('last');
    last.take(clock.elapsed());
    recent.leave('last', last);
    expect(recent.size).toBe(1);
  });

  it('is bounded', () => {
    const clock = new HubClock();
    const recent = new RecentBuckets(1, 100, clock);
    for (let n = 0; n < 12_000; n += 1) {
      const bucket = recent.back(String(n));
      bucket.take(0);
      recent.leave(String(n), bucket);
    }
    expect(recent.size).toBe(10_000);
  });
});

/** Sends messages and resolves with how many were taken. */
async function taken(client: FullClient & { room: string }, count: number, tag: string): Promise<number> {
  const before = client.entries().length;
  for (let n = 0; n < count; n += 1) client.send({ type: 'send', room: client.room, id: `${tag}${String(n)}`, text: tag });
  const answers = (): number =>
    client.frames.filter((frame) => frame.type === 'error' && frame.id?.startsWith(tag)).length +
    client.entries().length -
    before;
  await client.until('answers', () => (answers() >= count ? true : null));
  return client.entries().length - before;
}

it('a member who goes and comes back has no new budget', async () => {
  const clock = new HubClock();
  const hub = await startHub({ clock });
  const device = newDevice();
  const first = await person(hub, 'Ann', device);
  expect(await taken(first, 40, 'a')).toBe(30);
  await first.close();
  const second = await person(hub, 'Ann', device);
  expect(await taken(second, 5, 'b')).toBe(0);
  clock.advance(300);
  expect(await taken(second, 5, 'c')).toBe(3);
  // Somebody else has one of their own.
  expect(await taken(await person(hub, 'Ben'), 40, 'd')).toBe(30);
});

it('an address that comes under ever new names has one budget', async () => {
  const clock = new HubClock();
  const hub = await startHub({ clock, limits: { connectionsPerAddress: 50, addressRate: 10, addressBurst: 10 } });
  const first = await person(hub, 'One');
  expect(await taken(first, 5, 'a')).toBe(5);
  await first.close();
  // Two connections and five messages are gone.
  const second = await person(hub, 'Two');
  expect(await taken(second, 10, 'b')).toBe(3);
  const third = await new FullClient(hub.ws).opened();
  expect(await third.next('error')).toMatchObject({ code: 'rate_limited', retryAfter: 100 });
  expect((await third.ended).code).toBe(4429);
  clock.advance(1_000);
  expect(await taken(await person(hub, 'Four'), 20, 'c')).toBe(9);
});

it('connections of an IPv6 network are those of one address', () => {
  const connections = new Connections({ ...limits, connectionsPerAddress: 2 }, new HubClock());
  const add = (host: string): boolean => connections.add(host).ok;
  expect(['2001:db8:1:2::a', '2001:db8:1:2::b', '2001:db8:1:2::c', '2001:db8:1:3::a'].map(add)).toEqual([
    true,
    true,
    false,
    true,
  ]);
  connections.remove('2001:db8:1:2::a');
  expect(add('2001:db8:1:2::c')).toBe(true);
});

describe('AddressLog', () => {
  const setUp = (logLines = 5) => {
    const clock = new HubClock();
    const lines: Record<string, unknown>[] = [];
    const log = new Log((line) => lines.push(JSON.parse(line) as Record<string, unknown>), clock);
    return { clock, lines, log: new AddressLog(log, { ...limits, logLines }, clock) };
  };

  it('writes the first lines of an address in a minute and sums up the rest', () => {
    const { clock, lines, log } = setUp();
    for (let n = 0; n < 1_000; n += 1) log.refusal('10.0.0.1', 'rate_limited', { connection: String(n) });
    log.info('join', '10.0.0.1', {});
    log.refusal('10.0.0.2', 'full', {});
    expect(lines).toHaveLength(6);
    clock.advance(60_000);
    expect(lines.slice(6)).toMatchObject([{ address: '10.0.0.1', code: 'log_lines', more: { rate_limited: 995, join: 1 } }]);
    log.refusal('10.0.0.1', 'full', {});
    expect(lines).toHaveLength(8);
  });

  it('counts an IPv6 network as one', () => {
    const { lines, log } = setUp(1);
    for (let host = 1; host < 10; host += 1) log.refusal(`2001:db8:1:2::${String(host)}`, 'full', {});
    log.stop();
    expect(lines).toMatchObject([
      { address: '2001:db8:1:2::1', code: 'full' },
      { address: '2001:db8:1:2::/64', code: 'log_lines', more: { full: 8 } },
    ]);
  });

  it('remembers a bounded number of addresses', () => {
    const { clock, lines, log } = setUp(1);
    for (let n = 0; n < 5_000; n += 1) log.refusal(`a${String(n)}`, 'full', {});
    expect(lines).toHaveLength(1_001);
    clock.advance(60_000);
    expect(lines.at(-1)).toMatchObject({ address: 'others', more: { full: 3_999 } });
  });

  it('says what is left when the hub stops', async () => {
    const hub = await startHub({ limits: { connectionsPerAddress: 1, logLines: 3, addressRate: 0 } });
    await person(hub, 'Ann');
    for (let n = 0; n < 20; n += 1) await new FullClient(hub.ws).ended;
    await hub.stop();
    const refusals = hub.log.filter(({ event }) => event === 'refusal');
    expect(refusals.map(({ code }) => code)).toEqual(['too_many_connections', 'too_many_connections', 'log_lines']);
    // The line of Ann's joining was the third; her leaving is among the others.
    expect(refusals.at(-1)?.['more']).toEqual({ too_many_connections: 18, leave: 1 });
  });
});
