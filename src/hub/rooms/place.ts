/** What a room is besides its log: what it is called, what it is about, and who may know of it. */
import type { Room as RoomInfo } from '../../shared/protocol';
import type { RoomRecord } from '../hub-file';

/** Sequence of a topic that has to be looked for in the log. */
export const UNKNOWN = -1;

/** Never changed in place: another one takes its place once it is kept. */
export interface Place {
  readonly name: string;
  /** `direct`: between two members, or of one alone. */
  readonly kind: 'room' | 'direct';
  /** Those who may know of it, by member id and in the order in which they came, each with the last name; null: everybody. */
  readonly people: ReadonlyMap<string, string> | null;
  /** Member id of who made it, as far as that is known. */
  readonly by: string | null;
  /** Nobody writes in it. */
  readonly archived: boolean;
  readonly topic: string;
  /** Sequence of the entry that gave the topic; 0 where none did, `UNKNOWN` while one is on its way or after a crash then. */
  readonly topicSeq: number;
}

/** Of a room as the file holds it. */
export function placeOf({ name, kind, people, by, archived, topic }: RoomRecord): Place {
  return {
    ...{ name, kind: kind ?? 'room', by: by ?? null, archived: archived ?? false },
    people: people ? new Map(people.map((one) => [one.id, one.name])) : null,
    ...{ topic: topic?.text ?? '', topicSeq: topic?.seq ?? 0 },
  };
}

/** As the file holds it, as far as there is something to say. */
export function placeRecord({ name, kind, people, by, archived, topic, topicSeq }: Place): Omit<RoomRecord, 'id' | 'createdAt'> {
  return {
    name,
    ...(kind === 'direct' ? { kind } : {}),
    ...(people ? { people: [...people].map(([id, called]) => ({ id, name: called })) } : {}),
    ...(by === null ? {} : { by }),
    ...(archived ? { archived } : {}),
    ...(topic === '' && topicSeq === 0 ? {} : { topic: { text: topic, seq: topicSeq } }),
  };
}

/** Whether somebody may know that there is such a room. Scripts, which have no lasting id, know those for everybody alone. */
export const mayKnow = ({ people }: Place, member: string): boolean => people === null || people.has(member);

/** The other one of a direct room; oneself where one is alone. */
export function otherOf({ people }: Place, member: string): { id: string; name: string } {
  const all = [...(people ?? [])].map(([id, name]) => ({ id, name }));
  return all.find(({ id }) => id !== member) ?? all[0] ?? { id: member, name: '' };
}

/** What a list of rooms says of it to one of those who may know. */
export function placeInfo(place: Place, viewer: string): Omit<RoomInfo, 'id' | 'seq' | 'count'> {
  const { name, kind, people, by, archived, topic } = place;
  const other = otherOf(place, viewer);
  if (kind === 'direct') return { name: other.name, kind, with: other };
  return {
    name,
    ...(people ? { private: true } : {}),
    ...(archived ? { archived } : {}),
    ...(topic === '' ? {} : { topic }),
    ...(by === null ? {} : { by }),
  };
}
