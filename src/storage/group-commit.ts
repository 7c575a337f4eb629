/** Work that is done in groups: all that arrives while one group is under way goes into the next. */

interface Waiting {
  resolve: () => void;
  reject: (error: unknown) => void;
}

type Item<J> = ({ kind: 'job'; job: J } | { kind: 'task'; run: () => Promise<void> }) & Waiting;

/** What a GroupCommit needs to know about its jobs. */
export interface GroupOptions<J> {
  /** Does a group; rejects when none of it was done. */
  commit: (jobs: J[]) => Promise<void>;
  /** A group and all jobs behind it were refused; called before their promises are rejected. */
  refused: () => void;
  /** How large a job is. */
  weigh: (job: J) => number;
  /** A group is closed before it becomes heavier than this; a single job may be. */
  most: number;
}

/** A queue in order. A job starts at once when nothing is under way; no timer is involved. */
export class GroupCommit<J> {
  #queue: Item<J>[] = [];
  #running = false;

  constructor(private readonly options: GroupOptions<J>) {}

  /**
   * Resolves when the job's group is done. When a group fails, the jobs queued behind it are refused with it: they were made in
   * the belief that it would succeed.
   */
  add(job: J): Promise<void> {
    return this.#enqueue((waiting) => ({ kind: 'job', job, ...waiting }));
  }

  /** Does something alone, after all that was added before it and before all that is added after it. */
  alone(run: () => Promise<void>): Promise<void> {
    return this.#enqueue((waiting) => ({ kind: 'task', run, ...waiting }));
  }

  #enqueue(make: (waiting: Waiting) => Item<J>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push(make({ resolve, reject }));
      if (this.#running) return;
      this.#running = true;
      // At the end of this turn's synchronous work: all that one chunk of a socket brought shares one write.
      queueMicrotask(() => void this.#drain());
    });
  }

  async #drain(): Promise<void> {
    for (let head = this.#queue[0]; head; head = this.#queue[0]) {
      if (head.kind === 'task') {
        this.#queue.shift();
        await head.run().then(head.resolve, head.reject);
        continue;
      }
      const group = this.#takeGroup();
      try {
        await this.options.commit(group.map(({ job }) => job));
        for (const { resolve } of group) resolve();
      } catch (error) {
        const behind = this.#queue.filter(({ kind }) => kind === 'job');
        this.#queue = this.#queue.filter(({ kind }) => kind === 'task');
        this.options.refused();
        for (const { reject } of [...group, ...behind]) reject(error);
      }
    }
    this.#running = false;
  }

  #takeGroup(): (Item<J> & { kind: 'job' })[] {
    const group: (Item<J> & { kind: 'job' })[] = [];
    let weight = 0;
    for (const item of this.#queue) {
      if (item.kind !== 'job') break;
      weight += this.options.weigh(item.job);
      if (group.length > 0 && weight > this.options.most) break;
      group.push(item);
    }
    this.#queue.splice(0, group.length);
    return group;
  }
}
