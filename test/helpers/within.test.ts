import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { within } from './within';

it('resolves with what was over in time', async () => {
  expect(await within(10_000, () => Promise.resolve('done'))).toBe('done');
});

it('fails what takes longer, and says how long', async () => {
  await expect(within(20, () => sleep(600))).rejects.toThrow(/took [6-9]\d\d|took \d{4,} ms/);
});

it('forgives nobody who blocks their own thread', async () => {
  const blocks = async (): Promise<void> => {
    for (const end = performance.now() + 600; performance.now() < end;);
  };
  await expect(within(20, blocks)).rejects.toThrow('of which the machine stood still');
});

it('passes on what was thrown', async () => {
  await expect(within(1_000, () => Promise.reject(new Error('of its own')))).rejects.toThrow('of its own');
});
