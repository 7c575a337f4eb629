/** Names and types of everything that crosses between main and renderer. Channel names are the names of ChatApi. */
import type { Off } from '../emitter';
import type { ChatApi } from './chat-api';

type Listener<F> = F extends (listener: (value: infer V) => void) => unknown ? V : never;

/** Methods of ChatApi that answer: renderer to main and back. */
export type CallName = {
  [K in keyof ChatApi]: ChatApi[K] extends (...args: never[]) => Promise<unknown> ? K : never;
}[keyof ChatApi];

/** Methods of ChatApi that subscribe: main to renderer. */
export type EventName = Exclude<keyof ChatApi, CallName>;

/** Arguments of a call. */
export type CallArgs<K extends CallName> = Parameters<ChatApi[K]>;
/** What a call answers. */
export type CallResult<K extends CallName> = Awaited<ReturnType<ChatApi[K]>>;
/** What an event carries. */
export type EventValue<K extends EventName> = Listener<ChatApi[K]>;

/** Calls of hosts and moderators. */
export const manageCalls = [
  'order',
  'createInvite',
  'listInvites',
  'revokeInvite',
  'access',
  'loadPeople',
  'loadAudit',
  'loadReach',
] as const satisfies readonly CallName[];

/** One of them. */
export type ManageCall = (typeof manageCalls)[number];

/** Calls about what is said in rooms. */
export const talkCalls = [
  'loadHistory',
  'loadMessages',
  'loadPins',
  'findDate',
  'loadOutbox',
  'send',
  'editMessage',
  'react',
  'pin',
  'acknowledge',
  'retrySend',
  'discardSend',
] as const satisfies readonly CallName[];

/** One of them. */
export type TalkCall = (typeof talkCalls)[number];

/** Calls about conversations: made, named, ended, and what one wants of them. */
export const placeCalls = [
  'createRoom',
  'openDirect',
  'loadDirectory',
  'loadRoomPeople',
  'invitePeople',
  'removePerson',
  'setTopic',
  'renameRoom',
  'archiveRoom',
  'removeRoom',
  'setRoomWishes',
  'markRead',
] as const satisfies readonly CallName[];

/** One of them. */
export type PlaceCall = (typeof placeCalls)[number];

/** Calls about people: who is there, who writes, who has what. */
export const presenceCalls = [
  'typing',
  'setStatus',
  'setTellsReads',
  'loadReads',
  'loadStatuses',
  'loadAround',
] as const satisfies readonly CallName[];

/** One of them. */
export type PresenceCall = (typeof presenceCalls)[number];

/** Calls about the history on this device. */
export const historyCalls = [
  'search',
  'sumHistory',
  'removeHistory',
  'exportRoom',
  'importRoom',
] as const satisfies readonly CallName[];

/** One of them. */
export type HistoryCall = (typeof historyCalls)[number];

/** Calls about files. */
export const fileCalls = [
  'pickFiles',
  'takeFiles',
  'takeBytes',
  'dropFile',
  'fileLimits',
  'attach',
  'download',
  'loadBytes',
  'loadTransfers',
  'pauseTransfer',
  'resumeTransfer',
  'cancelTransfer',
  'showInFolder',
  'loadHostFiles',
  'freeFiles',
] as const satisfies readonly CallName[];

/** One of them. */
export type FileCall = (typeof fileCalls)[number];

/** Calls about this device. */
export const deviceCalls = [
  'copyText',
  'openLink',
  'loadLedger',
  'askNotifications',
  'tryNotification',
  'loadSettings',
  'changeSettings',
] as const satisfies readonly CallName[];

/** One of them. */
export type DeviceCall = (typeof deviceCalls)[number];

/**
 * What the preload hands to the page: the calls, one function for those about what is said, one for those about conversations, one for those about people, one for those of hosts, one for those about history, one for those about this device,
 * and one for all events: the list stays short enough to be read.
 */
export type PageApi = Pick<
  ChatApi,
  Exclude<CallName, TalkCall | PlaceCall | PresenceCall | ManageCall | HistoryCall | FileCall | DeviceCall>
> & {
  talk<K extends TalkCall>(call: K, ...args: CallArgs<K>): Promise<CallResult<K>>;
  places<K extends PlaceCall>(call: K, ...args: CallArgs<K>): Promise<CallResult<K>>;
  presence<K extends PresenceCall>(call: K, ...args: CallArgs<K>): Promise<CallResult<K>>;
  manage<K extends ManageCall>(call: K, ...args: CallArgs<K>): Promise<CallResult<K>>;
  history<K extends HistoryCall>(call: K, ...args: CallArgs<K>): Promise<CallResult<K>>;
  files<K extends FileCall>(call: K, ...args: CallArgs<K>): Promise<CallResult<K>>;
  device<K extends DeviceCall>(call: K, ...args: CallArgs<K>): Promise<CallResult<K>>;
  /** Calls back with each value of an event; returns its remover. */
  subscribe<K extends EventName>(event: K, listener: (value: EventValue<K>) => void): Off;
};

/** The channel of a call or an event. */
export const channel = (name: CallName | EventName): string => `hearth:${name}`;

/** Name under which the preload hands PageApi to the page. */
export const API_KEY = 'hearth';
