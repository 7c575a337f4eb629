/** What becomes of entries that this device's disk does not take. */
import { expect, it, vi } from 'vitest';
import { HistoryWriter, type Refusal } from '../../src/client/history-writer';
import type { Entry } from '../../src/shared/protocol';
import { NewerFileError } from '../../src/storage/newer-file';
import { FakeClock, settle } from '../helpers/fake-clock';
import { MemoryHistory } from '../helpers/memory-ports';

const entry = (seq: number): Entry => ({
  ...{ seq, id: `m${String(seq)}`, kind: 'message', at: 0, text: 'x' },
  author: { id: 'k-a', name: 'Ada' },
});

function setUp() {
  const [history, clock] = [new MemoryHistory(), new FakeClock()];
  const writer = new HistoryWriter(history, clock, 'hub', 'room');
  const told: (Refusal | null)[] = [];
  writer.onRefused.on((refusal) => told.push(refusal));
  return { history, clock, writer, told };
}

it('tells once that the disk refuses, tries again, and tells that it is over', async () => {
  const { history, clock, writer, told } = setUp();
  history.broken = true;
  writer.append([entry(1)]);
  await settle();
  await clock.advance(20_000);
  expect(told).toEqual(['disk']);
  history.broken = false;
  await clock.advance(5_000);
  expect([told, writer.unsaved]).toEqual([['disk', null], []]);
  expect(await history.before('hub', 'room', null, 10)).toEqual([entry(1)]);
});

it('tells that a newer program wrote to it, and does not try again: it is shown for this visit alone', async () => {
  const { history, clock, writer, told } = setUp();
  const append = vi.spyOn(history, 'append').mockRejectedValue(new NewerFileError('room.json'));
  writer.append([entry(1)]);
  await settle();
  writer.append([entry(2)]);
  await clock.advance(60_000);
  await writer.flush();
  expect([told, append.mock.calls.length, clock.waiting]).toEqual([['newer'], 1, 0]);
  expect(writer.unsaved).toEqual([entry(1), entry(2)]);
  writer.append(Array.from({ length: 5_000 }, (_, index) => entry(index + 3)));
  expect([writer.unsaved.length, writer.unsaved.at(-1)?.seq]).toEqual([5_000, 5_002]);
});
