import { access, readFile, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { createHub } from '../../src/hub/hub';
import { JsonLog } from '../../src/storage/json-log';
import { cleanUp, startHub, tempDir } from '../helpers/hub';
import { FullClient, person, script } from '../helpers/raw-client';
import { within } from '../helpers/within';

it('stop tells everybody, keeps what was under way, and gives everything back', async () => {
  const events: string[] = [];
  const hub = await startHub({ onEvent: ({ event }) => events.push(event) });
  const [ann, bot] = [await person(hub, 'Ann'), await script(hub, 'name=Bot')];
  const greeter = await new FullClient(hub.ws).opened();
  ann.send({ type: 'send', room: ann.room, id: 'last', text: 'last words' });
  await new Promise((resolve) => setImmediate(resolve));
  const first = hub.stop();
  expect(hub.stop()).toBe(first);
  await first;
  for (const client of [ann, greeter]) {
    expect(await client.next('bye')).toEqual({ type: 'bye', reason: 'stopping', message: 'The hub is stopping.' });
    expect((await client.ended).code).toBe(1001);
  }
  expect((await bot.heard('The hub is stopping.')).username).toBe('System');
  expect((await bot.ended).code).toBe(1001);
  expect(events.at(-1)).toBe('stopped');
  const [file] = await readdir(join(hub.dataDir, 'rooms'));
  const log = JSON.parse(await readFile(join(hub.dataDir, 'rooms', file ?? ''), 'utf8')) as { text: string }[];
  // Either it was confirmed and is there, or neither: it is never confirmed and gone.
  expect(ann.entries().map(({ text }) => text)).toEqual(log.map(({ text }) => text));
  await expect(access(join(hub.dataDir, 'hub.lock'))).rejects.toThrow('ENOENT');
  await expect(new FullClient(hub.ws).opened()).rejects.toThrow('ECONNREFUSED');
});

it('stop is not held up by a client that never answers, nor by a disk that hangs', async () => {
  const hub = await startHub({ limits: { stopTimeout: 400, closeTimeout: 60_000 } });
  const socket = connect(hub.port, '127.0.0.1');
  cleanUp(async () => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write(
    `GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  await new Promise((resolve) => socket.once('data', resolve));
  const ann = await person(hub, 'Ann');
  const spy = vi.spyOn(JsonLog.prototype, 'append').mockImplementation(() => new Promise(() => undefined));
  ann.send({ type: 'send', room: ann.room, id: 'x', text: 'never written' });
  while (spy.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await within(1_500, () => hub.stop());
  expect((await ann.ended).code).toBe(1001);
  spy.mockRestore();
});

it('a start that fails gives back what it had taken', async () => {
  const running = await startHub();
  const dataDir = await tempDir();
  const second = createHub({ dataDir, host: '127.0.0.1', port: running.port });
  await expect(second.start()).rejects.toMatchObject({ code: 'port_taken' });
  await startHub({ dataDir });
});

it('the next free port is taken where that is allowed', async () => {
  const running = await startHub();
  const next = await startHub({ port: running.port, portTries: 20 });
  expect(next.port).toBeGreaterThan(running.port);
  expect(next.url).toBe(`http://127.0.0.1:${String(next.port)}/`);
});

it('two hubs never use one data directory; a dead one has left it', async () => {
  const running = await startHub();
  const { dataDir } = running;
  const start = (): Promise<unknown> => createHub({ dataDir, host: '127.0.0.1', port: 0 }).start();
  await expect(start()).rejects.toThrow('Another hub uses this data directory');
  await running.stop();
  const lock = join(dataDir, 'hub.lock');
  // The parent of this process lives; no process has the largest number that there can be.
  await writeFile(lock, `${String(process.ppid)}\n`);
  await expect(start()).rejects.toMatchObject({ code: 'storage_failed' });
  await writeFile(lock, '4194305\n');
  const next = await startHub({ dataDir });
  expect(await readFile(lock, 'utf8')).toBe(`${String(process.pid)}\n`);
  expect(next.hubId).toBe(running.hubId);
});
