import { describe, expect, it } from 'vitest';
import { Outbox } from '../../src/client/outbox';
import type { PendingMessage, PendingText } from '../../src/shared/ipc/talk-api';
import { limits } from '../../src/shared/protocol';

const message = (id: string, over: Partial<PendingText> = {}): PendingText => ({
  id,
  room: 'r',
  kind: 'message',
  text: id,
  at: 0,
  state: 'queued',
  ...over,
});

describe('Outbox', () => {
  it('is on disk before add resolves', async () => {
    let disk: readonly PendingMessage[] = [];
    const outbox = new Outbox({ save: (messages) => Promise.resolve(void (disk = messages)) }, []);
    await outbox.add(message('1'));
    expect(disk.map(({ id }) => id)).toEqual(['1']);
  });

  it('queues again what was on its way when the device stopped', () => {
    const outbox = new Outbox({ save: () => Promise.resolve() }, [
      message('1', { state: 'sending' }),
      message('2', { state: 'failed' }),
    ]);
    expect(outbox.of('r').map(({ state }) => state)).toEqual(['queued', 'failed']);
  });

  it('refuses what it cannot keep, and stays as it was', async () => {
    const outbox = new Outbox({ save: () => Promise.reject(new Error('ENOSPC')) }, []);
    expect(await outbox.add(message('1'))).toEqual({ ok: false, problem: { code: 'storage_failed' } });
    expect(outbox.of('r')).toEqual([]);
  });

  it('saves again after a save that failed', async () => {
    let fail = true;
    let disk: readonly PendingMessage[] = [];
    const outbox = new Outbox(
      { save: (messages) => (fail ? Promise.reject(new Error('EIO')) : Promise.resolve(void (disk = messages))) },
      [],
    );
    await outbox.add(message('1'));
    fail = false;
    expect(await outbox.add(message('2'))).toEqual({ ok: true, value: null });
    expect(disk.map(({ id }) => id)).toEqual(['2']);
  });

  it('is bounded', async () => {
    const full = Array.from({ length: limits.outboxEntries }, (_, n) => message(String(n)));
    const outbox = new Outbox({ save: () => Promise.resolve() }, full);
    expect(await outbox.add(message('more'))).toMatchObject({ ok: false, problem: { code: 'outbox_full' } });
  });

  it('shares one write between messages that come while another runs', async () => {
    const releases: (() => void)[] = [];
    let writes = 0;
    const outbox = new Outbox({ save: () => new Promise((resolve) => (releases.push(resolve), (writes += 1))) }, []);
    const adds = ['1', '2', '3', '4'].map((id) => outbox.add(message(id)));
    for (let turn = 0; turn < 10; turn += 1) {
      releases.shift()?.();
      await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(adds);
    expect(writes).toBeLessThanOrEqual(2);
  });
});
