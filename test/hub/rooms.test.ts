import { describe, expect, it } from 'vitest';
import type { HubFrameOf } from '../../src/shared/protocol';
import { startHub, tempDir } from '../helpers/hub';
import { HubClock } from '../helpers/hub-clock';
import { FullClient, newDevice, person, script } from '../helpers/raw-client';

const page = (frame: unknown): HubFrameOf<'page'> => {
  expect(frame).toMatchObject({ type: 'page' });
  return frame as HubFrameOf<'page'>;
};

let written = 0;

/** Writes and waits until each is confirmed. */
async function write(client: FullClient, room: string, texts: string[]): Promise<void> {
  for (const [index, text] of texts.entries())
    client.send({ type: 'send', room, id: `id-${String((written += 1))}-${String(index)}`, text });
  await client.heard(texts.at(-1) ?? '');
}

const numbers = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => `text ${String(from + index)}`);
const fast = { limits: { messageRate: 0 } };

describe('rooms', () => {
  it('are listed, made and announced; a message is seen in its room only', async () => {
    const hub = await startHub();
    const ann = await person(hub, 'Ann');
    const ben = await person(hub, 'Ben');
    expect(ann.ready.rooms).toEqual([{ id: ann.room, name: 'lobby', seq: 0, count: 0 }]);
    const created = (await ann.ask({ type: 'create', name: '  Tea   time ' })) as HubFrameOf<'created'>;
    expect(created.room).toMatchObject({ name: 'Tea time', seq: 0, count: 0 });
    expect((await ben.next('room')).room).toEqual(created.room);
    const joined = await ann.join(created.room.id);
    expect(joined).toMatchObject({ room: { count: 1 }, members: [ann.ready.member] });
    await write(ann, created.room.id, ['for tea']);
    await write(ann, ann.room, ['for all']);
    await ben.heard('for all');
    expect(ben.entries().map(({ text }) => text)).toEqual(['for all']);
    expect(ann.entries(created.room.id).map(({ text }) => text)).toEqual(['for tea']);
  });

  it('end for whoever leaves', async () => {
    const hub = await startHub();
    const [ann, ben] = [await person(hub, 'Ann'), await person(hub, 'Ben')];
    expect(await ben.ask({ type: 'leave', room: ben.room })).toMatchObject({ type: 'left', room: ben.room });
    await write(ann, ann.room, ['without Ben']);
    expect(await ben.ask({ type: 'history', room: ben.room })).toMatchObject({ code: 'forbidden' });
    expect(ben.entries()).toEqual([]);
    expect((await ben.join(ben.room)).room.seq).toBe(1);
  });

  it('are as many as the hub allows', async () => {
    const hub = await startHub({ limits: { maxRooms: 2 } });
    const ann = await person(hub, 'Ann');
    expect(await ann.ask({ type: 'create', name: 'one' })).toMatchObject({ type: 'created' });
    expect(await ann.ask({ type: 'create', name: 'two' })).toMatchObject({ code: 'room_limit' });
  });

  it('get one of two who ask for the same name at once', async () => {
    const hub = await startHub();
    const clients = [await person(hub, 'Ann'), await person(hub, 'Ben')];
    const answers = await Promise.all(clients.map((client) => client.ask({ type: 'create', name: 'Tea' })));
    expect(answers.map(({ type }) => type).sort()).toEqual(['created', 'error']);
  });

  it('come back with the hub, the first one as the default', async () => {
    const dataDir = await tempDir();
    const first = await startHub({ dataDir, room: 'Kitchen' });
    const ann = await person(first, 'Ann');
    const tea = (await ann.ask({ type: 'create', name: 'Tea' })) as HubFrameOf<'created'>;
    await ann.join(tea.room.id);
    await write(ann, tea.room.id, ['kept']);
    await first.stop();
    const second = await startHub({ dataDir });
    const { ready } = await person(second, 'Ann', newDevice(), false);
    expect(second.hubId).toBe(first.hubId);
    expect(ready.room).toBe(ann.room);
    expect(ready.rooms.map(({ name, seq }) => ({ name, seq }))).toEqual([
      { name: 'Kitchen', seq: 0 },
      { name: 'Tea', seq: 1 },
    ]);
  });
});

describe('presence', () => {
  it('tells who came and went, and counts a member once', async () => {
    const hub = await startHub();
    const ann = await person(hub, 'Ann');
    await ann.next('presence');
    const device = newDevice();
    const phone = await person(hub, 'Ben', device);
    expect(await ann.next('presence')).toMatchObject({ joined: [phone.ready.member], left: [], count: 2 });
    const desk = await person(hub, 'Ben', device);
    expect(desk.ready.member).toEqual(phone.ready.member);
    const cleo = await person(hub, 'Cleo');
    expect(await ann.next('presence')).toMatchObject({ joined: [cleo.ready.member], count: 3 });
    await phone.close();
    await cleo.close();
    expect(await ann.next('presence')).toMatchObject({ joined: [], left: [cleo.ready.member], count: 2 });
    await desk.close();
    expect(await ann.next('presence')).toMatchObject({ left: [phone.ready.member], count: 1 });
  });

  it('is a count and no names in a crowd', async () => {
    const hub = await startHub({ limits: { membersListed: 2 } });
    const ann = await person(hub, 'Ann');
    await ann.next('presence');
    await person(hub, 'Ben');
    await ann.next('presence');
    const cleo = await new FullClient(hub.ws).opened();
    await cleo.hello('Cleo', newDevice());
    const joined = await cleo.join(ann.room);
    expect(joined.room.count).toBe(3);
    expect(joined.members).toHaveLength(2);
    expect(await ann.next('presence')).toMatchObject({ joined: [], left: [], count: 3 });
  });

  it('names those who are there to whoever joins, as they are now', async () => {
    const hub = await startHub({ limits: { membersListed: 2 } });
    const device = newDevice();
    const ann = await person(hub, 'Ann', device);
    const named = async (): Promise<string[]> => (await ann.join(ann.room)).members.map(({ name }) => name);
    expect(await named()).toEqual(['Ann']);
    const ben = await person(hub, 'Ben');
    expect(await named()).toEqual(['Ann', 'Ben']);
    await person(hub, 'Cleo');
    expect(await named()).toEqual(['Ann', 'Ben']);
    await ben.ask({ type: 'leave', room: ben.room });
    expect(await named()).toEqual(['Ann', 'Cleo']);
    await person(hub, 'Anna', device, false);
    expect(await named()).toEqual(['Anna', 'Cleo']);
  });

  it('tells the host of everybody who is connected, each once', async () => {
    const events: string[][] = [];
    const hub = await startHub({
      onEvent: (event) => event.event === 'members' && events.push(event.members.map(({ name }) => name)),
    });
    const device = newDevice();
    const ann = await person(hub, 'Ann', device);
    await person(hub, 'Ann', device);
    await script(hub, 'name=Bot');
    await ann.until('list of both', () => (events.at(-1)?.join() === 'Ann,Bot' ? true : null));
  });

  it('holds both connections of a member to one budget, and sends to both', async () => {
    // No time passes, so that nothing is given back between the first and the last.
    const hub = await startHub({ clock: new HubClock(), limits: { messageBurst: 2 } });
    const device = newDevice();
    const [phone, desk] = [await person(hub, 'Ann', device), await person(hub, 'Ann', device)];
    phone.send({ type: 'send', room: phone.room, id: 'a', text: 'one' });
    await desk.heard('one');
    desk.send({ type: 'send', room: desk.room, id: 'b', text: 'two' });
    await phone.heard('two');
    desk.send({ type: 'send', room: desk.room, id: 'c', text: 'three' });
    phone.send({ type: 'send', room: phone.room, id: 'd', text: 'four' });
    const refused = await Promise.any([desk.error({ code: 'rate_limited' }), phone.error({ code: 'rate_limited' })]);
    expect(refused.retryAfter).toBeGreaterThan(0);
  });
});

describe('history', () => {
  it('gives a late joiner what was before, in pages, older and newer', async () => {
    const hub = await startHub(fast);
    const ann = await person(hub, 'Ann');
    await write(ann, ann.room, numbers(25));
    const ben = await person(hub, 'Ben');
    const { room } = ben;
    const newest = page(await ben.ask({ type: 'history', room, limit: 10 }));
    expect(newest.entries.map(({ seq }) => seq)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
    expect(newest.more).toBe(true);
    const older = page(await ben.ask({ type: 'history', room, before: 16, limit: 200 }));
    expect(older.entries.map(({ text }) => text)).toEqual(numbers(15));
    expect(older.more).toBe(false);
    const newer = page(await ben.ask({ type: 'history', room, after: 20, limit: 3 }));
    expect([newer.entries.map(({ seq }) => seq), newer.more]).toEqual([[21, 22, 23], true]);
    expect(page(await ben.ask({ type: 'history', room, after: 25 }))).toMatchObject({ entries: [], more: false });
  });

  it('keeps a page below its bytes, and at least one entry in it', async () => {
    const hub = await startHub({ limits: { messageRate: 0, pageBytes: 10_000 } });
    const ann = await person(hub, 'Ann');
    const long = 'x'.repeat(4_000);
    await write(
      ann,
      ann.room,
      ['1', '2', '3', '4'].map((n) => n + long),
    );
    const first = page(await ann.ask({ type: 'history', room: ann.room, after: 0 }));
    expect(first.entries.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(first.more).toBe(true);
    for (const text of ann.texts) expect(text.length).toBeLessThan(10_200);
  });

  it('is resumed by sequence across a restart, without gap or double', async () => {
    const dataDir = await tempDir();
    const device = newDevice();
    let hub = await startHub({ ...fast, dataDir });
    let writer = await person(hub, 'Writer');
    let reader = await person(hub, 'Reader', device);
    await write(writer, writer.room, numbers(5));
    await reader.heard('text 5');
    const held = reader.entries();
    await reader.close();
    await write(writer, writer.room, numbers(250, 6));
    await hub.stop();
    hub = await startHub({ ...fast, dataDir });
    writer = await person(hub, 'Writer');
    reader = await person(hub, 'Reader', device);
    const joined = await reader.join(reader.room, 5);
    expect(joined).toMatchObject({ room: { seq: 255 } });
    expect(joined.resync).toBeUndefined();
    const live = write(writer, writer.room, numbers(50, 256));
    for (let last = 5; last < joined.room.seq; last = held.at(-1)?.seq ?? 0)
      held.push(
        ...page(await reader.ask({ type: 'history', room: reader.room, after: last })).entries.filter(
          ({ seq }) => seq <= joined.room.seq,
        ),
      );
    await live;
    await reader.heard('text 305');
    held.push(...reader.entries());
    expect(held.map(({ text }) => text)).toEqual(numbers(305));
    expect(held.map(({ seq }) => seq)).toEqual(held.map((_, index) => index + 1));
  });

  it('says so when a client is ahead of it', async () => {
    const hub = await startHub();
    const ann = await person(hub, 'Ann', newDevice(), false);
    expect(await ann.join(ann.room, 7)).toMatchObject({ resync: true, room: { seq: 0 } });
  });
});

describe('one message', () => {
  it('is one across a restart, however often it is sent', async () => {
    const dataDir = await tempDir();
    const device = newDevice();
    let hub = await startHub({ dataDir });
    const ann = await person(hub, 'Ann', device);
    ann.send({ type: 'send', room: ann.room, id: 'once', text: 'only once' });
    const original = await ann.heard('only once');
    await hub.stop();
    hub = await startHub({ dataDir });
    const again = await person(hub, 'Ann, renamed', device);
    const other = await person(hub, 'Ben');
    again.send({ type: 'send', room: again.room, id: 'once', text: 'only once' });
    expect(await again.heard('only once')).toEqual(original);
    again.send({ type: 'send', room: again.room, id: 'once', text: 'something else' });
    await again.error({ code: 'conflict', id: 'once' });
    // The id is free for somebody else: it is the author's own.
    other.send({ type: 'send', room: other.room, id: 'once', text: 'from Ben' });
    expect((await again.heard('from Ben')).seq).toBe(2);
    await other.heard('from Ben');
    expect(other.entries().map(({ text }) => text)).toEqual(['from Ben']);
  });

  it('of a guest belongs to the token, on every connection', async () => {
    const hub = await startHub();
    const hello = { type: 'hello', version: 1, name: 'Guest', identity: { kind: 'guest', token: 't'.repeat(22) } } as const;
    const [one, two] = [await new FullClient(hub.ws).opened(), await new FullClient(hub.ws).opened()];
    one.send(hello);
    two.send(hello);
    const { member } = await one.next('ready');
    expect(member.id).toMatch(/^g-[\w-]{43}$/);
    expect((await two.next('ready')).member).toEqual(member);
    one.send({ type: 'ping' });
    await one.next('pong');
  });
});
