/** A room's password changes while somebody is in it: they are asked, and nothing is lost. */
import { expect, it } from 'vitest';
import type { RoomView } from '../../src/shared/ipc/chat-api';
import { appPerson, type AppPerson } from '../helpers/app-person';
import { startHub } from '../helpers/hub';

const stretched = { timeout: 30_000 };

const lobby = (person: AppPerson): RoomView | undefined => person.hub()?.rooms.find(({ id }) => id === person.room());
const texts = (person: AppPerson): string[] => person.shown.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));

async function places() {
  const host = await appPerson('Hanna');
  const hub = await startHub({ owner: host.member });
  const address = `127.0.0.1:${String(hub.port)}`;
  await host.chat.join(address);
  const ann = await appPerson('Ann');
  await ann.chat.join(address);
  await ann.until(() => lobby(ann)?.joined === true);
  return { hub, host, ann, room: host.room() };
}

const setPassword = async (host: AppPerson, room: string, password: string): Promise<void> =>
  expect(await host.chat.access({ do: 'set-password', room, password })).toMatchObject({ ok: true });

it('is asked for, and whoever gives it goes on where they were', stretched, async () => {
  const { host, ann, room } = await places();
  await setPassword(host, room, 'new words');
  await ann.until(() => lobby(ann)?.asks === true);
  // It is still theirs, with everything that is here of it.
  expect(lobby(ann)).toMatchObject({ joined: true, asks: true, count: 0 });
  expect(await ann.chat.send(room, 'what I was writing')).toMatchObject({ ok: true });
  await host.chat.send(room, 'meanwhile');
  await host.until(() => texts(host).includes('meanwhile'));
  expect(await ann.chat.enter({ way: 'room', room, password: 'wrong words' })).toMatchObject({ ok: false });
  expect([lobby(ann)?.asks, texts(ann)]).toEqual([true, []]);
  expect(await ann.chat.loadOutbox(room)).toMatchObject([{ text: 'what I was writing', state: 'queued' }]);
  expect(await ann.chat.enter({ way: 'room', room, password: 'new words' })).toEqual({ ok: true, value: null });
  await host.until(() => texts(host).includes('what I was writing'));
  await ann.until(() => texts(ann).length === 2);
  expect(texts(ann)).toEqual(['meanwhile', 'what I was writing']);
  expect(lobby(ann)).not.toHaveProperty('asks');
  expect(await ann.chat.loadOutbox(room)).toEqual([]);
});

it('is asked for as well when it changed while one was away, and not in a room that one leaves', stretched, async () => {
  const { hub, host, ann, room } = await places();
  await ann.chat.leaveHub();
  await setPassword(host, room, 'new words');
  await ann.chat.openHub(hub.hubId);
  await ann.until(() => lobby(ann)?.asks === true);
  expect(lobby(ann)).toMatchObject({ joined: true });
  expect(await ann.chat.leaveRoom(room)).toMatchObject({ ok: true });
  expect(lobby(ann)).toMatchObject({ joined: false });
  expect(lobby(ann)).not.toHaveProperty('asks');
});
