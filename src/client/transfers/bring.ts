/** Brings the bytes of one file to the hub, from where the hub is. */
import type { Outcome } from '../../shared/ipc/outcome';
import { fileRefusal, limits, uploadAnswer, type HubFrame, type HubFrameOf } from '../../shared/protocol';
import * as v from 'valibot';
import type { Line } from '../login';
import type { Clock } from '../ports';
import { failed, problemOf } from '../problems';
import type { Ask } from '../requests';
import type { Call, FileBytes, FileWire, Sha256 } from './ports';

/** What bringing needs. */
export interface BringGround {
  bytes: FileBytes;
  wire: FileWire;
  clock: Clock;
  ask(question: Ask): Promise<Outcome<HubFrame>>;
  line(): Line | null;
}

/** What is brought. */
export interface Brought {
  question: Omit<Extract<Ask, { type: 'upload' }>, 'type'>;
  handle: string;
}

/** Bytes of the first request: little enough to be through soon on a bad network. */
const FIRST = 512 * 1024;

/** Bytes of the smallest one. */
const LEAST = 128 * 1024;

/** ms that one request should take: progress is seen, and little is sent again after a cut. */
const AIM = 700;

/** Requests that the hub refused for its place or a token: more of them in a row lead nowhere. */
const MOST_ASKED = 5;

/** A problem of an answer that is no 200. */
export function refusalOf(status: number, body: unknown): { ok: false; problem: ReturnType<typeof problemOf> } {
  const said = v.safeParse(fileRefusal, body);
  if (!said.success) return failed(status === 404 ? 'file_unknown' : 'internal');
  return { ok: false, problem: problemOf({ type: 'error', ...said.output }) };
}

/** Brings it; the value is its SHA-256, which hub and device agree on. */
export async function bring(
  { question, handle }: Brought,
  { bytes, wire, clock, ask, line }: BringGround,
  call: Call,
  onMoved: (moved: number) => void,
): Promise<Outcome<string>> {
  const source = await bytes.open(handle);
  if (source?.size !== question.size) {
    await source?.close();
    return failed('file_unreadable');
  }
  const { size } = question;
  let hash: Sha256 = bytes.hash();
  let hashed = 0;
  /** Brings the hash up to a place; what was sent in an earlier life of this device is read again. */
  const follow = async (to: number): Promise<void> => {
    if (to < hashed) {
      hash = bytes.hash();
      hashed = 0;
    }
    while (hashed < to && !call.over) {
      const piece = await source.read(hashed, Math.min(limits.fileChunk, to - hashed));
      hash.update(piece);
      hashed += piece.length;
    }
  };
  let part = FIRST;
  let asked = 0;
  try {
    for (;;) {
      if (call.over) return failed('cancelled');
      const answer = await ask({ type: 'upload', ...question });
      if (!answer.ok) return answer;
      const ready = answer.value as HubFrameOf<'upload_ready'>;
      let { received, token } = ready;
      if (received > size) return failed('internal');
      onMoved(received);
      if (ready.sha256 !== undefined) {
        await follow(size);
        return agreed(ready.sha256);
      }
      asked += 1;
      if (asked > MOST_ASKED) return failed('lost');
      for (let on = true; on;) {
        await follow(received);
        const at = line();
        if (!at) return failed('not_connected');
        if (call.over) return failed('cancelled');
        const body = await source.read(received, Math.min(part, ready.chunk, size - received));
        hash.update(body);
        hashed += body.length;
        const last = received + body.length === size;
        const begun = clock.now();
        const brought = await wire.send(
          { line: at, file: question.id, token, offset: received, call, body, ...(last ? { digest: hash.digest() } : {}) },
          (sent) => onMoved(received + sent),
        );
        // A connection that was cut is tried again from here: the hash so far need not be made once more.
        if (!brought.ok && brought.problem.code === 'lost') break;
        if (!brought.ok) return brought;
        const { status, body: said } = brought.value;
        const next = status === 200 ? v.safeParse(uploadAnswer, said) : null;
        if (next?.success !== true) {
          // Another place, or a token that was used up by a request that was cut: where to go on is asked again.
          if (status === 401 || status === 409) break;
          return refusalOf(status, said);
        }
        asked = 0;
        const { output } = next;
        onMoved(output.received);
        if (output.sha256 !== undefined) return agreed(output.sha256);
        received = output.received;
        token = output.token ?? '';
        const took = Math.max(1, clock.now() - begun);
        part = Math.round(Math.min(limits.fileChunk, Math.max(LEAST, Math.min(part * 2, (body.length * AIM) / took))));
        on = token !== '';
      }
    }
  } catch {
    return failed('file_unreadable');
  } finally {
    await source.close();
  }

  function agreed(theirs: string): Outcome<string> {
    return hash.digest() === theirs ? { ok: true, value: theirs } : failed('file_mismatch');
  }
}
