import { describe, expect, it } from 'vitest';
import { GroupCommit } from '../../src/storage/group-commit';

/** A queue of words whose groups are written down; a group with `bad` in it is refused. */
function words(most = 10): { queue: GroupCommit<string>; groups: string[][]; refusals: () => number } {
  const groups: string[][] = [];
  let refusals = 0;
  const queue = new GroupCommit<string>({
    commit: (jobs) => {
      groups.push(jobs);
      return jobs.includes('bad') ? Promise.reject(new Error('bad')) : Promise.resolve();
    },
    refused: () => (refusals += 1),
    weigh: (job) => job.length,
    most,
  });
  return { queue, groups, refusals: () => refusals };
}

describe('GroupCommit', () => {
  it('groups what arrives in one turn, and what arrives during a group', async () => {
    const { queue, groups } = words();
    const first = Promise.all([queue.add('a'), queue.add('b')]);
    await Promise.resolve();
    await Promise.all([first, queue.add('c'), queue.add('d')]);
    expect(groups).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('closes a group before it becomes too heavy; a single job may be', async () => {
    const { queue, groups } = words(4);
    await Promise.all(['abc', 'd', 'e', 'much too long', 'f'].map((word) => queue.add(word)));
    expect(groups).toEqual([['abc', 'd'], ['e'], ['much too long'], ['f']]);
  });

  it('does a task alone and in order', async () => {
    const { queue, groups } = words();
    const task = async (): Promise<void> => {
      await Promise.resolve();
      groups.push(['task']);
    };
    await Promise.all([queue.add('a'), queue.alone(task), queue.add('b')]);
    expect(groups).toEqual([['a'], ['task'], ['b']]);
  });

  it('refuses with a group the jobs behind it, not the tasks, and goes on', async () => {
    const { queue, groups, refusals } = words(3);
    const results = await Promise.allSettled([
      queue.add('bad'),
      queue.add('behind'),
      queue.alone(() => Promise.resolve()),
      queue.add('b'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'rejected']);
    expect(refusals()).toBe(1);
    await queue.add('c');
    expect(groups).toEqual([['bad'], ['c']]);
  });

  it('goes on after a task that failed', async () => {
    const { queue, groups } = words();
    const failed = queue.alone(() => Promise.reject(new Error('no')));
    const after = queue.add('a');
    await expect(failed).rejects.toThrow('no');
    await after;
    expect(groups).toEqual([['a']]);
  });
});
