/** The calls of ChatApi that a Chat answers by itself, as functions that can be handed on. */
import type { Chat } from './chat';

/** One list for main's handlers and the browser's bridge; each adds what only it can do. */
export const chatCalls = (chat: Chat) => ({
  setName: chat.setName.bind(chat),
  join: chat.join.bind(chat),
  enter: chat.enter.bind(chat),
  order: chat.order.bind(chat),
  createInvite: chat.createInvite.bind(chat),
  listInvites: chat.listInvites.bind(chat),
  revokeInvite: chat.revokeInvite.bind(chat),
  access: chat.access.bind(chat),
  loadPeople: chat.loadPeople.bind(chat),
  loadAudit: chat.loadAudit.bind(chat),
  openHub: chat.openHub.bind(chat),
  leaveHub: chat.leaveHub.bind(chat),
  forgetHub: chat.forgetHub.bind(chat),
  verifyHub: chat.verifyHub.bind(chat),
  retryNow: chat.retryNow.bind(chat),
  createRoom: chat.createRoom.bind(chat),
  joinRoom: chat.joinRoom.bind(chat),
  leaveRoom: chat.leaveRoom.bind(chat),
  viewRoom: chat.viewRoom.bind(chat),
  loadHistory: chat.loadHistory.bind(chat),
  loadOutbox: chat.loadOutbox.bind(chat),
  loadMembers: chat.loadMembers.bind(chat),
  send: chat.send.bind(chat),
  retrySend: chat.retrySend.bind(chat),
  discardSend: chat.discardSend.bind(chat),
});
