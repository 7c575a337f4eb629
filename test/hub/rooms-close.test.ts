import { expect, it } from 'vitest';
import type { Room } from '../../src/hub/rooms/room';
import { placeOf } from '../../src/hub/rooms/place';
import { Rooms } from '../../src/hub/rooms/rooms';
import { limits } from '../../src/shared/protocol';

it('a room that is being made is saved and closed before the registry is', async () => {
  const steps: string[] = [];
  let open = (): void => undefined;
  const room = {
    id: 'r1',
    name: 'Tea',
    place: placeOf({ id: 'r1', name: 'Tea', createdAt: 0 }),
    createdAt: 0,
    record: () => ({ id: 'r1', name: 'Tea', createdAt: 0 }),
    open: () => new Promise<void>((resolve) => (open = resolve)),
    close: () => Promise.resolve(void steps.push('closed')),
  };
  const rooms = new Rooms(
    {
      ...{ limits, now: () => 0, onCreated: () => undefined, setAside: () => Promise.resolve() },
      make: () => room as unknown as Room,
      save: () => Promise.resolve(void steps.push('saved')),
    },
    [],
  );
  const made = rooms.create('Tea');
  const closing = rooms.close().then(() => steps.push('end'));
  await new Promise(setImmediate);
  expect(steps).toEqual([]);
  open();
  await closing;
  expect(await made).toMatchObject({ ok: true });
  expect(steps).toEqual(['saved', 'closed', 'end']);
});
