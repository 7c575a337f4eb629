/** Decides over a recorded run whether a hub kept its promises: set, order and uniqueness, in the manner of Jepsen. */
import type { Entry } from '../../src/shared/protocol';

/** One thing that a client did or learnt, in the order in which it happened to that client. */
export type Operation =
  | { kind: 'sent'; author: string; id: string; text: string }
  /** The author was shown its own message, with its sequence. */
  | { kind: 'acked'; author: string; id: string; seq: number }
  /** The hub said no, and the author did not send it again. */
  | { kind: 'refused'; author: string; id: string }
  /** A reader took an entry as the next one it shows. */
  | { kind: 'saw'; reader: string; entry: Pick<Entry, 'seq' | 'id' | 'text'> & { author: string } };

/** A recorded run. */
export class Recorder {
  readonly operations: Operation[] = [];

  sent(author: string, id: string, text: string): void {
    this.operations.push({ kind: 'sent', author, id, text });
  }

  acked(author: string, id: string, seq: number): void {
    this.operations.push({ kind: 'acked', author, id, seq });
  }

  refused(author: string, id: string): void {
    this.operations.push({ kind: 'refused', author, id });
  }

  saw(reader: string, { seq, id, text, author }: Entry): void {
    this.operations.push({ kind: 'saw', reader, entry: { seq, id, text, author: author.id } });
  }

  /** Different messages that were acknowledged. */
  get acknowledged(): number {
    return new Set(this.operations.flatMap((one) => (one.kind === 'acked' ? [`${one.author} ${one.id}`] : []))).size;
  }
}

/** What may be left out of a check. */
export interface CheckOptions {
  /** Readers who must have seen the log to its end. */
  complete?: readonly string[];
}

const keyOf = (author: string, id: string): string => `${author} ${id}`;

function checkLog(log: readonly Entry[], wrong: string[]): Map<string, Entry> {
  const byKey = new Map<string, Entry>();
  log.forEach((entry, index) => {
    if (entry.seq !== index + 1) wrong.push(`log: sequence ${String(entry.seq)} at place ${String(index + 1)}`);
    const key = keyOf(entry.author.id, entry.id);
    if (byKey.has(key)) wrong.push(`log: ${key} twice`);
    byKey.set(key, entry);
  });
  return byKey;
}

/**
 * @param log - the room's durable log after the run
 * @returns every promise that was broken, in words; nothing where all were kept
 */
export function check(operations: readonly Operation[], log: readonly Entry[], options: CheckOptions = {}): string[] {
  const wrong: string[] = [];
  const inLog = checkLog(log, wrong);
  const sent = new Map<string, string>();
  const acked = new Map<string, number>();
  const heard = new Map<string, number>();
  for (const one of operations) {
    const key = one.kind === 'saw' ? '' : keyOf(one.author, one.id);
    switch (one.kind) {
      case 'sent':
        sent.set(key, one.text);
        break;
      case 'acked': {
        const { seq } = one;
        if ((acked.get(key) ?? seq) !== seq) wrong.push(`acked: ${key} as ${String(acked.get(key))} and as ${String(seq)}`);
        acked.set(key, seq);
        if (inLog.get(key)?.seq !== seq) wrong.push(`acked: ${key} as ${String(seq)}, in the log ${String(inLog.get(key)?.seq)}`);
        break;
      }
      case 'refused':
        if (inLog.has(key)) wrong.push(`refused: ${key} is in the log`);
        break;
      case 'saw': {
        const { reader, entry } = one;
        const last = heard.get(reader) ?? 0;
        if (entry.seq !== last + 1) wrong.push(`${reader}: saw ${String(entry.seq)} after ${String(last)}`);
        heard.set(reader, Math.max(last, entry.seq));
        const kept = log[entry.seq - 1];
        if (kept?.id !== entry.id || kept.author.id !== entry.author || kept.text !== entry.text)
          wrong.push(`${reader}: saw another ${String(entry.seq)} than the log has`);
        break;
      }
    }
  }
  for (const [key, entry] of inLog) if (sent.get(key) !== entry.text) wrong.push(`log: ${key} was never sent like that`);
  for (const reader of options.complete ?? [])
    if ((heard.get(reader) ?? 0) !== log.length)
      wrong.push(`${reader}: saw ${String(heard.get(reader) ?? 0)} of ${String(log.length)}`);
  return wrong;
}
