/** R8: a full disk costs those messages that met it, and nothing else; when there is space again, everything goes on by itself. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { HubFrameOf } from '../../src/shared/protocol';
import { check, Recorder } from '../helpers/checker';
import { eventually } from '../helpers/eventually';
import { cleanUp, startHub, tempDir, type TestHub } from '../helpers/hub';
import { newDevice, person } from '../helpers/raw-client';
import { roomEntries } from '../helpers/room-file';
import { within } from '../helpers/within';

type Writer = Awaited<ReturnType<typeof person>>;

/** Writes one message; resolves with its sequence, or with the code of its refusal. */
async function write(ann: Writer, id: string, text: string, recorder: Recorder): Promise<number | string> {
  const author = ann.ready.member.id;
  const before = ann.frames.length;
  recorder.sent(author, id, text);
  ann.send({ type: 'send', room: ann.room, id, text });
  return ann.until(`answer to ${id}`, () => {
    for (const frame of ann.frames.slice(before)) {
      if (frame.type === 'error' && frame.id === id) return frame.code;
      const entry = frame.type === 'entries' ? frame.entries.find((one) => one.id === id) : undefined;
      if (!entry) continue;
      recorder.acked(author, id, entry.seq);
      return entry.seq;
    }
    return null;
  });
}

/** What everybody may still do while nothing can be written. */
async function restGoesOn(hub: TestHub, ann: Writer, kept: number): Promise<void> {
  const page = (await ann.ask({ type: 'history', room: ann.room, after: 0 })) as HubFrameOf<'page'>;
  expect(page.entries.length).toBe(Math.min(kept, 200));
  const ben = await person(hub, 'Ben', newDevice());
  await ann.until('presence', () =>
    ann.frames.find((frame) => frame.type === 'presence' && frame.joined.some(({ name }) => name === 'Ben')),
  );
  await ben.close();
  await ann.until('presence', () =>
    ann.frames.find((frame) => frame.type === 'presence' && frame.left.some(({ name }) => name === 'Ben')),
  );
}

async function fillAndRecover(hub: TestHub, fill: () => Promise<void>, free: () => Promise<void>): Promise<void> {
  const recorder = new Recorder();
  const ann = await person(hub, 'Ann');
  let kept = 0;
  for (; kept < 5; kept += 1) expect(await write(ann, `before${String(kept)}`, 'before', recorder)).toBe(kept + 1);
  await fill();
  const refused: string[] = [];
  for (let n = 0; refused.length < 3; n += 1) {
    const answer = await write(ann, `full${String(n)}`, 'x'.repeat(7_000), recorder);
    if (typeof answer === 'number') expect(answer).toBe((kept += 1));
    else expect([refused.push(`full${String(n)}`), answer][1]).toBe('storage_full');
    expect(n).toBeLessThan(1_000);
  }
  const readyz = async (): Promise<unknown> => (await fetch(`${hub.url}readyz`)).json();
  expect(await readyz()).toMatchObject({ status: 'unready', reasons: [{ code: 'storage_full' }] });
  await restGoesOn(hub, ann, kept);
  await free();
  await within(5_000, async () => {
    for (const id of refused) expect(await write(ann, id, 'x'.repeat(7_000), recorder)).toBe((kept += 1));
  });
  // What was found stands for two seconds.
  await eventually(async () => expect(await readyz()).toEqual({ status: 'ready' }));
  await ann.close();
  await hub.stop();
  const log = await roomEntries(hub.dataDir);
  expect(log).toHaveLength(kept);
  expect(check(recorder.operations, log)).toEqual([]);
}

/** A file system of 4 MiB, null where this user may not make one. */
async function smallDisk(): Promise<string | null> {
  const path = await tempDir();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return null;
  }
  cleanUp(async () => void execFileSync('umount', ['-l', path], { stdio: 'ignore' }));
  return path;
}

it('R8: a file system of 4 MiB that fills up', async ({ skip }) => {
  const disk = await smallDisk();
  if (disk === null) return skip('this user may not mount');
  const hub = await startHub({ dataDir: join(disk, 'hub'), limits: { messageRate: 0 } });
  const filler = join(disk, 'filler');
  await fillAndRecover(
    hub,
    async () => {
      // As much as fits, then a little room again.
      await writeFile(filler, Buffer.alloc(4 * 1024 * 1024)).catch(() => undefined);
      await truncate(filler, Math.max(0, fs.statSync(filler).size - 64 * 1024));
    },
    () => rm(filler),
  );
});

it.each(['ENOSPC', 'EDQUOT'])('R8: writes that are refused with %s', async (code) => {
  const hub = await startHub({ limits: { messageRate: 0 } });
  const original = fs.writeSync;
  let full = false;
  const spy = vi.spyOn(fs, 'writeSync').mockImplementation(((...args: Parameters<typeof fs.writeSync>) => {
    if (full) throw Object.assign(new Error(`${code}: injected`), { code });
    return original(...args);
  }) as typeof fs.writeSync);
  cleanUp(async () => spy.mockRestore());
  await fillAndRecover(
    hub,
    async () => void (full = true),
    async () => void (full = false),
  );
});
