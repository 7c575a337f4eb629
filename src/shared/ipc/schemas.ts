/** Arguments of every call as main checks them before anything else sees them. */
import * as v from 'valibot';
import { accessPolicies, roles, stays } from '../protocol/access';
import { guestsModes } from '../protocol/guests';
import { exportFormats } from './archive';
import type { CallArgs, CallName } from './contract';
import { presenceSchemas } from './presence-schemas';
import { filesSchemas } from './files-schemas';
import { placeSchemas } from './places-schemas';
import { talkSchemas } from './talk-schemas';
import { settingsParts } from './settings-schema';

const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
/** Generous: the real limits answer with words; this one only keeps nonsense out. */
const text = v.pipe(v.string(), v.maxLength(100_000));
const none = v.strictTuple([]);
const whole = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
const role = v.picklist(roles);

const entrance = v.variant('way', [
  v.strictObject({ way: v.literal('password'), password: text }),
  v.strictObject({ way: v.literal('account'), user: text, password: text }),
  v.strictObject({ way: v.literal('knock') }),
  v.strictObject({ way: v.literal('room'), room: id, password: text }),
  v.strictObject({ way: v.literal('invite'), link: text }),
]);

const action = v.variant('do', [
  v.strictObject({ do: v.literal('admit'), member: id, stay: v.picklist(stays) }),
  v.strictObject({ do: v.literal('refuse'), member: id }),
  v.strictObject({ do: v.literal('kick'), member: id, reason: v.exactOptional(text) }),
  v.strictObject({ do: v.literal('ban'), member: id, reason: v.exactOptional(text), address: v.exactOptional(v.boolean()) }),
  v.strictObject({ do: v.literal('unban'), member: id }),
  v.strictObject({ do: v.literal('mute'), member: id, minutes: whole(0, 525_600) }),
  v.strictObject({ do: v.literal('role'), member: id, role }),
  v.strictObject({ do: v.literal('lock'), room: id, locked: v.boolean() }),
  v.strictObject({ do: v.literal('slow'), room: id, seconds: whole(0, 86_400) }),
  v.strictObject({ do: v.literal('delete'), room: id, seq: whole(1, Number.MAX_SAFE_INTEGER) }),
]);

const inviteOptions = v.strictObject({
  role,
  label: v.exactOptional(text),
  hours: v.exactOptional(whole(1, 87_600)),
  uses: v.exactOptional(whole(1, 10_000)),
});

const accessAction = v.variant('do', [
  v.strictObject({ do: v.literal('set-password'), room: v.exactOptional(id), password: text }),
  v.strictObject({ do: v.literal('clear-password'), room: v.exactOptional(id) }),
  v.strictObject({ do: v.literal('add-account'), user: text, password: text }),
  v.strictObject({ do: v.literal('set-account'), user: text, disabled: v.boolean() }),
  v.strictObject({ do: v.literal('remove-account'), user: text }),
  v.strictObject({ do: v.literal('list-accounts') }),
]);

/** Before 1970 and after the year 275760 there are no times. */
const time = whole(-8_640_000_000_000_000, 8_640_000_000_000_000);

const searchQuery = v.strictObject({
  text: v.pipe(v.string(), v.maxLength(1_000)),
  room: v.nullable(id),
  author: v.exactOptional(v.pipe(v.string(), v.maxLength(100))),
  from: v.exactOptional(time),
  to: v.exactOptional(time),
  before: v.exactOptional(v.record(id, whole(1, Number.MAX_SAFE_INTEGER))),
});

const historyPart = v.strictObject({ hub: id, room: v.nullable(id), before: v.nullable(time) });

/** A schema per call; a call without one does not compile. */
export const callSchemas: { readonly [K in CallName]: v.GenericSchema<unknown, CallArgs<K>> } = {
  getState: none,
  setName: v.strictTuple([text]),
  host: v.strictTuple([
    v.strictObject({
      name: text,
      room: text,
      port: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(65_535)),
      guests: v.picklist(guestsModes),
      access: v.picklist(accessPolicies),
    }),
  ]),
  stopHosting: none,
  join: v.strictTuple([text]),
  enter: v.strictTuple([entrance]),
  order: v.strictTuple([action]),
  createInvite: v.strictTuple([inviteOptions]),
  listInvites: none,
  revokeInvite: v.strictTuple([id]),
  access: v.strictTuple([accessAction]),
  loadPeople: v.strictTuple([v.boolean()]),
  loadReach: none,
  loadAudit: v.strictTuple([v.nullable(whole(1, Number.MAX_SAFE_INTEGER))]),
  openHub: v.strictTuple([id]),
  leaveHub: none,
  forgetHub: v.strictTuple([id]),
  verifyHub: v.strictTuple([id]),
  retryNow: none,
  joinRoom: v.strictTuple([id]),
  leaveRoom: v.strictTuple([id]),
  viewRoom: v.strictTuple([v.nullable(id)]),
  ...talkSchemas,
  ...filesSchemas,
  ...placeSchemas,
  ...presenceSchemas,
  loadMembers: v.strictTuple([id]),
  search: v.strictTuple([searchQuery]),
  sumHistory: v.strictTuple([historyPart]),
  removeHistory: v.strictTuple([historyPart]),
  exportRoom: v.strictTuple([id, v.picklist(exportFormats)]),
  importRoom: v.strictTuple([id]),
  copyText: v.strictTuple([text]),
  openLink: v.strictTuple([text]),
  loadLedger: none,
  askNotifications: none,
  tryNotification: none,
  loadSettings: none,
  changeSettings: v.strictTuple([settingsParts]),
};
