/** A bounded, durable queue of messages that the hub has not confirmed. */
import { Emitter } from '../shared/emitter';
import type { PendingMessage } from '../shared/ipc/talk-api';
import type { Outcome, Problem } from '../shared/ipc/outcome';
import { limits } from '../shared/protocol';
import { without } from '../shared/without';
import { done, failed } from './problems';

/** Where an outbox is kept. */
export interface OutboxStorage {
  /** Durable when it resolves. */
  save(messages: readonly PendingMessage[]): Promise<void>;
}

/** Messages of one hub, in the order in which they were written. */
export class Outbox {
  /** Emits the room whose messages changed. */
  readonly onChange = new Emitter<string>();
  readonly #storage: OutboxStorage;
  #messages: readonly PendingMessage[];
  #saving: Promise<unknown> = Promise.resolve();
  #dirty = false;

  /** @param messages - what was kept last time; nothing is on its way now, whatever it says */
  constructor(storage: OutboxStorage, messages: readonly PendingMessage[]) {
    this.#storage = storage;
    this.#messages = messages.map((message) => (message.state === 'sending' ? { ...message, state: 'queued' } : message));
  }

  /** A room's messages, oldest first. */
  of(room: string): PendingMessage[] {
    return this.#messages.filter((message) => message.room === room);
  }

  /** Rooms that have something to send. */
  rooms(): string[] {
    return [...new Set(this.#messages.map(({ room }) => room))];
  }

  /** Queues a message; it is on disk when the promise resolves with ok. */
  async add(message: PendingMessage): Promise<Outcome> {
    if (this.#messages.length >= limits.outboxEntries) return failed('outbox_full', { most: limits.outboxEntries });
    this.#set([...this.#messages, message], message.room);
    try {
      await this.save();
      return done;
    } catch {
      this.remove(message.room, message.id);
      return failed('storage_failed');
    }
  }

  /** Changes a message's state. */
  mark(room: string, id: string, state: PendingMessage['state'], problem?: Problem): void {
    const change = (message: PendingMessage): PendingMessage => ({
      ...without(message, ['problem']),
      ...(problem ? { state, problem } : { state }),
    });
    if (!this.#find(room, id)) return;
    this.#set(
      this.#messages.map((message) => (message.room === room && message.id === id ? change(message) : message)),
      room,
    );
    // What is only on its way is queued again after a restart anyway.
    if (state === 'failed') void this.save().catch(() => undefined);
  }

  /** Everything that was on its way is queued again: the connection went. */
  requeue(): void {
    for (const { room, id, state } of this.#messages) if (state === 'sending') this.mark(room, id, 'queued');
  }

  /** Takes a message out: confirmed or discarded. False when it is not there. */
  remove(room: string, id: string): boolean {
    if (!this.#find(room, id)) return false;
    this.#set(
      this.#messages.filter((message) => message.room !== room || message.id !== id),
      room,
    );
    // Should this save fail, the message is sent once more after a restart and the hub knows its id.
    void this.save().catch(() => undefined);
    return true;
  }

  /** Writes the newest state; saves that wait for the same write share it. */
  save(): Promise<void> {
    this.#dirty = true;
    const saved = this.#saving.then(async () => {
      if (!this.#dirty) return;
      this.#dirty = false;
      try {
        await this.#storage.save(this.#messages);
      } catch (error) {
        this.#dirty = true;
        throw error;
      }
    });
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  #find(room: string, id: string): PendingMessage | undefined {
    return this.#messages.find((message) => message.room === room && message.id === id);
  }

  #set(messages: readonly PendingMessage[], room: string): void {
    this.#messages = messages;
    this.onChange.emit(room);
  }
}
