/** A hub that is killed at random moments while files go up: each goes on, each message names only files that are whole, and what nobody names is found. */
import { setTimeout as sleep } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { buildHub, startBuiltHub, unlimited, type BuiltHub } from '../helpers/built-hub';
import { FileClient, sha256 } from '../helpers/file-client';
import { tempDir } from '../helpers/hub';
import { long } from '../helpers/random';
import { newDevice } from '../helpers/raw-client';
import { seeded } from '../helpers/seeded';

buildHub();

const KILLS = long ? 200 : 15;
const flags = [...unlimited, '--limit', 'diskReserve=0', '--limit', 'fileChunk=65536', '--limit', 'uploadsPerMember=1000'];

it('kills of the hub leave no file half and no message without its files', { timeout: KILLS * 4_000 + 60_000 }, async () => {
  const random = seeded();
  const about = `seed ${String(random.seed)}`;
  const dataDir = await tempDir();
  const device = newDevice();
  let hub: BuiltHub = await startBuiltHub(dataDir, 0, flags);
  const { port } = hub;
  const contents = new Map<string, Buffer>();
  let resumed = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const ada = await FileClient.join(hub, 'Ada', device);
    // What was cut off by the last kill goes on; the others are new.
    const ids = [...contents.keys()].slice(-1);
    const id = `file-${String(kill)}`;
    contents.set(id, randomBytes(random.between(1, 400_000)));
    let killed = false;
    const work = (async () => {
      for (const one of [...ids, id]) {
        const bytes = contents.get(one) ?? Buffer.alloc(0);
        const before = await ada.ready(bytes.length, { id: one });
        if (one !== id && before.received > 0) resumed += 1;
        const info = await ada.bring(bytes, { id: one });
        await ada.post([info], `message-of-${one}`);
      }
    })().catch((error: unknown) => {
      if (!killed) throw error;
    });
    await Promise.race([work, sleep(random.fraction() * 60)]);
    killed = true;
    await hub.end('SIGKILL');
    ada.client.ws.terminate();
    await work;
    hub = await startBuiltHub(dataDir, port, flags);
  }
  const ada = await FileClient.join(hub, 'Ada', device);
  for (const [id, bytes] of contents) {
    const info = await ada
      .bring(bytes, { id })
      .catch((error: unknown) => Promise.reject(new Error(`${about}: ${id}: ${String(error)}`)));
    expect(await ada.post([info], `message-of-${id}`), `${about}: ${id}`).toMatchObject({
      type: 'entries',
      entries: [{ files: [{ id }] }],
    });
    expect(sha256(await ada.fetch(id)), `${about}: ${id}`).toBe(sha256(bytes));
  }
  const page = await ada.client.ask({ type: 'history', room: ada.room, limit: 200 });
  const entries = page.type === 'page' ? page.entries : [];
  expect(entries.map((entry) => entry.id).sort(), about).toEqual([...contents.keys()].map((id) => `message-of-${id}`).sort());
  expect(await hub.end('SIGTERM'), hub.log().slice(-500)).toBe(0);
  console.log(`${String(KILLS)} kills, ${String(contents.size)} files whole, ${String(resumed)} gone on with; ${about}`);
});
