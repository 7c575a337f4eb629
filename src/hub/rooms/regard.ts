/** What was said about one message, as far as limits ask; and of a few messages at once. */
import type { Body, Entry, ErrorCode, Limits, Member, Message } from '../../shared/protocol';

/** What a member may say about a message. */
export type About = Extract<Body, { kind: 'edit' | 'reaction' | 'pin' | 'ack' }>;

/** Limits that are asked. */
export type RegardLimits = Pick<
  Limits,
  'aboutMessage' | 'changesPerMember' | 'editsPerMessage' | 'pinsPerRoom' | 'reactionsPerMessage'
>;

/** What was said about one message, waiting entries included; at most `aboutMessage` entries, some 100 bytes each. */
export class Regard {
  /** Null: there is none of this sequence. */
  readonly message: Message | null;
  #entries = 0;
  #edits = 0;
  #pinned = false;
  readonly #emoji = new Set<string>();
  /** Member and emoji of reactions that stand. */
  readonly #standing = new Set<string>();
  /** Reactions and pins of each member, taking back included. */
  readonly #changes = new Map<string, number>();
  readonly #acks = new Set<string>();

  constructor(message: Message | null, said: readonly Entry[]) {
    this.message = message;
    for (const entry of said)
      if (entry.kind === 'edit' || entry.kind === 'reaction' || entry.kind === 'pin' || entry.kind === 'ack')
        this.take(entry, entry.author);
  }

  /**
   * Why something may not be said about it; null where it may.
   * @param pinned - messages that are pinned in the room
   */
  refusal(body: About, { id }: Member, pinned: number, limits: RegardLimits): ErrorCode | null {
    const { message } = this;
    if (!message) return 'message_unknown';
    if (message.deleted) return 'message_deleted';
    if (body.kind === 'edit' && message.author.id !== id) return 'not_allowed';
    if (body.kind === 'ack' && !message.urgent) return 'not_allowed';
    if (this.#stands(body, id)) return 'no_change';
    if (body.kind === 'edit')
      return this.#edits < limits.editsPerMessage ? this.#full(limits, 'too_many_edits') : 'too_many_edits';
    if (body.kind === 'pin' && body.on && pinned >= limits.pinsPerRoom) return 'too_many_pins';
    const wall = body.kind === 'reaction' && !this.#emoji.has(body.emoji) && this.#emoji.size >= limits.reactionsPerMessage;
    if (wall || (this.#changes.get(id) ?? 0) >= limits.changesPerMember) return 'too_many_reactions';
    return this.#full(limits, 'too_many_reactions');
  }

  /** It is on its way, or there. */
  take(body: About, { id }: Member): void {
    this.#entries += 1;
    if (body.kind === 'edit') this.#edits += 1;
    if (body.kind === 'ack') this.#acks.add(id);
    if (body.kind !== 'reaction' && body.kind !== 'pin') return;
    this.#changes.set(id, (this.#changes.get(id) ?? 0) + 1);
    if (body.kind === 'pin') {
      this.#pinned = body.on;
      return;
    }
    this.#emoji.add(body.emoji);
    if (body.on) this.#standing.add(`${id}\n${body.emoji}`);
    else this.#standing.delete(`${id}\n${body.emoji}`);
  }

  /** It is so already. */
  #stands(body: About, id: string): boolean {
    if (body.kind === 'ack') return this.#acks.has(id);
    if (body.kind === 'pin') return this.#pinned === body.on;
    return body.kind === 'reaction' && this.#standing.has(`${id}\n${body.emoji}`) === body.on;
  }

  #full({ aboutMessage }: RegardLimits, code: ErrorCode): ErrorCode | null {
    return this.#entries < aboutMessage ? null : code;
  }
}

/** Regards that are remembered in one room; above it those that were asked for first are read again when they are needed. */
const MOST = 32;

/** One room's. */
export class Regards {
  readonly #read: (target: number) => Promise<Regard>;
  /** In the order of their last use. */
  readonly #known = new Map<number, Promise<Regard>>();

  /** @param read - rejects with StorageError */
  constructor(read: (target: number) => Promise<Regard>) {
    this.#read = read;
  }

  /** What was said about a message. Whoever says something about it takes it at once, so that others see it. */
  of(target: number): Promise<Regard> {
    const known = this.#known.get(target) ?? this.#read(target);
    this.#known.delete(target);
    this.#known.set(target, known);
    known.then(
      // It may be written yet.
      ({ message }) => message ?? this.forget(target),
      () => this.forget(target),
    );
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
    return known;
  }

  /** It is not as it was thought to be. */
  forget(target: number): void {
    this.#known.delete(target);
  }

  /** Gives its memory back. */
  clear(): void {
    this.#known.clear();
  }
}
