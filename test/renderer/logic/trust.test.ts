import { describe, expect, it } from 'vitest';
import { en } from '../../../src/renderer/src/i18n/en';
import { auditLine } from '../../../src/renderer/src/logic/audit';
import { orderedWays } from '../../../src/renderer/src/logic/entry-ways';
import { spent } from '../../../src/renderer/src/logic/invites';
import { retryAfter } from '../../../src/renderer/src/logic/problem';
import { above, givable, keepsOrder } from '../../../src/renderer/src/logic/roles';
import { buildRows } from '../../../src/renderer/src/logic/rows';
import { makeFold } from '../../../src/renderer/src/logic/said';
import type { AuditEvent, Invite } from '../../../src/shared/protocol';
import { ada, ben, deletion, entry } from '../../helpers/fake-chat-api';

describe('roles', () => {
  it('let one decide only about those who have less to say', () => {
    expect(above('host', 'moderator')).toBe(true);
    expect(above('host', 'host')).toBe(false);
    expect(above('moderator', 'member')).toBe(true);
    expect(above('moderator', 'moderator')).toBe(false);
    expect(above('member', 'guest')).toBe(false);
    expect(above(null, 'guest')).toBe(false);
    expect([keepsOrder('host'), keepsOrder('moderator'), keepsOrder('member'), keepsOrder(null)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('are given away up to one’s own', () => {
    expect(givable('host')).toEqual(['host', 'moderator', 'member', 'guest']);
    expect(givable('moderator')).toEqual(['moderator', 'member', 'guest']);
    expect(givable(null)).toEqual([]);
  });
});

describe('ways in', () => {
  it('begin with what the rule asks for, an invite last', () => {
    expect(orderedWays(['invite', 'password'])).toEqual(['password', 'invite']);
    expect(orderedWays(['invite', 'knock'])).toEqual(['knock', 'invite']);
    expect(orderedWays([])).toEqual([]);
  });
});

describe('an invite', () => {
  const invite: Invite = {
    ...{ id: 'i', role: 'member', label: '', createdAt: 0, used: 0, by: 'k' },
    ...{ expiresAt: 1_000, uses: 2 },
  };
  it('is spent when it was taken back, has ended, or is used up', () => {
    expect(spent(invite, 999)).toBe(null);
    expect(spent(invite, 1_000)).toBe('ended');
    expect(spent({ ...invite, used: 2 }, 0)).toBe('usedUp');
    expect(spent({ ...invite, revokedAt: 5 }, 2_000)).toBe('revoked');
    expect(spent({ ...invite, uses: null, expiresAt: null, used: 99 }, 1e15)).toBe(null);
  });
});

describe('a problem', () => {
  it('says how long to wait only where it does', () => {
    expect(retryAfter({ code: 'muted', params: { retryAfter: 5 } })).toBe(5);
    expect(retryAfter({ code: 'muted', params: { retryAfter: 'soon' } })).toBe(null);
    expect(retryAfter({ code: 'muted' })).toBe(null);
    expect(retryAfter(null)).toBe(null);
  });
});

describe('a line of the audit log', () => {
  const event = (over: Partial<AuditEvent>): AuditEvent => ({ seq: 1, at: 0, by: 'k-a', action: 'kick', target: 'k-b', ...over });
  const line = (over: Partial<AuditEvent>) => auditLine(event(over), en.order.audit.line);

  it('names people as they were called then, and the hub as nobody', () => {
    expect(line({ byName: 'Ada', targetName: 'Ben' })).toMatchObject({ by: 'Ada', target: 'Ben', key: 'order.audit.line.kick' });
    expect(line({})).toMatchObject({ by: 'k-a', target: 'k-b' });
    expect(line({ by: 'hub', action: 'login_backoff' })).toMatchObject({ by: null });
  });

  it('shows what people wrote as it is, and what the hub counted as figures', () => {
    expect(line({ detail: 'member, 24 h, 1 uses' })).toMatchObject({ remark: 'member, 24 h, 1 uses', role: null, span: null });
    expect(line({ action: 'role', detail: 'moderator' })).toMatchObject({ role: 'moderator', remark: '' });
    expect(line({ action: 'mute', detail: '10 minutes' })).toMatchObject({ span: 600_000, remark: '' });
    expect(line({ action: 'slow', detail: '0 s' }).span).toBe(0);
    expect(line({ action: 'invite_create', detail: 'guest, 24 h, 3 uses' })).toMatchObject({
      ...{ role: 'guest', span: 86_400_000, uses: 3 },
    });
    expect(line({ action: 'invite_create', detail: 'host, does not expire, any number of uses' })).toMatchObject({
      ...{ role: 'host', span: null, uses: null },
    });
    expect(line({ action: 'delete', detail: '14' }).remark).toBe('');
  });

  it('says how somebody got in, and by which invite or account', () => {
    const how = (action: string, detail: string) => line({ by: 'hub', action, detail }).how;
    expect(how('admitted', 'invite For the choir')).toEqual({ key: 'order.audit.how.inviteOf', name: 'For the choir' });
    expect(how('admitted', 'account cleo')).toEqual({ key: 'order.audit.how.accountOf', name: 'cleo' });
    // Of hubs of before, and where an invite has no label.
    expect(how('admitted', 'invite')).toEqual({ key: 'order.audit.how.invite', name: '' });
    for (const way of ['owner', 'password', 'open']) expect(how('admitted', way)?.key).toBe(`order.audit.how.${way}`);
    expect([how('admit', 'visit')?.key, how('admit', 'good')?.key]).toEqual(['order.audit.how.visit', 'order.audit.how.good']);
    expect([how('admitted', 'tomorrow'), how('kick', 'open the window')]).toEqual([null, null]);
  });

  it('says what a newer hub wrote as it is', () => {
    expect(line({ action: 'constructor', detail: 'x' })).toMatchObject({ key: 'order.audit.line.other', remark: 'x' });
  });
});

describe('rows', () => {
  const rowsOf = (entries: Parameters<typeof buildRows>[0]['entries'], newAfter: number | null = null) =>
    buildRows({
      entries,
      pending: [],
      notes: [],
      said: makeFold()({ entries, about: [], pending: [], me: ada }),
      me: ada,
      newAfter,
    });

  it('show a trace in place of what was deleted, by whom where that is known, and nothing for the deletion itself', () => {
    const rows = rowsOf([
      entry(1, ben, 'one'),
      entry(2, ben, 'two'),
      entry(3, ada, 'three'),
      deletion(4, ada, 2),
      deletion(5, ada, 3),
    ]);
    expect(rows.map(({ kind }) => kind)).toEqual(['top', 'day', 'message', 'gone', 'gone']);
    expect(rows[3]).toMatchObject({ author: ben, by: ada });
    expect(rows[4]).toMatchObject({ author: ada, by: ada });
    expect(JSON.stringify(rows)).not.toContain('two');
  });

  it('believe the hub where the deletion is not loaded, and begin a group anew after a trace', () => {
    const rows = rowsOf([
      { seq: 1, id: 'm-1', kind: 'message', author: ben, at: 1_700_000_060_000, text: '', deleted: true },
      entry(2, ben, 'two'),
    ]);
    expect(rows[2]).toMatchObject({ kind: 'gone', by: null });
    expect(rows[3]).toMatchObject({ kind: 'message', head: true });
  });

  it('draw no New line above what is only a deletion', () => {
    expect(rowsOf([entry(1, ben, 'one'), deletion(2, ben, 1)], 1).some(({ kind }) => kind === 'new')).toBe(false);
  });
});
