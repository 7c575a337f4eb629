import { expect, it, vi } from 'vitest';
import type { Entry } from '../../src/shared/protocol';
import { JsonLog, StorageError } from '../../src/storage/json-log';
import { startHub } from '../helpers/hub';
import { FullClient, newDevice, person, script } from '../helpers/raw-client';

/** A small generator with a seed, so that a failure can be run again. */
function shuffler(seed: number): <T>(list: T[]) => T[] {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return (list) => {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; i -= 1) {
      const j = Math.floor(next() * (i + 1));
      [copy[i], copy[j]] = [copy[j] as (typeof copy)[number], copy[i] as (typeof copy)[number]];
    }
    return copy;
  };
}

it('20 clients who write 200 messages each all see the same order, gapless', { timeout: 60_000 }, async () => {
  const seed = Date.now() % 1_000_000;
  const shuffle = shuffler(seed);
  const hub = await startHub({ limits: { messageRate: 0, frameRate: 0 } });
  const clients = await Promise.all(Array.from({ length: 20 }, (_, n) => person(hub, `Client ${String(n)}`)));
  const bot = await script(hub);
  const sends = shuffle(clients.flatMap((client, who) => Array.from({ length: 200 }, (_, n) => ({ client, who, n }))));
  // In slices, so that the hub's commits meet sends that arrive while they run.
  for (let start = 0; start < sends.length; start += 100) {
    for (const { client, who, n } of sends.slice(start, start + 100))
      client.send({ type: 'send', room: client.room, id: `${String(who)}-${String(n)}`, text: `${String(who)} ${String(n)}` });
    await new Promise((resolve) => setImmediate(resolve));
  }
  const all = await Promise.all(
    clients.map((client) => client.until('4,000 entries', () => (client.entries().length >= 4_000 ? client.entries() : null))),
  );
  const [first] = all as [Entry[]];
  expect(
    first.map(({ seq }) => seq),
    `seed ${String(seed)}`,
  ).toEqual(Array.from({ length: 4_000 }, (_, index) => index + 1));
  for (const entries of all) expect(entries, `seed ${String(seed)}`).toEqual(first);
  expect(new Set(first.map(({ text }) => text)).size).toBe(4_000);
  await bot.until('4,000 messages', () => (bot.texts.length === 4_001 ? true : null));
  expect(bot.messages.slice(1).map(({ message }) => message)).toEqual(first.map(({ text }) => text));
});

/** Holds every append back until it is told how it ends. */
function gate(): { appends: { entries: Entry[]; pass(): void; fail(error: unknown): void }[]; restore(): void } {
  const appends: { entries: Entry[]; pass(): void; fail(error: unknown): void }[] = [];
  const original = JsonLog.prototype.append;
  const spy = vi.spyOn(JsonLog.prototype, 'append').mockImplementation(function (this: JsonLog<unknown>, entries) {
    return new Promise((resolve, reject) => {
      const pass = (): void => void original.call(this, entries).then(resolve, reject);
      appends.push({ entries: entries as Entry[], pass, fail: reject });
    });
  });
  return { appends, restore: () => spy.mockRestore() };
}

it('nobody hears an entry before it is durable; what arrives meanwhile shares the next commit', async () => {
  const hub = await startHub();
  const [ann, ben] = [await person(hub, 'Ann'), await person(hub, 'Ben')];
  const log = gate();
  const { room } = ann;
  ann.send({ type: 'send', room, id: 'a', text: 'one' });
  await pollUntil(() => log.appends.length === 1);
  ben.send({ type: 'send', room, id: 'b', text: 'two' });
  ann.send({ type: 'send', room, id: 'c', text: 'three' });
  // Sent again while it is being synced: the same commit answers both.
  ann.send({ type: 'send', room, id: 'a', text: 'one' });
  ann.send({ type: 'send', room, id: 'a', text: 'not one' });
  await ann.error({ code: 'conflict', id: 'a' });
  expect(await ben.join(room)).toMatchObject({ room: { seq: 0 } });
  expect([...ann.entries(), ...ben.entries()]).toEqual([]);
  log.appends[0]?.pass();
  await ben.heard('one');
  await pollUntil(() => log.appends.length === 2);
  expect(log.appends[1]?.entries.map(({ text }) => text).sort()).toEqual(['three', 'two']);
  expect(ann.entries().map(({ text }) => text)).toEqual(['one']);
  log.appends[1]?.pass();
  await ben.until('all three', () => (ben.entries().length === 3 ? true : null));
  expect(ben.entries().map(({ seq }) => seq)).toEqual([1, 2, 3]);
  log.restore();
});

it('a commit that fails is told to those concerned, takes no sequence, and poisons nothing', async () => {
  const hub = await startHub();
  const device = newDevice();
  const [ann, phone, ben] = [await person(hub, 'Ann', device), await person(hub, 'Ann', device), await person(hub, 'Ben')];
  const { room } = ann;
  ben.send({ type: 'send', room, id: 'before', text: 'before' });
  await ann.heard('before');
  const log = gate();
  ann.send({ type: 'send', room, id: 'a', text: 'lost' });
  await pollUntil(() => log.appends.length === 1);
  phone.send({ type: 'send', room, id: 'a', text: 'lost' });
  phone.send({ type: 'ping' });
  await phone.next('pong');
  log.appends[0]?.fail(new StorageError('storage_full', 'no room'));
  for (const client of [ann, phone]) expect(await client.error({ id: 'a' })).toMatchObject({ code: 'storage_full', room });
  log.restore();
  // Reading goes on, and the same id may be sent again.
  expect(await ben.ask({ type: 'history', room })).toMatchObject({ type: 'page', entries: [{ text: 'before' }] });
  ann.send({ type: 'send', room, id: 'a', text: 'lost' });
  expect((await ben.heard('lost')).seq).toBe(2);
  expect(ben.frames.filter(({ type }) => type === 'error')).toEqual([]);
});

it('one room that cannot write holds up no other', async () => {
  const hub = await startHub();
  const ann = await person(hub, 'Ann');
  const made = await ann.ask({ type: 'create', name: 'Other' });
  const other = made.type === 'created' ? made.room.id : '';
  await ann.join(other);
  const log = gate();
  ann.send({ type: 'send', room: ann.room, id: 'a', text: 'stuck' });
  await pollUntil(() => log.appends.length === 1);
  ann.send({ type: 'send', room: other, id: 'b', text: 'flows' });
  await pollUntil(() => log.appends.length === 2);
  log.appends[1]?.pass();
  expect((await ann.heard('flows')).seq).toBe(1);
  expect(ann.entries(ann.room)).toEqual([]);
  log.appends[0]?.pass();
  await ann.heard('stuck');
  log.restore();
});

/** For what no socket tells of. */
async function pollUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

it('answers come in the order of the questions, however long one takes', async () => {
  const hub = await startHub();
  const ann = await new FullClient(hub.ws).opened();
  const { room } = await ann.hello('Ann', newDevice());
  ann.send({ type: 'join', ref: 1, room });
  ann.send({ type: 'history', ref: 2, room });
  ann.send({ type: 'send', room, id: 'x', text: 'right after' });
  ann.send({ type: 'leave', ref: 3, room });
  ann.send({ type: 'ping' });
  await ann.next('pong');
  const answers = ann.frames.filter(({ type }) => !['presence', 'entries', 'hello', 'ready'].includes(type));
  expect(answers.map(({ type }) => type)).toEqual(['joined', 'page', 'left', 'pong']);
});
