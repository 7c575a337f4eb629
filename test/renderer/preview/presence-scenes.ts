/** Moments of who is there, who writes, and who has what. */
import type { Member, Status } from '../../../src/shared/protocol';
import type { FakeChatApi } from '../../helpers/fake-chat-api';

/** What the other scenes are made from. */
interface Parts {
  chat: () => FakeChatApi;
  people: readonly Member[];
}

const ROOM = 'r-lobby';

/** Makers of a ChatApi, by the name of what they show. */
export function presenceScenes({ chat, people }: Parts): Record<string, () => FakeChatApi> {
  const [ada, ben, cleo, dmitri, eve] = people as [Member, Member, Member, Member, Member];
  const statuses: Status[] = [
    { id: ben.id, presence: 'busy', text: 'Soldering, please do not shake the table' },
    { id: cleo.id, presence: 'away' },
    { id: dmitri.id, presence: 'online', text: 'Bis 15 Uhr in der Donaudampfschifffahrtsgesellschaftsversammlung' },
    { id: eve.id, presence: 'offline', at: Date.now() - 3_600_000 },
  ];
  const around = (): FakeChatApi => {
    const api = chat();
    const log = api.logs.get(ROOM) ?? [];
    const seq = log.length + 1;
    api.logs.set(ROOM, [
      ...log,
      { seq, id: 'own-newest', kind: 'message', author: ada, at: Date.now() - 60_000, text: 'Tea is ready, and there is cake.' },
    ]);
    api.room(ROOM, { seq, readSeq: seq });
    const cursors = [ben, cleo, dmitri, eve].map(({ id }, index) => ({
      id,
      received: seq - (index > 2 ? 3 : 0),
      read: seq - index,
    }));
    api.around = {
      own: { presence: 'online', text: 'In the workshop', tellsReads: true },
      statuses,
      typing: [{ room: ROOM, members: [ben, dmitri], count: 2 }],
      reads: [{ room: ROOM, cursors }],
    };
    api.readers = {
      ...{ of: 4, received: 3, read: 1 },
      people: [
        { id: ben.id, name: ben.name, state: 'read' },
        { id: cleo.id, name: cleo.name, state: 'received' },
        { id: dmitri.id, name: dmitri.name, state: 'received' },
        { id: eve.id, name: eve.name, state: 'none' },
      ],
    };
    return api;
  };
  return {
    around,
    manyTyping: () => {
      const api = around();
      api.around = {
        ...api.around,
        own: { presence: 'busy', text: '', tellsReads: false },
        typing: [{ room: ROOM, members: [], count: 7 }],
        reads: [{ room: ROOM, cursors: (api.around.reads[0]?.cursors ?? []).map((one) => ({ ...one, received: 99, read: 99 })) }],
      };
      api.readers = { of: 412, received: 380, read: null };
      return api;
    },
  };
}
