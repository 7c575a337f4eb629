/** What the page gets: named functions over IPC, nothing else, and no logic. */
import { contextBridge, ipcRenderer } from 'electron';
import { API_KEY, channel, type CallName, type PageApi } from '../shared/ipc/contract';

const call =
  <K extends CallName>(name: K) =>
  (...args: unknown[]) =>
    ipcRenderer.invoke(channel(name), ...args);

const api: PageApi = {
  getState: call('getState'),
  setName: call('setName'),
  host: call('host'),
  stopHosting: call('stopHosting'),
  join: call('join'),
  enter: call('enter'),
  openHub: call('openHub'),
  leaveHub: call('leaveHub'),
  forgetHub: call('forgetHub'),
  verifyHub: call('verifyHub'),
  retryNow: call('retryNow'),
  joinRoom: call('joinRoom'),
  leaveRoom: call('leaveRoom'),
  viewRoom: call('viewRoom'),
  loadHistory: call('loadHistory'),
  loadOutbox: call('loadOutbox'),
  loadMembers: call('loadMembers'),
  talk: named,
  places: named,
  presence: named,
  manage: named,
  history: named,
  files: named,
  device: named,
  subscribe(name, listener) {
    // The page gets the value and never the event, which holds ipcRenderer.
    const own = (_event: unknown, value: Parameters<typeof listener>[0]): void => listener(value);
    ipcRenderer.on(channel(name), own);
    return () => void ipcRenderer.removeListener(channel(name), own);
  },
};

contextBridge.exposeInMainWorld(API_KEY, api);
