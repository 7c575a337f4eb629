import { describe, expect, it } from 'vitest';
import { mergePresence, nameSome, tellingOrder, type Passage } from '../../../src/renderer/src/logic/presence';
import { ada, ben, cleo } from '../../helpers/fake-chat-api';

describe('mergePresence', () => {
  it('says who came and who went', () => {
    expect(
      mergePresence(
        [
          { joined: [ben], left: [] },
          { joined: [], left: [cleo] },
        ],
        ada.id,
      ),
    ).toEqual({
      joined: ['Ben'],
      left: ['Cleo'],
      visited: [],
    });
  });

  it('says nothing of a connection that blinked', () => {
    expect(
      mergePresence(
        [
          { joined: [], left: [ben] },
          { joined: [ben], left: [] },
        ],
        null,
      ),
    ).toBeNull();
    expect(mergePresence([{ joined: [ben], left: [ben] }], null)).toBeNull();
  });

  it('tells somebody who came and went again', () => {
    expect(
      mergePresence(
        [
          { joined: [ben], left: [] },
          { joined: [], left: [ben] },
        ],
        null,
      )?.visited,
    ).toEqual(['Ben']);
  });

  it('does not tell people of themselves', () => {
    expect(mergePresence([{ joined: [ada], left: [] }], ada.id)).toBeNull();
  });
});

describe('tellingOrder', () => {
  const passage = (over: Partial<Passage>): Passage => ({ joined: [], left: [], visited: [], ...over });

  it('says who came first', () => {
    expect(tellingOrder(passage({ joined: ['Ben'], left: ['Cleo'] }))).toEqual(['joined', 'left', 'visited']);
  });

  it.each(['left', 'visited'] as const)('ends with who is there where one of that name %s', (gone) => {
    expect(tellingOrder(passage({ joined: ['Ben', 'Jo'], [gone]: ['Jo'] })).at(-1)).toBe('joined');
  });
});

describe('nameSome', () => {
  it('names up to three and counts the rest', () => {
    expect(nameSome(['a', 'b', 'c'])).toEqual({ named: ['a', 'b', 'c'], others: 0 });
    expect(nameSome(['a', 'b', 'c', 'd'])).toEqual({ named: ['a', 'b'], others: 2 });
  });
});
