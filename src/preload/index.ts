/** ChatApi for the page: named functions over IPC, nothing else, and no logic. */
import { contextBridge, ipcRenderer } from 'electron';
import type { ChatApi } from '../shared/ipc/chat-api';
import { API_KEY, channel, type CallName, type EventName, type EventValue } from '../shared/ipc/contract';

const call =
  <K extends CallName>(name: K) =>
  (...args: unknown[]) =>
    ipcRenderer.invoke(channel(name), ...args);

const on =
  <K extends EventName>(name: K) =>
  (listener: (value: EventValue<K>) => void) => {
    // The page gets the value and never the event, which holds ipcRenderer.
    const own = (_event: unknown, value: EventValue<K>): void => listener(value);
    ipcRenderer.on(channel(name), own);
    return () => void ipcRenderer.removeListener(channel(name), own);
  };

const api: ChatApi = {
  getState: call('getState'),
  setName: call('setName'),
  host: call('host'),
  stopHosting: call('stopHosting'),
  join: call('join'),
  openHub: call('openHub'),
  leaveHub: call('leaveHub'),
  forgetHub: call('forgetHub'),
  verifyHub: call('verifyHub'),
  retryNow: call('retryNow'),
  createRoom: call('createRoom'),
  joinRoom: call('joinRoom'),
  leaveRoom: call('leaveRoom'),
  viewRoom: call('viewRoom'),
  loadHistory: call('loadHistory'),
  loadOutbox: call('loadOutbox'),
  loadMembers: call('loadMembers'),
  send: call('send'),
  retrySend: call('retrySend'),
  discardSend: call('discardSend'),
  copyText: call('copyText'),
  openLink: call('openLink'),
  askNotifications: call('askNotifications'),
  onState: on('onState'),
  onTimeline: on('onTimeline'),
  onPresence: on('onPresence'),
  onOutbox: on('onOutbox'),
  onOpenRoom: on('onOpenRoom'),
  onInvite: on('onInvite'),
};

contextBridge.exposeInMainWorld(API_KEY, api);
