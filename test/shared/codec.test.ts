import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeClientFrame, decodeHubFrame, encodeFrame, limits } from '../../src/shared/protocol';

const send = { type: 'send', room: 'r1', id: 'm1', text: 'hi' } as const;

describe('decodeClientFrame', () => {
  it('reads what encodeFrame wrote', () => {
    expect(decodeClientFrame(encodeFrame(send))).toEqual({ ok: true, frame: send });
  });

  it.each([
    ['truncated', '{"type":"send","room"', 'bad_message'],
    ['no object', '[]', 'bad_message'],
    ['null', 'null', 'bad_message'],
    ['no type', '{}', 'bad_message'],
    ['unknown type', '{"type":"launch"}', 'unknown_type'],
    ['a property of Object', '{"type":"constructor"}', 'unknown_type'],
    ['30,000 deep', `{"type":"send","room":"r","id":"m","text":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 'bad_message'],
    ['30,000 deep and nothing else', '['.repeat(30_000) + ']'.repeat(30_000), 'bad_message'],
    ['another prototype', '{"__proto__":{"isAdmin":true}}', 'bad_message'],
    ['another prototype beside a frame', JSON.stringify(send).replace('{', '{"__proto__":{"isAdmin":true},'), 'bad_message'],
    ['an unknown key', JSON.stringify({ ...send, admin: true }), 'bad_message'],
    ['wrong types', '{"type":"send","room":1,"id":[],"text":{}}', 'bad_message'],
    ['an id with a slash', '{"type":"send","room":"../x","id":"a","text":"x"}', 'bad_message'],
    ['seq as text', '{"type":"history","ref":1,"room":"r","after":"5"}', 'bad_message'],
    ['seq beyond 2^53', '{"type":"history","ref":1,"room":"r","after":9007199254740993}', 'bad_message'],
    ['an infinite seq', '{"type":"history","ref":1,"room":"r","after":1e999}', 'bad_message'],
    ['a negative seq', '{"type":"history","ref":1,"room":"r","after":-1}', 'bad_message'],
    ['a page too large', `{"type":"history","ref":1,"room":"r","limit":${String(limits.historyPage + 1)}}`, 'bad_message'],
  ])('refuses %s', (_name, text, code) => {
    expect(decodeClientFrame(text)).toMatchObject({ ok: false, error: { code } });
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('tells whose question it refuses', () => {
    expect(decodeClientFrame('{"type":"join","ref":7,"room":5}')).toMatchObject({ error: { ref: 7 } });
    expect(decodeClientFrame('{"type":"send","id":"m1","text":5}')).toMatchObject({ error: { id: 'm1' } });
  });

  it('names a field that it refuses, but no key that could be a message', () => {
    expect(decodeClientFrame('{"type":"ping","extra":1}')).toMatchObject({ error: { detail: 'extra: invalid' } });
    for (const key of ['', 'my secret', 'x'.repeat(65), 'ключ'])
      expect(decodeClientFrame(JSON.stringify({ type: 'ping', [key]: 1 }))).toMatchObject({
        error: { detail: 'frame: invalid' },
      });
  });

  it('never throws, and says nothing of the content', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const decoded = decodeClientFrame(text);
        if (!decoded.ok) expect(decoded.error.detail).toMatch(/^(not a JSON object|type: (missing|unknown)|[\w.]+: invalid)$/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('decodeHubFrame', () => {
  it('drops what it does not know: a newer hub may say more', () => {
    expect(decodeHubFrame('{"type":"pong","load":0.5}')).toEqual({ ok: true, frame: { type: 'pong' } });
  });

  it('takes no time that a date cannot say', () => {
    const entry = { seq: 1, id: 'a', kind: 'message', author: { id: 'k-a', name: 'Ann' }, text: 'x' };
    const frame = (at: number): string => JSON.stringify({ type: 'entries', room: 'r', entries: [{ ...entry, at }] });
    expect(decodeHubFrame(frame(8.64e15)).ok).toBe(true);
    for (const at of [1e300, 8.64e15 + 1, -1e300]) expect(decodeHubFrame(frame(at)).ok).toBe(false);
  });
});
