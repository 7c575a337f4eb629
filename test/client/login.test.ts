/** Whose key a password is bound to, and where none is given away. */
import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isPrivate, login, provesKey, register, type Line } from '../../src/client/login';
import type { Ask } from '../../src/client/requests';
import type { HubFrame } from '../../src/shared/protocol';

const library = vi.hoisted(() => ({ parties: [] as unknown[], right: true }));
vi.mock('../../src/client/opaque', () => ({
  startLogin: () =>
    Promise.resolve({
      request: 'request',
      finish: (_response: string, parties: unknown) => {
        library.parties.push(parties);
        return library.right ? { finish: 'finish', sessionKey: Buffer.from('session').toString('base64url') } : null;
      },
    }),
  startRegistration: () =>
    Promise.resolve({
      request: 'request',
      finish: (_response: string, parties: unknown) => {
        library.parties.push(parties);
        return library.right ? 'record' : null;
      },
    }),
}));

const [hubId, other] = ['h'.repeat(43), 'o'.repeat(43)];
const exported = new Uint8Array([1, 2, 3]);
const exportKey = vi.fn(() => exported);
const tls = (pin: string, trusted = false): Line => ({
  ...{ hubId, url: 'wss://10.0.0.5:8080/ws', channel: { kind: 'tls', pin, trusted }, exportKey },
});
const page = (encrypted: boolean, host = '10.0.0.5'): Line => ({
  ...{ hubId, url: `wss://${host}:8080/ws`, channel: { kind: 'page', encrypted } },
});
const plain = (host: string): Line => ({ hubId, url: `ws://${host}:8080/ws`, channel: { kind: 'plain' } });

/** A hub that answers each question with the next one of these. */
function hub(...answers: (HubFrame | string)[]) {
  const asked: Ask[] = [];
  const ask = async (question: Ask) => {
    asked.push(question);
    const answer = answers.shift() ?? 'internal';
    if (typeof answer !== 'string') return { ok: true as const, value: answer };
    return { ok: false as const, problem: { code: answer as 'rate_limited', params: { retryAfter: 12_000 } } };
  };
  return { ask, asked };
}
const answer: HubFrame = { type: 'login_answer', ref: 1, response: 'response' };
const admitted: HubFrame = { type: 'admitted', ref: 2, room: 'r' };

beforeEach(() => {
  library.parties = [];
  library.right = true;
  exportKey.mockClear();
});

describe('a login', () => {
  it('is bound to the key that was seen and to the connection', async () => {
    const { ask, asked } = hub(answer, admitted);
    expect(await login(ask, tls(hubId), 'secret', { user: ' Änn  B ' })).toEqual({ ok: true, value: null });
    expect(library.parties).toEqual([{ client: 'änn b', server: hubId }]);
    const binding = createHmac('sha256', 'session').update(exported).digest('base64url');
    expect(asked).toEqual([
      { type: 'login_start', user: 'Änn B', request: 'request' },
      { type: 'login_finish', finish: 'finish', binding },
    ]);
    expect(exportKey.mock.calls).toEqual([['EXPORTER-hearth-login', 32]]);
  });

  it.each([
    ['somebody else’s key, whatever they say', tls(other), other],
    ['a proxy that the system trusts', tls(other, true), hubId],
    ['a page that came encrypted', page(true), hubId],
    ['this computer', plain('127.0.0.1'), hubId],
  ])('is not bound to a connection that ends elsewhere or has no keys: %s', async (_what, line, server) => {
    const { ask, asked } = hub(answer, admitted);
    await login(ask, line, 'secret', {});
    expect(library.parties).toEqual([{ client: '', server }]);
    expect(asked.at(-1)).toEqual({ type: 'login_finish', finish: 'finish' });
    expect(exportKey).not.toHaveBeenCalled();
    expect(provesKey(line)).toBe(false);
  });

  it.each([plain('10.0.0.5'), page(false)])('is not begun where others can read it', async (line) => {
    const { ask, asked } = hub();
    expect(isPrivate(line)).toBe(false);
    expect(await login(ask, line, 'secret', {})).toMatchObject({ problem: { code: 'tls_required' } });
    expect(await register(ask, line, 'secret', {})).toMatchObject({ problem: { code: 'tls_required' } });
    expect(asked).toEqual([]);
  });

  it('with a wrong password ends here, and the hub hears of no proof', async () => {
    library.right = false;
    const { ask, asked } = hub(answer);
    const proved = vi.fn();
    expect(await login(ask, tls(hubId), 'wrong', { proved })).toMatchObject({ problem: { code: 'login_failed' } });
    expect([asked.map(({ type }) => type), proved.mock.calls]).toEqual([['login_start'], []]);
  });

  it('says how long to wait', async () => {
    expect(await login(hub('rate_limited').ask, tls(hubId), 'x', {})).toEqual({
      ok: false,
      problem: { code: 'too_many_tries', params: { retryAfter: 12_000 } },
    });
  });

  it.each([
    ['an answer of another kind', [admitted]],
    ['an error', ['internal']],
  ])('ends at %s', async (_what, answers) => {
    expect(await login(hub(...answers).ask, tls(hubId), 'x', {})).toMatchObject({ problem: { code: 'internal' } });
  });

  it('with a name that is none is one that failed: it says nothing about users', async () => {
    const { ask, asked } = hub();
    expect(await login(ask, tls(hubId), 'x', { user: ' ' })).toMatchObject({ problem: { code: 'login_failed' } });
    expect(asked).toEqual([]);
  });
});

describe('a password that is set', () => {
  it.each([
    [{}, 'password', {}],
    [{ room: 'r' }, 'password', { room: 'r' }],
    [{ user: 'Ann' }, 'account', { user: 'Ann' }],
  ] as const)('goes to the hub as a record: %o', async (what, kind, about) => {
    const type = `${kind}_answer` as const;
    const { ask, asked } = hub({ type, ref: 1, response: 'response' }, { type: 'done', ref: 2 });
    expect(await register(ask, tls(hubId), 'secret', what)).toEqual({ ok: true, value: null });
    expect(library.parties).toEqual([{ client: kind === 'account' ? 'ann' : '', server: hubId }]);
    expect(asked).toEqual([
      { type: `${kind}_start`, request: 'request', ...about },
      { type: `${kind}_finish`, record: 'record', ...about },
    ]);
  });

  it('is not set where the hub answers nonsense', async () => {
    library.right = false;
    const { ask, asked } = hub({ type: 'password_answer', ref: 1, response: 'response' });
    expect(await register(ask, tls(hubId), 'x', {})).toMatchObject({ problem: { code: 'internal' } });
    expect(asked).toHaveLength(1);
  });
});
