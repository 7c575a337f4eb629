import { describe, expect, it } from 'vitest';
import { Log, logLevels } from '../../src/hub/log';
import { HubClock } from '../helpers/hub-clock';
import { startHub } from '../helpers/hub';
import { FullClient, helloOf, newDevice, person, script, ScriptSocket } from '../helpers/raw-client';

describe('the log', () => {
  it.each(logLevels.map((level, index) => [level, logLevels.slice(index, -1)] as const))('at %s writes %j', (level, written) => {
    const lines: Record<string, unknown>[] = [];
    const log = new Log((line) => lines.push(JSON.parse(line) as Record<string, unknown>), new HubClock(), level);
    log.debug('connected', {});
    log.info('start', {});
    log.warn('refusal', {});
    log.error('error', new Error('a defect'));
    expect(lines.map((line) => line['level'])).toEqual(written);
    for (const line of lines) expect(line).toMatchObject({ at: '2023-11-14T22:13:20.000Z', event: expect.any(String) as string });
  });

  it('is given its level by the hub', async () => {
    const [loud, quiet] = [await startHub({ logLevel: 'debug' }), await startHub({ logLevel: 'silent' })];
    for (const hub of [loud, quiet]) {
      await person(hub, 'Ann');
      await hub.stop();
    }
    expect(loud.log.map(({ event }) => event)).toEqual(expect.arrayContaining(['connected', 'disconnected', 'counters', 'stop']));
    expect(quiet.log).toEqual([]);
  });
});

/** In every text, name of a script's room apart: none of it may be found in the log. */
const MARK = 'kingfisher';

it('no line of a busy session has a text, a token, a signature or a nonce in it', async () => {
  const hub = await startHub({ logLevel: 'debug', limits: { messageRate: 5, messageBurst: 5, floodRefusals: 50 } });
  const device = newDevice();
  const secrets: string[] = [MARK];
  const client = await new FullClient(hub.ws).opened();
  const greeting = await client.next('hello');
  const hello = helloOf(greeting, 'Ann', device);
  secrets.push(greeting.nonce);
  if (hello.type === 'hello' && hello.identity.kind === 'key') secrets.push(hello.identity.signature);
  client.send(hello);
  const { room } = await client.next('ready');
  await client.join(room);
  const bot = await script(hub, 'name=Bot');
  // Written, answered again, in conflict, too long, empty, of no room, of no shape, binary, above the rate.
  const send = (id: string, text: string, to = room): void => client.send({ type: 'send', room: to, id, text });
  send('a', `${MARK} one`);
  await client.heard(`${MARK} one`);
  send('a', `${MARK} one`);
  send('a', `${MARK} two`);
  await client.error({ code: 'conflict' });
  send('b', MARK.repeat(700));
  send('c', MARK, 'nowhere');
  client.raw(`{"type":"send","text":"${MARK}"}`);
  client.raw(`{"type":"${MARK}"}`);
  client.raw(`${MARK} is no JSON`);
  client.raw(Buffer.from(MARK));
  for (let n = 0; n < 20; n += 1) send(`d${String(n)}`, `${MARK} ${String(n)}`);
  await client.error({ code: 'rate_limited' });
  bot.raw(JSON.stringify({ message: `${MARK} of a script` }));
  bot.raw(JSON.stringify({ message: 1, other: MARK }));
  await bot.refused('bad_message');
  // A guest, somebody whose proof is worth nothing, and one who says other things first.
  const token = Buffer.from('a token that nobody else may have').toString('base64url');
  secrets.push(token);
  const guest = await new FullClient(hub.ws).opened();
  await guest.next('hello');
  guest.send({ type: 'hello', version: 1, name: 'Guest', identity: { kind: 'guest', token } });
  await guest.next('ready');
  const liar = await new FullClient(hub.ws).opened();
  const other = helloOf({ ...(await liar.next('hello')), nonce: 'n'.repeat(22) }, 'Liar', device);
  if (other.type === 'hello' && other.identity.kind === 'key') secrets.push(other.identity.signature);
  liar.send(other);
  expect((await liar.ended).code).toBe(4401);
  const early = await new FullClient(hub.ws).opened();
  early.raw(`{"type":"send","room":"x","id":"x","text":"${MARK}"}`);
  expect((await early.ended).code).toBe(4400);
  const flood = await new ScriptSocket(`${hub.ws}?name=Flood`).opened();
  for (let n = 0; n < 200; n += 1) flood.raw(MARK);
  expect((await flood.ended).code).toBe(4429);
  await hub.stop();
  expect(hub.log.length).toBeGreaterThan(20);
  const text = JSON.stringify(hub.log);
  for (const secret of secrets) expect(text).not.toContain(secret);
});
