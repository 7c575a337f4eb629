/** The app's bridge: what the preload put into the page, as a ChatApi. */
import type { ChatApi } from '../../../shared/ipc/chat-api';
import { API_KEY, type PageApi } from '../../../shared/ipc/contract';

/** @returns null where the page is not the app's */
export function createElectronBridge(): ChatApi | null {
  const page = (window as unknown as Partial<Record<string, PageApi>>)[API_KEY];
  if (!page) return null;
  const { subscribe, talk, places, presence, manage, history, files, device, ...calls } = page;
  return {
    ...calls,
    order: (action) => manage('order', action),
    createInvite: (options) => manage('createInvite', options),
    listInvites: () => manage('listInvites'),
    revokeInvite: (id) => manage('revokeInvite', id),
    access: (action) => manage('access', action),
    loadPeople: (banned) => manage('loadPeople', banned),
    loadAudit: (before) => manage('loadAudit', before),
    loadReach: () => manage('loadReach'),
    search: (query) => history('search', query),
    sumHistory: (part) => history('sumHistory', part),
    removeHistory: (part) => history('removeHistory', part),
    exportRoom: (room, format) => history('exportRoom', room, format),
    importRoom: (room) => history('importRoom', room),
    onState: (listener) => subscribe('onState', listener),
    onTimeline: (listener) => subscribe('onTimeline', listener),
    onPresence: (listener) => subscribe('onPresence', listener),
    onOutbox: (listener) => subscribe('onOutbox', listener),
    onOpenRoom: (listener) => subscribe('onOpenRoom', listener),
    onInvite: (listener) => subscribe('onInvite', listener),
  };
}
    pickFiles: () => files('pickFiles'),
    takeFiles: (given) => files('takeFiles', given),
    takeBytes: (name, type, data) => files('takeBytes', name, type, data),
    dropFile: (handle) => files('dropFile', handle),
    fileLimits: () => files('fileLimits'),
    attach: (room, attachments, text) => files('attach', room, attachments, text),
    download: (room, file) => files('download', room, file),
    loadBytes: (room, file, preview) => files('loadBytes', room, file, preview),
    loadTransfers: () => files('loadTransfers'),
    pauseTransfer: (id) => files('pauseTransfer', id),
    resumeTransfer: (id) => files('resumeTransfer', id),
    cancelTransfer: (id) => files('cancelTransfer', id),
    showInFolder: (id) => files('showInFolder', id),
    loadHostFiles: (room) => files('loadHostFiles', room),
    freeFiles: (ids) => files('freeFiles', ids),
    copyText: (text) => device('copyText', text),
    openLink: (href) => device('openLink', href),
    loadLedger: () => device('loadLedger'),
    askNotifications: () => device('askNotifications'),
    loadSettings: () => device('loadSettings'),
    changeSettings: (parts) => device('changeSettings', parts),
    onState: (listener) => subscribe('onState', listener),
    onTimeline: (listener) => subscribe('onTimeline', listener),
    onPresence: (listener) => subscribe('onPresence', listener),
    onOutbox: (listener) => subscribe('onOutbox', listener),
    onTyping: (listener) => subscribe('onTyping', listener),
    onReads: (listener) => subscribe('onReads', listener),
    onStatuses: (listener) => subscribe('onStatuses', listener),
    onTransfers: (listener) => subscribe('onTransfers', listener),
    onOpenRoom: (listener) => subscribe('onOpenRoom', listener),
    onInvite: (listener) => subscribe('onInvite', listener),
  };
}
