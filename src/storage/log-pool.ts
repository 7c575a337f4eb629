/** Many logs, of which a few are open. */

/** What a pool needs of a log. */
interface Closable {
  close(): Promise<void>;
}

interface Slot<L> {
  opening: Promise<L>;
  users: number;
  /** Set while it is being closed to make room. */
  closing: Promise<void> | null;
}

/** Opens logs when they are used and closes those that were not used for longest. */
export class LogPool<L extends Closable> {
  /** In the order of their last use. */
  readonly #slots = new Map<string, Slot<L>>();

  /**
   * @param open - opens the log of a path
   * @param most - logs that stay open when nobody uses them
   */
  constructor(
    private readonly open: (path: string) => Promise<L>,
    private readonly most: number,
  ) {}

  /** Logs that are open or opening. */
  get size(): number {
    return this.#slots.size;
  }

  /** Runs something with a log, which stays open as long. */
  async use<R>(path: string, run: (log: L) => Promise<R>): Promise<R> {
    for (let old = this.#slots.get(path); old?.closing; old = this.#slots.get(path)) await old.closing;
    const slot = this.#slots.get(path) ?? this.#add(path);
    slot.users += 1;
    this.#slots.delete(path);
    this.#slots.set(path, slot);
    try {
      return await run(await slot.opening);
    } finally {
      slot.users -= 1;
      await this.#makeRoom();
    }
  }

  /** Closes a log and runs something with its file; whoever asks for the log meanwhile waits. */
  async without<R>(path: string, run: () => Promise<R>): Promise<R> {
    for (let old = this.#slots.get(path); old?.closing; old = this.#slots.get(path)) await old.closing;
    const open = this.#slots.get(path);
    // Nobody gets at it before this is over.
    const slot: Slot<L> = open ?? { opening: new Promise<L>(() => undefined), users: 0, closing: null };
    const work = this.#release(open).then(run);
    const over = (): void => void this.#slots.delete(path);
    slot.closing = work.then(over, over);
    this.#slots.set(path, slot);
    return work;
  }

  /** Whether a log is open already. */
  has(path: string): boolean {
    return this.#slots.has(path);
  }

  /** Runs something with each open log. Rejects with the first error, after all have had their turn. */
  async each(run: (log: L) => Promise<void>): Promise<void> {
    const paths = [...this.#slots.keys()];
    const results = await Promise.allSettled(paths.map((path) => this.use(path, run)));
    const refused = results.find((result) => result.status === 'rejected');
    if (refused) throw refused.reason;
  }

  /** Closes all; those in use when they are free. */
  async close(): Promise<void> {
    await this.each(() => Promise.resolve());
    await Promise.all([...this.#slots].map(([path, slot]) => this.#close(path, slot)));
  }

  async #release(slot: Slot<L> | undefined): Promise<void> {
    while (slot && slot.users > 0) await new Promise((resolve) => setImmediate(resolve));
    const log = await slot?.opening.catch(() => null);
    await log?.close();
  }

  #add(path: string): Slot<L> {
    const slot: Slot<L> = { opening: this.open(path), users: 0, closing: null };
    // What could not be opened is tried again by the next who asks.
    slot.opening.catch(() => this.#slots.delete(path));
    return slot;
  }

  async #makeRoom(): Promise<void> {
    const closing: Promise<void>[] = [];
    for (const [path, slot] of this.#slots) {
      if (this.#slots.size - closing.length <= this.most) break;
      if (slot.users === 0 && !slot.closing) closing.push(this.#close(path, slot));
    }
    await Promise.all(closing);
  }

  #close(path: string, slot: Slot<L>): Promise<void> {
    slot.closing ??= slot.opening
      .then((log) => log.close())
      .catch(() => {})
      .finally(() => this.#slots.delete(path));
    return slot.closing;
  }
}
