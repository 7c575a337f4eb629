/** Puts the parts of a hub together, all but its port. */
import { hostname } from 'node:os';
import { cleanName, foldName, simpleDefaults } from '../shared/protocol';
import type { Limits } from '../shared/protocol';
import { Access } from './access/access';
import { AddressLog } from './address-log';
import { AddressWatch } from './address-watch';
import type { Clock } from './clock';
import type { Core } from './core';
import { Counters } from './counters';
import { Creations } from './creations';
import type { DataDir, HubFiles } from './data-dir';
import { Deadlines } from './deadlines';
import type { Files } from './files/files';
import { openFiles } from './files/open';
import { ownNames } from './gates';
import type { RoomRecord } from './hub-file';
import { newRoomId } from './ids';
import type { Log } from './log';
import { Members } from './members';
import type { HubOptions } from './options';
import type { Peer } from './peer';
import { Awareness } from './presence/awareness';
import { Presence } from './rooms/presence';
import { Room } from './rooms/room';
import { Rooms } from './rooms/rooms';
import { tellRoom } from './rooms/tell';
import { StartError } from './start-error';
import { Turns } from './turns';

/** What is there before the parts. */
export interface Ground {
  data: HubFiles & Pick<DataDir, 'path' | 'hubId'>;
  limits: Limits;
  clock: Clock;
  log: Log;
  stopping(): boolean;
}

function named(wanted: string | undefined, otherwise: string, what: string): string {
  const name = cleanName(wanted ?? otherwise);
  if (name.ok) return name.text;
  if (wanted === undefined) return 'Hearth';
  throw new StartError('bad_flag', `This is no name for a ${what}: 1 to 64 visible characters are.`);
}

/** The rooms there are, with the one that everybody starts in among them. */
function firstRooms(
  wanted: string | undefined,
  { data: { record }, clock }: Ground,
): { records: RoomRecord[]; defaultRoom: string } {
  const records = [...(record?.rooms ?? [])];
  const name = named(wanted, simpleDefaults.room, 'room');
  const found =
    wanted === undefined
      ? records.find(({ id }) => id === record?.defaultRoom)
      : records.find((room) => foldName(room.name) === foldName(name));
  const room = found ?? { id: newRoomId(), name, createdAt: clock.now() };
  return { records: found ? records : [room, ...records], defaultRoom: room.id };
}

/** The registry, with its list kept. */
async function openRooms(
  options: HubOptions,
  hubName: string,
  ground: Ground,
  parts: { presence: Presence; members: Members; counters: Counters; files: Files },
): Promise<Rooms> {
  const { data, limits, clock, log } = ground;
  const { durability = 'power' } = options;
  const { records, defaultRoom } = firstRooms(options.room, ground);
  const now = (): number => clock.now();
  const save = (next: RoomRecord[]): Promise<void> =>
    data.save({ name: hubName, rooms: next, defaultRoom, access: options.access ?? 'open' });
  const rooms = new Rooms(
    {
      limits,
      now,
      save,
      make: (record) =>
        new Room({
          ...record,
          fs: data.fs,
          path: data.roomFile(record.id),
          durability,
          limits,
          log,
          presence: parts.presence,
          counters: parts.counters,
          clock,
          now,
          onFiles: ({ seq, files = [] }) => parts.files.posted(seq, files),
          onTopic: (room, { text, seq }) => {
            void rooms.entitled(room, text, seq).then(
              () => tellRoom(room, parts.members),
              (error: unknown) => log.error('error', error, { room: room.id }),
            );
          },
        }),
      setAside: (room) => data.setRoomAside(room),
      onCreated: (room) => tellRoom(room, parts.members),
    },
    records,
  );
  const start = rooms.get(defaultRoom);
  if (start) rooms.startIn(start);
  await save(records).catch((error: Error) => {
    throw new StartError('storage_failed', `The data directory ${data.path} cannot be written: ${error.message}`);
  });
  return rooms;
}

/** @throws StartError for a name that is none, and where the list of rooms cannot be kept */
export async function build(options: HubOptions, ground: Ground): Promise<{ core: Core; presence: Presence }> {
  const { data, limits, clock, log, stopping } = ground;
  const name = named(options.name, data.record?.name ?? hostname(), 'hub');
  const presence = new Presence(clock, limits.presenceGap, () =>
    options.onEvent?.({ event: 'members', members: members.list() }),
  );
  const members = new Members(limits, clock, () => presence.membersChanged());
  const counters = new Counters();
  const files = openFiles(options, ground, (member, id) => {
    const room = rooms.get(id);
    return room !== undefined && members.peersOf(member).some((peer) => peer.rooms.has(room));
  });
  const rooms: Rooms = await openRooms(options, name, ground, { presence, members, counters, files });
  const helloDeadline = new Deadlines<Peer>(limits.helloTimeout, clock, (peer) => {
    peer.refuse('hello_required');
    peer.close('helloRequired', 'no hello in time');
  });
  const access = await Access.open({
    ...{ policy: options.access ?? 'open', owner: options.owner },
    ...{ fs: data.fs, folder: data.path, hubId: data.hubId, limits, clock, log, members },
  }).catch((error: Error) => {
    throw new StartError('storage_failed', error.message);
  });
  const { host = '::', guests = 'encrypted', addresses } = options;
  const awareness = await Awareness.open({ limits, clock, log, fs: data.fs, folder: data.path, members, rooms, access });
  const core: Core = {
    ...{ id: data.hubId, name, limits, clock, log, counters, members, rooms, helloDeadline, access, awareness, files },
    guests,
    names: ownNames(options.allowHosts ?? []),
    whereabouts: new AddressWatch({ host, guests, clock, addresses }),
    addressLog: new AddressLog(log, limits, clock),
    turns: new Turns(),
    creations: new Creations(limits, clock),
    get stopping() {
      return stopping();
    },
  };
  return { core, presence };
}
