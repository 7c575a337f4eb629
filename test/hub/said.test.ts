/** Edits, reactions, pins and acknowledgements on a hub: who may say what, how often, and what becomes of it. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../src/hub/clock';
import { limits, type Entry, type HubFrameOf } from '../../src/shared/protocol';
import { cast, player, say, write, type Cast, type Player, type Saying } from '../helpers/cast';
import { startHub, tempDir } from '../helpers/hub';
import { script } from '../helpers/raw-client';

const codeOf = async (from: Player, frame: Saying, id?: string): Promise<string> => {
  const word = await say(from, frame, id);
  return 'code' in word ? word.code : word.kind;
};
const page = async (who: Player, more: object = {}): Promise<HubFrameOf<'page'>> =>
  (await who.say({ type: 'history', room: who.room, ...more })) as HubFrameOf<'page'>;
const fileOf = (dataDir: string, room: string): string => join(dataDir, 'rooms', `${room}.json`);
const unlimited = { limits: { messageRate: 0, frameRate: 0, addressRate: 0 } };

/** A cast with one message of the member's. */
async function spoken(options: Parameters<typeof cast>[0] = {}): Promise<Cast> {
  const all = await cast({ ...options, limits: { ...unlimited.limits, ...options.limits } });
  await write(all.member, 'one');
  return all;
}

describe('what is said about a message', () => {
  it('is an entry of the log, told to all, and comes with the pages of its message', async () => {
    const { member, host } = await spoken();
    const extra = { mentions: [host.id], everyone: true };
    expect(await say(member, { type: 'edit', target: 1, text: ' two ', ...extra }, 'e')).toEqual({
      ...{ seq: 2, id: 'e', kind: 'edit', author: { id: member.id, name: 'Ann' }, at: expect.any(Number) as number },
      ...{ target: 1, text: ' two ', ...extra },
    });
    expect(await say(host, { type: 'react', target: 1, emoji: '👍🏽', on: true })).toMatchObject({ seq: 3, emoji: '👍🏽', on: true });
    expect(await say(host, { type: 'pin', target: 1, on: true })).toMatchObject({ seq: 4, kind: 'pin' });
    await host.until('all', () => (host.entries().length === 4 ? true : null));
    expect(host.entries().map(({ kind }) => kind)).toEqual(['message', 'edit', 'reaction', 'pin']);
    await write(member, 'two');
    expect((await page(host)).about).toEqual([]);
    const first = await page(host, { before: 2 });
    expect(first.entries.map(({ seq }) => seq)).toEqual([1]);
    expect(first.about?.map(({ seq, kind }) => [seq, kind])).toEqual([
      [2, 'edit'],
      [3, 'reaction'],
      [4, 'pin'],
    ]);
    // Whoever reads on from there gets them as entries.
    expect((await page(host, { after: 0, limit: 1 })).about).toBeUndefined();
  });

  it('is found by asking for the message, or for what is pinned', async () => {
    const { member, host, hub } = await spoken();
    await write(member, 'two');
    for (const target of [2, 1]) await say(host, { type: 'pin', target, on: true });
    await say(host, { type: 'pin', target: 2, on: false });
    const seqs = [2, 1, 1, 3, 99];
    const found = (await member.say({ type: 'messages', room: member.room, seqs })) as HubFrameOf<'page'>;
    expect(found.entries.map(({ seq }) => seq)).toEqual([1, 2]);
    expect([found.more, found.about?.map(({ seq }) => seq)]).toEqual([false, [3, 4, 5]]);
    const pins = (await member.say({ type: 'pins', room: member.room })) as HubFrameOf<'page'>;
    expect([pins.entries.map(({ seq }) => seq), pins.about?.map(({ seq }) => seq)]).toEqual([[1], [4]]);
    const other = await player(hub, 'Ben');
    await other.say({ type: 'leave', room: other.room });
    for (const type of ['messages', 'pins'] as const)
      expect(await other.say({ type, room: other.room, ...(type === 'messages' ? { seqs: [1] } : {}) })).toMatchObject({
        code: 'forbidden',
      });
    for (const bad of [[], [0], Array.from({ length: limits.messagesAsked + 1 }, (_, at) => at + 1)])
      expect(await member.say({ type: 'messages', room: member.room, seqs: bad })).toMatchObject({ code: 'bad_message' });
  });

  it.each([
    ['an edit of another’s message', 'moderator', { type: 'edit', target: 1, text: 'x' }, 'not_allowed'],
    ['an edit by a host', 'host', { type: 'edit', target: 1, text: 'x' }, 'not_allowed'],
    ['an edit without text', 'member', { type: 'edit', target: 1, text: ' ' }, 'empty_message'],
    ['an edit that is too long', 'member', { type: 'edit', target: 1, text: 'x'.repeat(8_001) }, 'text_too_long'],
    ['an edit of nothing', 'member', { type: 'edit', target: 99, text: 'x' }, 'message_unknown'],
    ['an edit of a reaction', 'member', { type: 'edit', target: 3, text: 'x' }, 'message_unknown'],
    ['an edit of what is deleted', 'member', { type: 'edit', target: 2, text: 'x' }, 'message_deleted'],
    [
      'an edit that mentions a crowd',
      'member',
      { type: 'edit', target: 1, text: 'x', mentions: Array(51).fill('k') },
      'bad_message',
    ],
    ['a reaction to what is deleted', 'host', { type: 'react', target: 2, emoji: '👍', on: true }, 'message_deleted'],
    ['a reaction to a deletion', 'host', { type: 'react', target: 4, emoji: '👍', on: true }, 'message_unknown'],
    ['a reaction in words', 'host', { type: 'react', target: 1, emoji: 'yes', on: true }, 'bad_message'],
    ['a reaction in two emoji', 'host', { type: 'react', target: 1, emoji: '👍👍', on: true }, 'bad_message'],
    ['a reaction that is a digit', 'host', { type: 'react', target: 1, emoji: '1', on: true }, 'bad_message'],
    ['a reaction taken back that was never there', 'host', { type: 'react', target: 1, emoji: '👍', on: false }, 'no_change'],
    ['a reaction given twice', 'member', { type: 'react', target: 1, emoji: '🔥', on: true }, 'no_change'],
    ['a reaction by a guest', 'guest', { type: 'react', target: 1, emoji: '👍', on: true }, 'read_only'],
    ['a pin by a guest', 'guest', { type: 'pin', target: 1, on: true }, 'read_only'],
    ['a pin taken off that is not there', 'member', { type: 'pin', target: 1, on: false }, 'no_change'],
    ['an acknowledgement of what is not urgent', 'host', { type: 'ack', target: 1 }, 'not_allowed'],
    ['a target that is none', 'host', { type: 'ack', target: 0 }, 'bad_message'],
    ['a target beyond numbers', 'host', { type: 'ack', target: 2 ** 53 }, 'bad_message'],
    ['more than it knows', 'host', { type: 'pin', target: 1, on: true, admin: true }, 'bad_message'],
    ['an answer to nothing', 'member', { type: 'send', text: 'x', reply: 99 }, 'message_unknown'],
    ['an answer to a reaction', 'member', { type: 'send', text: 'x', reply: 3 }, 'message_unknown'],
    ['an answer to a place beyond', 'member', { type: 'send', text: 'x', reply: 2 ** 53 }, 'bad_message'],
    [
      'a message passed on from a name with controls',
      'member',
      { type: 'send', text: 'x', forwarded: { author: 'a\u202e', room: 'r', at: 1 } },
      'bad_name',
    ],
    ['a message that is not urgent, in so many words', 'member', { type: 'send', text: 'x', urgent: false }, 'bad_message'],
  ] as const)('is refused by code, and changes nothing: %s', async (_what, who, frame, code) => {
    const all = await spoken();
    await write(all.member, 'two');
    await say(all.member, { type: 'react', target: 1, emoji: '🔥', on: true });
    await all.member.say({ type: 'delete', room: all.room, seq: 2 });
    const before = await page(all.host);
    expect(await codeOf(all[who], frame as unknown as Saying)).toBe(code);
    expect(await page(all.host)).toMatchObject({ entries: before.entries });
  });

  it('needs the room, and a room that is open', async () => {
    const all = await spoken();
    const { host, moderator, member, guest, room } = all;
    const other = await player(all.hub, 'Ben');
    await other.say({ type: 'leave', room });
    const react: Saying = { type: 'react', target: 1, emoji: '👍', on: true };
    expect(await codeOf(other, react)).toBe('forbidden');
    expect(await say(other, react, 'x', 'nowhere')).toMatchObject({ code: 'room_unknown', room: 'nowhere', id: 'x' });
    await say(host, { type: 'send', text: 'fire!', urgent: true });
    await host.say({ type: 'mute', member: member.id, minutes: 5 });
    expect(await codeOf(member, react)).toBe('muted');
    await host.say({ type: 'lock', room, locked: true });
    await host.say({ type: 'mute', member: member.id, minutes: 0 });
    expect(await codeOf(member, react)).toBe('locked');
    expect(await codeOf(moderator, react)).toBe('reaction');
    // Whoever is asked to take note may do so, whatever they may not.
    expect([await codeOf(member, { type: 'ack', target: 2 }), await codeOf(guest, { type: 'ack', target: 2 })]).toEqual([
      'ack',
      'ack',
    ]);
    expect(await codeOf(member, { type: 'ack', target: 2 })).toBe('no_change');
  });

  it('counts for the rate, and not for slow mode', async () => {
    const all = await cast();
    const { member, host, room } = all;
    await write(member, 'one');
    await host.say({ type: 'slow', room, seconds: 60 });
    await write(member, 'two');
    expect(await write(member, 'three')).toMatchObject({ code: 'slow_mode' });
    expect(await codeOf(member, { type: 'edit', target: 1, text: 'x' })).toBe('edit');
    const words = await Promise.all(
      Array.from({ length: 40 }, (_, at) => codeOf(member, { type: 'react', target: 1, emoji: '👍', on: at % 2 === 0 })),
    );
    expect(words).toContain('rate_limited');
  });

  it('again is the same entry, also after a restart; anything else of that id is a conflict', async () => {
    const dataDir = await tempDir();
    const all = await spoken({ dataDir });
    const { member, host, hub, owner } = all;
    const frames: [Saying, Saying][] = [
      [
        { type: 'send', text: 'hear', reply: 1, urgent: true, mentions: ['k-a', 'k-b'] },
        { type: 'send', text: 'hear', reply: 1, mentions: ['k-a', 'k-b'] },
      ],
      [
        { type: 'edit', target: 1, text: 'two' },
        { type: 'edit', target: 1, text: 'three' },
      ],
      [
        { type: 'react', target: 1, emoji: '👍', on: true },
        { type: 'react', target: 1, emoji: '👎', on: true },
      ],
      [
        { type: 'pin', target: 1, on: true },
        { type: 'pin', target: 1, on: false },
      ],
      [
        { type: 'ack', target: 2 },
        { type: 'ack', target: 1 },
      ],
    ];
    const first: Awaited<ReturnType<typeof say>>[] = [];
    for (const [at, [frame]] of frames.entries()) first.push(await say(member, frame, `i${String(at)}`));
    expect(first.map((word) => ('seq' in word ? word.seq : word.code))).toEqual([2, 3, 4, 5, 6]);
    const repeat = async (who: Player): Promise<void> => {
      for (const [at, [frame, other]] of frames.entries()) {
        expect(await say(who, frame, `i${String(at)}`)).toEqual(first[at]);
        expect(await codeOf(who, other, `i${String(at)}`)).toBe('conflict');
        // Of another kind altogether.
        expect(await codeOf(who, { type: 'send', text: 'x' }, `i${String(at)}`)).toBe('conflict');
      }
    };
    await repeat(member);
    await hub.stop();
    const again = await startHub({ dataDir, owner: host.id, ...unlimited });
    const ann = await player(again, 'Ann', member.device);
    await repeat(ann);
    expect((await page(ann)).entries).toHaveLength(6);
    expect(await player(again, 'Hanna', owner)).toBeDefined();
  });

  it('of one id sent twice at once is one entry', async () => {
    const { member, host } = await spoken();
    const frame = { type: 'react', room: member.room, id: 'same', target: 1, emoji: '👍', on: true };
    for (let i = 0; i < 3; i += 1) member.raw(JSON.stringify(frame));
    await write(member, 'after');
    expect((await page(host)).entries.filter(({ kind }) => kind === 'reaction')).toHaveLength(1);
  });

  it('10,000 times is answered by code, and changes nothing', async () => {
    const { member, host, room } = await spoken();
    const TIMES = 10_000;
    const seen = member.frames.length;
    const said = (): number => member.frames.length - seen;
    for (let i = 0; i < TIMES; i += 1) {
      member.raw(JSON.stringify({ type: 'react', room, id: `r${String(i)}`, target: 1, emoji: '👍', on: i % 2 === 0 }));
      if (i % 500 === 499) await member.until('answers', () => (said() >= i / 2 ? true : null));
    }
    await write(member, 'after');
    const refused = member.frames.slice(seen).filter((frame) => frame.type === 'error');
    expect(new Set(refused.map((frame) => frame.type === 'error' && frame.code))).toEqual(
      new Set(['no_change', 'too_many_reactions']),
    );
    const { entries } = await page(host);
    expect(entries.filter(({ kind }) => kind === 'reaction')).toHaveLength(limits.changesPerMember);
    expect(refused).toHaveLength(TIMES - limits.changesPerMember);
  }, 60_000);

  it('has limits for a message, and for a room', async () => {
    const few = { reactionsPerMessage: 3, editsPerMessage: 2, aboutMessage: 8, pinsPerRoom: 2 };
    const { member, host, moderator } = await spoken({ limits: few });
    for (const text of ['a', 'b']) expect(await codeOf(member, { type: 'edit', target: 1, text })).toBe('edit');
    expect(await codeOf(member, { type: 'edit', target: 1, text: 'c' })).toBe('too_many_edits');
    for (const emoji of ['👍', '🔥', '🎉'])
      expect(await codeOf(host, { type: 'react', target: 1, emoji, on: true })).toBe('reaction');
    expect(await codeOf(member, { type: 'react', target: 1, emoji: '💡', on: true })).toBe('too_many_reactions');
    // One that is there already is no new one.
    for (const emoji of ['👍', '🔥', '🎉']) await say(member, { type: 'react', target: 1, emoji, on: true });
    expect(await codeOf(moderator, { type: 'react', target: 1, emoji: '👍', on: true })).toBe('too_many_reactions');
    for (const text of ['two', 'three', 'four']) await write(member, text);
    const seqs = (await page(member)).entries.filter(({ kind }) => kind === 'message').map(({ seq }) => seq);
    const [, two = 0, three = 0, four = 0] = seqs;
    for (const target of [two, three]) expect(await codeOf(host, { type: 'pin', target, on: true })).toBe('pin');
    expect(await codeOf(host, { type: 'pin', target: four, on: true })).toBe('too_many_pins');
    await member.say({ type: 'delete', room: member.room, seq: two });
    expect(await codeOf(host, { type: 'pin', target: four, on: true })).toBe('pin');
  });

  it('fits into its pages, however much of it there is', async () => {
    const { member, host, room } = await spoken({ limits: { aboutPage: 30, pageBytes: 4_000 } });
    for (let i = 2; i <= 6; i += 1) await write(member, `m${String(i)}`);
    for (let target = 1; target <= 6; target += 1)
      for (const emoji of ['👍', '🔥', '🎉', '💡', '👀', '🙏', '😀', '✅', '❤️', '🚀'])
        await say(host, { type: 'react', target, emoji, on: true });
    const seen: number[] = [];
    const about: number[] = [];
    for (let before = 7; ;) {
      const got = await page(member, { before });
      expect(JSON.stringify(got.about).length).toBeLessThan(12_000);
      seen.unshift(...got.entries.map(({ seq }) => seq));
      about.push(...(got.about ?? []).map(({ seq }) => seq));
      if (!got.more) break;
      before = got.entries[0]?.seq ?? 0;
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    expect(about.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, at) => at + 7));
    const all = (await member.say({ type: 'messages', room, seqs: [1, 2, 3, 4, 5, 6] })) as HubFrameOf<'page'>;
    expect([all.more, all.entries.at(-1)?.seq]).toEqual([true, 6]);
  });

  it('reaches scripts where it is text', async () => {
    const { member, host, hub } = await spoken();
    const robot = await script(hub, 'name=Robot');
    await say(host, { type: 'react', target: 1, emoji: '👍', on: true });
    await say(member, { type: 'edit', target: 1, text: 'better' });
    await write(member, 'last');
    await robot.heard('last');
    expect(robot.messages.slice(1)).toMatchObject([
      { message: 'better', edited: 1, seq: 3 },
      { message: 'last', seq: 4 },
    ]);
    const late = await script(hub, 'name=Late&history=10');
    await late.heard('last');
    expect(late.messages.slice(1).map(({ message }) => message)).toEqual(['one', 'better', 'last']);
  });
});

/** The machine's clock; the hourly pass is called by the test. */
function passClock(): Clock & { pass(): void; later: number } {
  const passes: (() => void)[] = [];
  return {
    ...systemClock,
    later: 0,
    now() {
      return Date.now() + this.later;
    },
    every(ms, callback) {
      if (ms < 60 * 60 * 1_000) return systemClock.every(ms, callback);
      passes.push(callback);
      return () => undefined;
    },
    pass: () => passes.forEach((callback) => callback()),
  };
}

describe('a deletion', () => {
  it('takes the texts of edits too: live, from pages, from the file, and after a restart', async () => {
    const dataDir = await tempDir();
    const clock = passClock();
    const all = await spoken({ dataDir, clock });
    const { member, host, hub, room } = all;
    for (const text of ['secret two', 'secret three']) await say(member, { type: 'edit', target: 1, text });
    await member.say({ type: 'delete', room, seq: 1 });
    expect(await codeOf(member, { type: 'edit', target: 1, text: 'four' })).toBe('message_deleted');
    const gone = { kind: 'edit', target: 1, text: '', deleted: true };
    const stripped = [{ seq: 1, text: '', deleted: true }, { seq: 2, ...gone }, { seq: 3, ...gone }, { kind: 'deletion' }];
    const { entries, about } = await page(host);
    expect([entries, about]).toMatchObject([stripped, []]);
    expect(JSON.stringify(entries)).not.toContain('secret');
    expect((await page(host, { before: 2 })).about).toEqual([]);
    clock.pass();
    await expect.poll(() => readFile(fileOf(dataDir, room), 'utf8')).not.toContain('secret');
    await hub.stop();
    // Without what is kept beside the log, it says the same.
    await rm(`${fileOf(dataDir, room)}.deleted`, { force: true });
    await rm(`${fileOf(dataDir, room)}.about`, { force: true });
    const again = await startHub({ dataDir, owner: host.id, ...unlimited });
    const ann = await player(again, 'Ann', member.device);
    expect((await page(ann)).entries).toMatchObject(stripped);
  });

  it('that races with an edit leaves no text', async () => {
    const { member, host, room } = await spoken();
    for (let round = 0; round < 20; round += 1) {
      const target = (await write(member, `text ${String(round)}`)) as number;
      const edit = say(member, { type: 'edit', target, text: `secret ${String(round)}` });
      await host.say({ type: 'delete', room, seq: target });
      await edit;
    }
    const { entries } = await page(host);
    expect(entries.filter((entry) => entry.kind === 'edit' && entry.text !== '')).toEqual([]);
  });
});

describe('what is kept beside the log of what was said', () => {
  it('is written on stopping, believed on starting, and read again from the log where it is cut or of another one', async () => {
    const dataDir = await tempDir();
    const all = await spoken({ dataDir });
    const { member, host, hub, room } = all;
    for (const emoji of ['👍', '🔥']) await say(host, { type: 'react', target: 1, emoji, on: true });
    await say(member, { type: 'pin', target: 1, on: true });
    const path = `${fileOf(dataDir, room)}.about`;
    await hub.stop();
    const whole = await readFile(path);
    const expected = [2, 3, 4];
    for (const bytes of [whole, whole.subarray(0, whole.length / 2), Buffer.alloc(0), Buffer.from('{"version":1}'), null]) {
      if (bytes) await writeFile(path, bytes);
      else await rm(path, { force: true });
      const again = await startHub({ dataDir, owner: host.id, ...unlimited });
      const ann = await player(again, 'Ann', member.device);
      expect((await page(ann, { before: 2 })).about?.map(({ seq }) => seq)).toEqual(expected);
      const pins = (await ann.say({ type: 'pins', room })) as HubFrameOf<'page'>;
      expect(pins.entries.map(({ seq }) => seq)).toEqual([1]);
      // As many as before, over all restarts.
      expect(await codeOf(ann, { type: 'pin', target: 1, on: true })).toBe('no_change');
      await again.stop();
    }
  });

  it('goes with what retention drops', async () => {
    const clock = passClock();
    const all = await spoken({ clock, retainDays: 1 });
    const { member, host, room } = all;
    await say(host, { type: 'pin', target: 1, on: true });
    clock.later = 3 * 86_400_000;
    await write(member, 'young');
    clock.pass();
    await expect.poll(async () => (await page(host)).entries.map(({ seq }) => seq)).toEqual([3]);
    expect(await host.say({ type: 'pins', room })).toMatchObject({ entries: [], about: [] });
    expect(await codeOf(host, { type: 'react', target: 1, emoji: '👍', on: true })).toBe('message_unknown');
    // Who still sees it on their screen may answer it.
    expect(await codeOf(member, { type: 'send', text: 'yes', reply: 1 })).toBe('message');
  });

  it('is let go of when nobody is there, and found again by whoever comes', async () => {
    const all = await spoken();
    const { member, host, moderator, guest, hub, room } = all;
    await say(host, { type: 'pin', target: 1, on: true });
    for (const one of [member, moderator, guest]) await one.say({ type: 'leave', room });
    for (let round = 0; round < 5; round += 1) {
      await host.say({ type: 'leave', room });
      await host.join(room);
      expect((await page(host, { before: 2 })).about?.map(({ kind }) => kind)).toEqual(['pin']);
    }
    const late = await player(hub, 'Late');
    expect((await page(late, { before: 2 })).about).toHaveLength(1);
  });
});

describe('a message with more than a text', () => {
  it('is written as it was sent, and shows nothing of it once it is deleted', async () => {
    const { member, host, room } = await spoken();
    const extra = {
      ...{ reply: 1, mentions: [host.id], everyone: true, urgent: true, action: true },
      forwarded: { author: 'Ben', room: 'Tea', at: 12 },
    };
    const entry = (await say(member, { type: 'send', text: 'look', ...extra })) as Entry;
    expect(entry).toMatchObject({ kind: 'message', text: 'look', ...extra });
    await member.say({ type: 'delete', room, seq: entry.seq });
    const { author, id, at, seq } = entry;
    expect((await page(host)).entries[1]).toEqual({ seq, id, kind: 'message', author, at, text: '', deleted: true });
  });
});
