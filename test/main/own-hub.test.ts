import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OwnHub } from '../../src/main/own-hub';
import { tempFolder } from '../helpers/temp-folder';

const hubId = 'h'.repeat(43);
const options = { name: 'Workshop', room: 'lobby', port: 8080, guests: false };

it('remembers how the hub was hosted, over a restart', async () => {
  const folder = await tempFolder();
  const own = await OwnHub.load(folder);
  expect([own.is(hubId), own.is(null), own.options]).toEqual([false, false, null]);
  await own.save(hubId, options);
  const again = await OwnHub.load(folder);
  expect([again.is(hubId), again.is('x'.repeat(43)), again.options]).toEqual([true, false, options]);
});

it('forgets what it cannot read, and keeps the file aside', async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, 'own-hub.json'), '{"hubId":5}');
  expect((await OwnHub.load(folder)).options).toBeNull();
  expect(await readFile(join(folder, 'own-hub.json.damaged-1'), 'utf8')).toBe('{"hubId":5}');
});
