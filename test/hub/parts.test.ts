import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveLimits } from '../../src/hub/limits';
import { entriesFrames } from '../../src/hub/rooms/encode';
import { noticeText } from '../../src/hub/rooms/notice';
import { Presence } from '../../src/hub/rooms/presence';
import { parseSimpleQuery } from '../../src/hub/simple-query';
import { TokenBucket } from '../../src/hub/token-bucket';
import { decodeHubFrame, type Entry, type Member } from '../../src/shared/protocol';
import { HubClock } from '../helpers/hub-clock';

const member = (name: string): Member => ({ id: `k-${name}`, name });

describe('TokenBucket', () => {
  it('gives its burst, then as many as its rate', () => {
    const bucket = new TokenBucket(10, 3, 0);
    expect([bucket.take(0), bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([0, 0, 0, 100]);
    expect(bucket.take(50)).toBe(50);
    expect(bucket.take(100)).toBe(0);
    expect(bucket.take(100)).toBe(100);
    expect([bucket.take(60_000), bucket.take(60_000), bucket.take(60_000), bucket.take(60_000)]).toEqual([0, 0, 0, 100]);
  });

  it('has no end at rate 0', () => {
    const bucket = new TokenBucket(0, 1, 0);
    for (let n = 0; n < 1_000; n += 1) expect(bucket.take(0)).toBe(0);
  });

  it('never gives more than burst and rate allow, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -500, max: 2_000 }), { maxLength: 200 }), (steps) => {
        const bucket = new TokenBucket(5, 4, 0);
        let now = 0;
        let forward = 0;
        let given = 0;
        for (const step of steps) {
          now += step;
          forward += Math.max(0, step);
          if (bucket.take(now) === 0) given += 1;
        }
        expect(given).toBeLessThanOrEqual(4 + (forward * 5) / 1_000 + 1e-6);
      }),
    );
  });
});

describe('entriesFrames', () => {
  it('keeps every entry, in order, in frames of at most the bytes or of one entry', () => {
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5_000 }), (list, bytes) => {
        const entries = list.map((text, index): Entry => ({
          seq: index + 1,
          id: `i${String(index)}`,
          kind: 'message',
          author: member('a'),
          at: 0,
          text,
        }));
        const frames = entriesFrames('room', entries, bytes).map(({ text, seq }) => {
          const decoded = decodeHubFrame(text);
          if (!decoded.ok || decoded.frame.type !== 'entries') throw new Error(text);
          expect(decoded.frame.entries[0]?.seq).toBe(seq);
          return decoded.frame.entries;
        });
        expect(frames.flat()).toEqual(entries);
        for (const frame of frames)
          if (frame.length > 1)
            expect(frame.reduce((sum, entry) => sum + Buffer.byteLength(JSON.stringify(entry)), 0)).toBeLessThanOrEqual(bytes);
      }),
    );
  });
});

describe('Presence', () => {
  it('tells each room once, leaves out who only passed, and uses one timer', () => {
    const clock = new HubClock();
    let lists = 0;
    const presence = new Presence(clock, 250, () => (lists += 1));
    const told: [string, string[], string[]][] = [];
    const room = (name: string) => ({
      tellPresence: (joined: Member[], left: Member[]) =>
        void told.push([name, joined.map((one) => one.name), left.map((one) => one.name)]),
    });
    const [tea, lobby, quiet] = [room('tea'), room('lobby'), room('quiet')];
    presence.joined(tea, member('Ann'));
    presence.joined(tea, member('Ben'));
    presence.left(lobby, member('Cleo'));
    presence.joined(quiet, member('Dan'));
    presence.left(quiet, member('Dan'));
    presence.left(lobby, member('Eve'));
    presence.joined(lobby, member('Eve'));
    presence.membersChanged();
    expect(clock.waiting).toBe(1);
    clock.advance(249);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual([
      ['tea', ['Ann', 'Ben'], []],
      ['lobby', [], ['Cleo']],
    ]);
    expect([lists, clock.waiting]).toEqual([1, 0]);
    presence.left(tea, member('Ben'));
    clock.advance(250);
    expect(told.at(-1)).toEqual(['tea', [], ['Ben']]);
    expect(lists).toBe(1);
  });

  it('tells of who was away for a moment, and of who only passed, if somebody saw the list meanwhile', () => {
    const clock = new HubClock();
    const presence = new Presence(clock, 250, () => undefined);
    const told: string[][][] = [];
    const tea = {
      tellPresence: (joined: Member[], left: Member[]) =>
        void told.push([joined.map(({ name }) => name), left.map(({ name }) => name)]),
    };
    presence.left(tea, member('Ann'));
    presence.joined(tea, member('Ben'));
    presence.listed(tea);
    presence.joined(tea, member('Cleo'));
    presence.joined(tea, member('Ann'));
    presence.left(tea, member('Ben'));
    clock.advance(250);
    expect(told).toEqual([[['Cleo', 'Ann'], ['Ben']]]);
  });
});

it('notices name three and count the rest', () => {
  const [ann, ben, cleo, dan] = ['Ann', 'Ben', 'Cleo', 'Dan'].map(member) as [Member, Member, Member, Member];
  expect(noticeText([ann], [])).toBe('Ann joined.');
  expect(noticeText([], [ann, ben])).toBe('Ann and Ben left.');
  expect(noticeText([ann, ben, cleo], [dan])).toBe('Ann, Ben and Cleo joined. Dan left.');
  expect(noticeText([ann, ben, cleo, dan], [])).toBe('Ann, Ben, Cleo and 1 more joined.');
});

describe('parseSimpleQuery', () => {
  it('has a default for everything, also where a value is empty', () => {
    const query = { name: 'Anonymous', room: 'lobby', echo: true, history: 0, notices: false };
    expect(parseSimpleQuery('')).toEqual({ ok: true, query });
    expect(parseSimpleQuery('?name=&room=&echo=&history=&notices=&other=1')).toEqual({ ok: true, query });
  });

  it('reads what was escaped', () => {
    expect(parseSimpleQuery('name=J%C3%BCrgen+M&room=a%26b&echo=0&history=20&notices=1')).toEqual({
      ok: true,
      query: { name: 'Jürgen M', room: 'a&b', echo: false, history: 20, notices: true },
    });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (search) => typeof parseSimpleQuery(search).ok === 'boolean'));
  });
});

describe('resolveLimits', () => {
  it('lets an operator be stricter, or freer where the schemas allow it', () => {
    expect(resolveLimits({ maxText: 100, messageRate: 0, maxConnections: 50_000 })).toMatchObject({
      maxText: 100,
      messageRate: 0,
      maxConnections: 50_000,
    });
  });

  it.each([{ maxText: 8_001 }, { maxName: 65 }, { historyPage: 201 }, { maxFrame: 0 }, { maxRooms: 0 }])('refuses %o', (over) => {
    expect(() => resolveLimits(over)).toThrow(RangeError);
  });
});
