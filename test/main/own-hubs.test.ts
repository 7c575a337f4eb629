import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OwnHubs } from '../../src/main/own-hubs';
import { tempFolder } from '../helpers/temp-folder';

const one = {
  hubId: '1'.repeat(43),
  folder: '1',
  options: { name: 'Workshop', room: 'lobby', port: 8080, guests: 'off' as const, access: 'knock' as const },
};
const two = {
  hubId: '2'.repeat(43),
  folder: '2',
  options: { name: 'Family', room: 'kitchen', port: 8081, guests: 'plain' as const, access: 'open' as const },
};

it('remembers every place that was hosted, over a restart', async () => {
  const root = await tempFolder();
  const own = await OwnHubs.load(root);
  expect([own.find(one.hubId), own.find(null)]).toEqual([undefined, undefined]);
  await own.remember(one);
  await own.remember(two);
  await own.remember({ ...one, options: { ...one.options, port: 9000 } });
  const again = await OwnHubs.load(root);
  expect(again.find(one.hubId)).toEqual({ ...one, options: { ...one.options, port: 9000 } });
  expect(again.find(two.hubId)).toEqual(two);
});

it('opens a place again by its name, and makes an empty one for another name', async () => {
  const own = await OwnHubs.load(await tempFolder());
  expect(await own.folderFor('Workshop')).toBe('1');
  await own.remember(one);
  expect([await own.folderFor('WORKSHOP'), await own.folderFor('Family')]).toEqual(['1', '2']);
  await own.remember(two);
  expect([await own.folderFor('Workshop'), await own.folderFor('Family'), await own.folderFor('School')]).toEqual([
    '1',
    '2',
    '3',
  ]);
});

it('never puts a new place where something lies already', async () => {
  const root = await tempFolder();
  const own = await OwnHubs.load(root);
  await mkdir(own.path('1'), { recursive: true });
  expect(await own.folderFor('Workshop')).toBe('2');
});

it('reads places of before there was encryption: where browsers could join, they can, encrypted', async () => {
  const root = await tempFolder();
  const { name, room, port } = one.options;
  const before = [true, false].map((guests, n) => ({
    ...one,
    hubId: String(n).repeat(43),
    options: { name, room, port, guests },
  }));
  await writeFile(join(root, 'own-hubs.json'), JSON.stringify(before));
  const own = await OwnHubs.load(root);
  expect(before.map(({ hubId }) => own.find(hubId)?.options)).toEqual([
    { name, room, port, guests: 'encrypted', access: 'open' },
    { name, room, port, guests: 'off', access: 'open' },
  ]);
});

it('forgets what it cannot read, and keeps the file aside', async () => {
  const root = await tempFolder();
  await writeFile(join(root, 'own-hubs.json'), '[{"hubId":5}]');
  expect((await OwnHubs.load(root)).find(one.hubId)).toBeUndefined();
  expect(await readFile(join(root, 'own-hubs.json.damaged-1'), 'utf8')).toBe('[{"hubId":5}]');
});
