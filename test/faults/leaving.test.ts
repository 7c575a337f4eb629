/** R18: the host leaves, politely or not. */
import { expect, it } from 'vitest';
import { buildHub, startBuiltHub } from '../helpers/built-hub';
import { check, Recorder } from '../helpers/checker';
import { FaultClient, settled } from '../helpers/fault-client';
import { cleanUp, tempDir } from '../helpers/hub';
import { person, script } from '../helpers/raw-client';
import { roomEntries } from '../helpers/room-file';
import { seeded } from '../helpers/seeded';
import { within } from '../helpers/within';

buildHub();

it('R18: SIGTERM tells everybody, answers whoever wrote last, closes with 1001, within 2 s', async () => {
  const dataDir = await tempDir();
  const hub = await startBuiltHub(dataDir);
  cleanUp(async () => void (await hub.end('SIGKILL')));
  const people = await Promise.all(Array.from({ length: 10 }, (_, n) => person(hub, `P${String(n)}`)));
  const bot = await script(hub);
  // Somebody who does not read any more must not hold it up.
  const stopped = await person(hub, 'Stopped');
  stopped.ws.pause();
  for (const [index, { send, room }] of people.entries())
    for (let n = 0; n < 20; n += 1)
      send.call(people[index], { type: 'send', room, id: `m${String(index)}-${String(n)}`, text: `last ${String(n)}` });
  await people[0]?.heard('last 0');
  const [code, ...ends] = await within(2_000, () => Promise.all([hub.end('SIGTERM'), ...people.map(({ ended }) => ended)]));
  expect(code).toBe(0);
  expect(ends.map((end) => end.code)).toEqual(people.map(() => 1001));
  for (const client of people) expect(client.frames.at(-1)).toMatchObject({ type: 'bye' });
  expect(bot.messages.at(-1)).toMatchObject({ username: 'System', message: 'The hub is stopping.' });
  const log = await roomEntries(dataDir);
  // Each message is either in the log and was shown to its author, or was refused.
  for (const client of people) {
    const own = client.entries().filter(({ author }) => author.id === client.ready.member.id);
    const refused = client.frames.filter((frame) => frame.type === 'error');
    expect(own.length + refused.length).toBeLessThanOrEqual(20);
    for (const entry of own) expect(log[entry.seq - 1]).toEqual(entry);
  }
});

it('R18: killed, it is missed at once, and back with everything', async () => {
  const dataDir = await tempDir();
  const random = seeded();
  const recorder = new Recorder();
  let hub: Awaited<ReturnType<typeof startBuiltHub>> | null = await startBuiltHub(dataDir);
  const { port, ws } = hub;
  const clients = ['a', 'b', 'c'].map((name) => new FaultClient({ name, url: () => (hub ? ws : null), recorder, random }));
  cleanUp(async () => clients.forEach((client) => client.stop()));
  await settled(clients, () => clients.every(({ live }) => live));
  for (const client of clients) for (let n = 0; n < 50; n += 1) client.write(`${client.name}${String(n)}`, 'text');
  const dying = hub;
  hub = null;
  await within(1_000, async () => {
    await dying.end('SIGKILL');
    while (clients.some(({ live }) => live)) await new Promise((resolve) => setImmediate(resolve));
  });
  hub = await startBuiltHub(dataDir, port);
  await settled(clients, () => clients.every(({ waiting, live, held }) => waiting === 0 && live && held === 150));
  clients.forEach((client) => client.stop());
  await hub.end('SIGTERM');
  expect(check(recorder.operations, await roomEntries(dataDir), { complete: ['a', 'b', 'c'] })).toEqual([]);
});
