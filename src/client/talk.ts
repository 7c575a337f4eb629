/** What is said in the rooms of the hub that is open: read, written, and kept until the hub has it. */
import type { Outcome } from '../shared/ipc/outcome';
import type { HistoryPage, LoadedMessages, MessageExtra, Outgoing, PendingMessage, TalkApi } from '../shared/ipc/talk-api';
import { cleanText, isEmoji } from '../shared/protocol';
import type { HubLink } from './hub-link';
import type { ChatPorts } from './ports';
import { done, failed } from './problems';
import type { Room } from './room';

/** What Talk needs. */
export interface TalkOptions {
  ports: Pick<ChatPorts, 'clock' | 'random'>;
  /** The hub that is open. */
  link: () => HubLink | null;
}

/** What is given, without what is not there. */
const given = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;

/** A text as a hub takes it, or why it does not. */
function cleaned(raw: string): Outcome<string> {
  const text = cleanText(raw);
  if (text.ok) return { ok: true, value: text.text };
  return failed(text.code === 'bad_message' ? 'internal' : (text.code as 'empty_message' | 'text_too_long'));
}

/** The calls of TalkApi. */
export class Talk implements Omit<TalkApi, 'onTimeline' | 'onOutbox'> {
  readonly #options: TalkOptions;

  constructor(options: TalkOptions) {
    this.#options = options;
  }

  loadHistory(room: string, before: number | null): Promise<Outcome<HistoryPage>> {
    return this.#read(room, (known) => known.pages.page(before));
  }

  loadMessages(room: string, seqs: readonly number[]): Promise<Outcome<LoadedMessages>> {
    return this.#read(room, (known) => known.pages.messages(seqs));
  }

  async loadPins(room: string): Promise<Outcome<LoadedMessages>> {
    const known = this.#options.link()?.room(room);
    if (!known) return failed('room_unknown');
    try {
      return await known.pages.pins();
    } catch {
      return failed('storage_failed');
    }
  }

  findDate(room: string, at: number): Promise<Outcome<number | null>> {
    return this.#read(room, (known) => known.pages.dated(at));
  }

  loadOutbox(room: string): Promise<PendingMessage[]> {
    return Promise.resolve(this.#options.link()?.outbox?.of(room) ?? []);
  }

  async send(room: string, raw: string, extra: MessageExtra = {}): Promise<Outcome<string>> {
    const text = raw.trim() === '' && extra.files?.length ? { ok: true as const, value: '' } : cleaned(raw);
    if (!text.ok) return text;
    return this.#queue(room, given({ kind: 'message', text: text.value, ...extra }));
  }

  async editMessage(
    room: string,
    target: number,
    raw: string,
    called: Pick<MessageExtra, 'mentions' | 'everyone'> = {},
  ): Promise<Outcome<string>> {
    const text = cleaned(raw);
    return text.ok ? this.#queue(room, given({ kind: 'edit', target, text: text.value, ...called })) : text;
  }

  async react(room: string, target: number, emoji: string, on: boolean): Promise<Outcome<string>> {
    return isEmoji(emoji) ? this.#queue(room, { kind: 'reaction', target, emoji, on }) : failed('internal');
  }

  pin(room: string, target: number, on: boolean): Promise<Outcome<string>> {
    return this.#queue(room, { kind: 'pin', target, on });
  }

  acknowledge(room: string, target: number): Promise<Outcome<string>> {
    return this.#queue(room, { kind: 'ack', target });
  }

  retrySend(room: string, id: string): Promise<Outcome> {
    const link = this.#options.link();
    link?.outbox?.mark(room, id, 'queued');
    link?.flush();
    return Promise.resolve(done);
  }

  discardSend(room: string, id: string): Promise<Outcome> {
    this.#options.link()?.outbox?.remove(room, id);
    return Promise.resolve(done);
  }

  async #queue(room: string, body: Outgoing): Promise<Outcome<string>> {
    const link = this.#options.link();
    if (!link?.outbox || !link.room(room)) return failed('room_unknown');
    const { clock, random } = this.#options.ports;
    const pending: PendingMessage = { id: random.id(), room, at: clock.now(), state: 'queued', ...body };
    const kept = await link.outbox.add(pending);
    if (!kept.ok) return kept;
    link.flush();
    return { ok: true, value: pending.id };
  }

  async #read<T>(room: string, read: (room: Room) => Promise<T>): Promise<Outcome<T>> {
    const known = this.#options.link()?.room(room);
    if (!known) return failed('room_unknown');
    try {
      return { ok: true, value: await read(known) };
    } catch {
      return failed('storage_failed');
    }
  }
}
