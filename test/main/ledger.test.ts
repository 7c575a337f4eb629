/** The network ledger: what was dialled, and how much went over it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Dial, TransportEvents } from '../../src/client/transport';
import { Ledger } from '../../src/main/ledger';
import { FakeClock } from '../helpers/fake-clock';
import { tempFolder } from '../helpers/temp-folder';

/** A network on which the test decides what happens. */
function network(): { dial: Dial; last(): TransportEvents } {
  const events: TransportEvents[] = [];
  return {
    dial: (_url, listener) => {
      events.push(listener);
      return { send: () => undefined, close: () => undefined };
    },
    last: () => events.at(-1) as TransportEvents,
  };
}
const ignore: TransportEvents = { onOpen: () => undefined, onMessage: () => undefined, onClose: () => undefined };

it('writes down when, to whom, and how many bytes', async () => {
  const folder = await tempFolder();
  const clock = new FakeClock();
  const ledger = await Ledger.load(folder, clock);
  const { dial, last } = network();
  const began = clock.now();
  const transport = ledger.recording(dial)('wss://192.168.1.20:8080/hearth', ignore);
  last().onOpen({ kind: 'tls', pin: 'p'.repeat(43), trusted: false });
  transport.send('grüße');
  last().onMessage('{"type":"hello"}');
  expect(ledger.list()).toEqual([
    {
      address: '192.168.1.20:8080',
      why: 'chat',
      at: began,
      endedAt: null,
      answered: true,
      encrypted: true,
      attempts: 1,
      sent: 7,
      received: 16,
    },
  ]);
  clock.step(5_000);
  last().onClose({ code: 1000 });
  await ledger.close();
  const again = await Ledger.load(folder, clock);
  expect(again.list()).toEqual(ledger.list());
  expect(again.list()[0]?.endedAt).toBe(began + 5_000);
});

it('sums up attempts that nobody answered, so that a night without the hub pushes nothing out', async () => {
  const clock = new FakeClock();
  const ledger = await Ledger.load(await tempFolder(), clock);
  const { dial, last } = network();
  for (let n = 0; n < 1_000; n += 1) {
    ledger.recording(dial)('ws://10.0.0.9:8080/hearth', ignore);
    clock.step(1_000);
    last().onClose({ code: 1006 });
  }
  expect(ledger.list()).toMatchObject([{ attempts: 1_000, answered: false, encrypted: false }]);
  ledger.recording(dial)('ws://10.0.0.8:8080/hearth', ignore);
  expect(ledger.list().map(({ address }) => address)).toEqual(['10.0.0.8:8080', '10.0.0.9:8080']);
});

it('keeps the newest lines, and of a stopped request no more than where it would have gone', async () => {
  const clock = new FakeClock();
  const ledger = await Ledger.load(await tempFolder(), clock);
  const { dial, last } = network();
  for (let n = 0; n < 600; n += 1) {
    ledger.recording(dial)(`ws://10.0.0.${String(n % 250)}:${String(n)}/`, ignore);
    last().onClose({ code: 1006 });
  }
  ledger.stopped('https://evil.example/steal?secret=1');
  const list = ledger.list();
  expect(list).toHaveLength(500);
  expect(list[0]).toMatchObject({ address: 'https://evil.example', why: 'stopped' });
});

it('begins anew where its file is damaged, and ends what a kill left open', async () => {
  const folder = await tempFolder();
  const clock = new FakeClock();
  const first = await Ledger.load(folder, clock);
  first.recording(network().dial)('ws://10.0.0.9:8080/hearth', ignore);
  await first.close();
  expect((await Ledger.load(folder, clock)).list()[0]?.endedAt).not.toBeNull();
  const path = join(folder, 'connections.json');
  expect((JSON.parse(await readFile(path, 'utf8')) as { endedAt: null }[])[0]?.endedAt).toBeNull();
  await writeFile(path, '[{"address":1}]');
  expect((await Ledger.load(folder, clock)).list()).toEqual([]);
});
