/** What the page gets: named functions over IPC, nothing else, and no logic. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { API_KEY, channel, type CallName, type PageApi } from '../shared/ipc/contract';

const call =
  <K extends CallName>(name: K) =>
  (...args: unknown[]) =>
    ipcRenderer.invoke(channel(name), ...args);

/**
 * Paths are read off files that a person gave to the page: the page itself can name none. Main checks a name that is none like any other call: it
 * has no channel.
 */
const named = (name: CallName, ...args: unknown[]) =>
  ipcRenderer.invoke(channel(name), ...(name === 'takeFiles' ? [pathsOf(args[0])] : args));

const pathsOf = (files: unknown): string[] =>
  Array.isArray(files) ? files.map((file: unknown) => (file instanceof File ? webUtils.getPathForFile(file) : '')) : [];

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
