/** Moments of conversations: direct ones, private rooms, pinned, muted and archived ones. */
import { noWishes } from '../../../src/shared/ipc/places-api';
import type { Member } from '../../../src/shared/protocol';
import type { hubView } from '../../helpers/fake-chat-api';
import { ada, ben, cleo, roomView, type FakeChatApi } from '../../helpers/fake-chat-api';

interface Parts {
  chat: (over?: Parameters<typeof hubView>[0]) => FakeChatApi;
  people: Member[];
}

/** Makers of a ChatApi, by the name of what they show. */
export function placeScenes({ chat, people }: Parts): Record<string, () => FakeChatApi> {
  const many = (role: 'member' | 'host' | 'guest' = 'member'): FakeChatApi => {
    const api = chat({ role });
    const [lobby, ...others] = api.state.hub?.rooms ?? [];
    const direct = (member: Member, over: Parameters<typeof roomView>[0]) =>
      roomView({ id: `d-${member.id}`, name: member.name, kind: 'direct', with: member, ...over });
    api.hub({
      rooms: [
        ...(lobby
          ? [
              {
                ...lobby,
                topic: 'Everything that concerns everybody: tools, keys, who is where, and what is for lunch on Fridays',
                lastAt: 9,
              },
            ]
          : []),
        ...others.map((room, index) => ({ ...room, lastAt: 5 - index })),
        roomView({
          id: 'r-board',
          name: 'board',
          private: true,
          mine: true,
          topic: 'What we decide on Monday',
          unread: 2,
          mentions: 1,
          lastAt: 8,
          wishes: { ...noWishes, pinned: true },
        }),
        roomView({
          id: 'r-noise',
          name: 'noise',
          unread: 120,
          lastAt: 7,
          wishes: { ...noWishes, mutedUntil: Date.now() + 3_600_000 },
        }),
        direct(ben, { there: true, unread: 1, lastAt: 6 }),
        direct(people[3] ?? cleo, { lastAt: 4 }),
        direct(ada, { lastAt: 2 }),
        roomView({ id: 'r-2025', name: 'summer-party-2025', archived: true, mine: true }),
        roomView({ id: 'r-gone', name: 'old-plans', gone: true, private: true }),
      ],
    });
    api.directory = people
      .filter(({ id }) => !id.startsWith('s-'))
      .map(({ id, name }, index) => ({ id, name, online: index < 4 }));
    api.roomPeople = api.directory.slice(0, 3);
    for (const { id } of api.state.hub?.rooms ?? [])
      if (id.startsWith('d-')) api.logs.set(id, (api.logs.get('r-lobby') ?? []).slice(0, 3));
    return api;
  };
  return { places: () => many(), 'places-host': () => many('host'), 'places-guest': () => many('guest') };
}
