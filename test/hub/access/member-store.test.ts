/** Whom the hub forgets when it remembers too many. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MemberStore } from '../../../src/hub/access/member-store';
import { nodeLogFs } from '../../../src/storage/log-fs';
import { tempDir } from '../../helpers/hub';

it('forgets who was away longest, and nobody whose role a host decided', async () => {
  const folder = await tempDir();
  const members = Array.from({ length: 10_000 }, (_, index) => ({
    ...{ id: `k-${String(index)}`, name: `Member ${String(index)}`, role: 'member', seenAt: index },
    ...{ admitted: { how: 'invite', at: 0 }, ...(index === 0 ? { decided: true } : {}) },
  }));
  await writeFile(join(folder, 'members.json'), JSON.stringify({ version: 1, members }));
  const store = await MemberStore.open(nodeLogFs, folder, () => 20_000);
  await store.change('k-new', 'New', {}, 20_000);
  expect(store.all()).toHaveLength(10_000);
  expect([store.get('k-0')?.decided, store.get('k-1'), store.get('k-2')?.name]).toEqual([true, undefined, 'Member 2']);
});
