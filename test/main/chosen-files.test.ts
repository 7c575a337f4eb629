import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { tempFolder } from '../helpers/temp-folder';

const dialog = vi.hoisted(() => ({ showSaveDialog: vi.fn(), showOpenDialog: vi.fn() }));
vi.mock('electron', () => ({ dialog }));

const { chosenFiles } = await import('../../src/main/chosen-files');
const { wordsFor } = await import('../../src/main/words');
const files = chosenFiles(() => null, wordsFor('en'));

beforeEach(() => {
  dialog.showSaveDialog.mockReset();
  dialog.showOpenDialog.mockReset();
});

async function* pieces(...all: string[]): AsyncGenerator<string> {
  for (const one of all) yield await Promise.resolve(one);
}

it('writes where the person says, whole, and in place of a file only when all of it is there', async () => {
  const folder = await tempFolder();
  const filePath = join(folder, 'room.html');
  await writeFile(filePath, 'before');
  dialog.showSaveDialog.mockResolvedValue({ canceled: false, filePath });
  async function* torn(): AsyncGenerator<string> {
    yield await Promise.resolve('half');
    throw new Error('the disk of the history');
  }
  await expect(files.save('room.html', torn())).rejects.toThrow();
  expect([await readFile(filePath, 'utf8'), await readdir(folder)]).toEqual(['before', ['room.html']]);
  expect(await files.save('room.html', pieces('a', 'ü'))).toBe(true);
  expect([await readFile(filePath, 'utf8'), await readdir(folder)]).toEqual(['aü', ['room.html']]);
  expect(dialog.showSaveDialog).toHaveBeenLastCalledWith({
    defaultPath: 'room.html',
    filters: [{ name: 'Web page (HTML)', extensions: ['html'] }],
  });
});

it('asks the window where there is one, and does nothing where the person thinks better of it', async () => {
  const window = {} as never;
  const asked = chosenFiles(() => window, wordsFor('de'));
  dialog.showSaveDialog.mockResolvedValue({ canceled: true, filePath: '' });
  dialog.showOpenDialog.mockResolvedValue({ canceled: true, filePaths: [] });
  const read = vi.fn();
  expect(await asked.save('room.json', { [Symbol.asyncIterator]: read })).toBe(false);
  expect(await asked.open()).toBeNull();
  expect(read).not.toHaveBeenCalled();
  expect(dialog.showSaveDialog.mock.calls[0]?.[0]).toBe(window);
  expect(dialog.showOpenDialog.mock.calls[0]?.[0]).toBe(window);
});

it('reads line by line what the person chose', async () => {
  const path = join(await tempFolder(), 'room.json');
  await writeFile(path, 'one\r\nzwei\n\nü');
  dialog.showOpenDialog.mockResolvedValue({ canceled: false, filePaths: [path] });
  const lines: string[] = [];
  for await (const line of (await files.open()) ?? []) lines.push(line);
  expect(lines).toEqual(['one', 'zwei', '', 'ü']);
  dialog.showOpenDialog.mockResolvedValue({ canceled: false, filePaths: [`${path}.none`] });
  await expect(files.open()).rejects.toThrow();
});
