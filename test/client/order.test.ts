/** Order in a room, as members and moderators have it in the app. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/hub/clock';
import type { Action } from '../../src/shared/ipc/trust-api';
import { appPerson, type AppPerson } from '../helpers/app-person';
import { startHub, type TestHub } from '../helpers/hub';

const fine = { ok: true, value: null };
const address = ({ port }: TestHub): string => `127.0.0.1:${String(port)}`;

/** Hanna hosts, Ann is there. */
async function together(options: Parameters<typeof startHub>[0] = {}) {
  const host = await appPerson('Hanna');
  const hub = await startHub({ owner: host.member, ...options });
  const ann = await appPerson('Ann');
  for (const { chat } of [host, ann]) expect(await chat.join(address(hub))).toEqual(fine);
  await host.until((state) => state.hub?.rooms[0]?.count === 2);
  const order = async (action: Action): Promise<void> => expect(await host.chat.order(action)).toEqual(fine);
  return { host, hub, ann, order, lobby: host.room() };
}

/** Writes something and waits until it is in the log. @returns its sequence */
async function write(person: AppPerson, text: string): Promise<number> {
  const sent = await person.chat.send(person.room(), text);
  const id = sent.ok ? sent.value : '';
  await person.until(() => person.shown.some((entry) => entry.id === id));
  return person.shown.find((entry) => entry.id === id)?.seq ?? 0;
}

const heard = (person: AppPerson, seq: number): Promise<void> =>
  person.until(() => person.shown.some((entry) => entry.seq === seq));

async function page({ chat, room }: AppPerson) {
  const loaded = await chat.loadHistory(room(), null);
  return loaded.ok ? loaded.value.entries : [];
}

const outcome = (code: string) => ({ ok: false, problem: { code } });

describe('somebody who is sent away', () => {
  it.each([
    ['kicked', { do: 'kick', reason: 'enough' }],
    ['banned', { do: 'ban', reason: 'enough' }],
  ] as const)('is told why, and does not come back by themselves: %s', async (code, action) => {
    const { ann, order } = await together();
    await order({ ...action, member: ann.member });
    await ann.phase('closed');
    expect(ann.connection()).toMatchObject({ problem: { code, params: { reason: 'enough' } } });
    expect(ann.sent.filter(({ type }) => type === 'hello')).toHaveLength(1);
    await ann.chat.retryNow();
    await ann.phase(code === 'kicked' ? 'ready' : 'closed');
    expect(ann.sent.filter(({ type }) => type === 'hello')).toHaveLength(2);
  });

  it('comes back when the ban is lifted', async () => {
    const { host, ann, order } = await together();
    await order({ do: 'ban', member: ann.member });
    await ann.phase('closed');
    expect(await host.chat.loadPeople(true)).toMatchObject({ ok: true, value: [{ id: ann.member, name: 'Ann' }] });
    await order({ do: 'unban', member: ann.member });
    await ann.chat.retryNow();
    await ann.phase('ready');
    expect(await host.chat.loadPeople(true)).toEqual({ ok: true, value: [] });
  });
});

describe('a role', () => {
  it('counts at once, and is known to those who are there', async () => {
    const { host, ann, order, lobby } = await together();
    expect(await ann.chat.order({ do: 'lock', room: lobby, locked: true })).toEqual(outcome('not_allowed'));
    await order({ do: 'role', member: ann.member, role: 'moderator' });
    await ann.until(({ hub }) => hub?.role === 'moderator');
    expect(await host.chat.loadMembers(lobby)).toContainEqual(expect.objectContaining({ id: ann.member, role: 'moderator' }));
    expect(await ann.chat.order({ do: 'lock', room: lobby, locked: true })).toEqual(fine);
    await host.until(({ hub }) => hub?.rooms[0]?.locked === true);
    const audit = await host.chat.loadAudit(null);
    expect(audit.ok ? audit.value.events.slice(-2) : []).toMatchObject([
      { action: 'role', target: ann.member, by: host.member },
      { action: 'lock', target: lobby, by: ann.member },
    ]);
    expect(await ann.chat.loadAudit(null)).toEqual(outcome('not_allowed'));
  });
});

describe('what may not be written', () => {
  it.each([
    ['muted', (member: string): Action => ({ do: 'mute', member, minutes: 5 })],
    ['locked', (_member: string, room: string): Action => ({ do: 'lock', room, locked: true })],
    ['read_only', (member: string): Action => ({ do: 'role', member, role: 'guest' })],
  ])('stays in the outbox, and says why: %s', async (code, action) => {
    const { ann, order, lobby } = await together();
    await order(action(ann.member, lobby));
    await ann.chat.send(lobby, 'hello');
    let held = await ann.chat.loadOutbox(lobby);
    await ann.until(() => {
      void ann.chat.loadOutbox(lobby).then((messages) => (held = messages));
      return held[0]?.state === 'failed';
    });
    expect(held).toMatchObject([{ text: 'hello', problem: { code } }]);
    if (code === 'muted') expect(ann.hub()?.mutedUntil).toBeGreaterThan(Date.now());
  });

  it('too soon in slow mode is sent when it may, and holds up no other room', async () => {
    // For slow mode no time passes until everything else has happened.
    let elapsed = 0;
    const clock = { ...systemClock, elapsed: () => elapsed };
    const { host, ann, order, lobby } = await together({ clock });
    const made = await host.chat.createRoom('lab');
    const lab = made.ok ? made.value : '';
    await ann.until(({ hub }) => hub?.rooms.some(({ id }) => id === lab) ?? false);
    await ann.chat.joinRoom(lab);
    await order({ do: 'slow', room: lobby, seconds: 1 });
    await ann.until(({ hub }) => hub?.rooms.find(({ id }) => id === lobby)?.slow === 1);
    await write(ann, 'first');
    await ann.chat.send(lobby, 'second');
    await ann.chat.send(lab, 'elsewhere');
    await ann.until(() => ann.shown.some(({ text }) => text === 'elsewhere'));
    elapsed += 1_000;
    await ann.until(() => ann.shown.some(({ text }) => text === 'second'));
    expect(ann.shown.map(({ text }) => text)).toEqual(['first', 'elsewhere', 'second']);
  });
});

describe('a deleted message', () => {
  it('leaves a trace, and its text is gone from what is shown, live and kept', async () => {
    const { host, hub, ann, order, lobby } = await together();
    const seq = await write(ann, 'regretted');
    await heard(host, seq);
    await order({ do: 'delete', room: lobby, seq });
    await heard(ann, seq + 1);
    expect(ann.shown.at(-1)).toMatchObject({ kind: 'deletion', target: seq, author: { id: host.member } });
    expect(await page(ann)).toMatchObject([
      { seq, text: '', deleted: true, author: { id: ann.member } },
      { seq: seq + 1, kind: 'deletion' },
    ]);
    await ann.chat.close();
    await hub.stop();
    const alone = await appPerson('Ann', ann.folder);
    await alone.chat.openHub(hub.hubId);
    expect(await page(alone)).toMatchObject([{ seq, text: '', deleted: true }, { kind: 'deletion' }]);
    const kept = await readFile(join(ann.folder, 'history', hub.hubId, `${lobby}.json`), 'utf8');
    expect(kept).not.toContain('regretted');
  });

  it('is gone as well where it was read before, when its reader comes back', async () => {
    const { host, hub, ann, order, lobby } = await together();
    const seq = await write(host, 'regretted');
    await heard(ann, seq);
    await ann.chat.close();
    await order({ do: 'delete', room: lobby, seq });
    const again = await appPerson('Ann', ann.folder);
    await again.chat.openHub(hub.hubId);
    await again.phase('ready');
    await heard(again, seq + 1);
    expect(await page(again)).toMatchObject([{ seq, text: '', deleted: true }, { kind: 'deletion' }]);
    expect(again.hub()?.rooms[0]?.unread).toBe(0);
  });

  it('may be one of their own, and nobody else’s', async () => {
    const { host, ann, lobby } = await together();
    const [own, other] = [await write(ann, 'mine'), await write(host, 'theirs')];
    expect(await ann.chat.order({ do: 'delete', room: lobby, seq: other })).toEqual(outcome('not_allowed'));
    expect(await ann.chat.order({ do: 'delete', room: lobby, seq: own })).toEqual(fine);
    expect(await host.chat.order({ do: 'delete', room: lobby, seq: 99 })).toEqual(outcome('message_unknown'));
  });
});
