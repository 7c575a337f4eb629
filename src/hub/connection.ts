/** From a socket to a peer and back: what happens when one opens, speaks, and ends. */
import { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import type { Connections } from './connections';
import type { Core } from './core';
import { startFull } from './full-mode';
import type { Heartbeat } from './heartbeat';
import { Inbox } from './inbox';
import { Peer, type PeerParts } from './peer';
import type { Peers } from './peers';
import { startSimple } from './simple-mode';

/** An accepted upgrade. */
export interface Accepted extends PeerParts {
  /** The query, without its question mark. */
  search: string;
}

/** Where connections are kept. */
export interface Keepers {
  connections: Connections;
  peers: Peers;
  heartbeat: Heartbeat;
}

function forget({ peer, core, keepers }: Line, code: number): void {
  core.counters.closed();
  core.log.debug('disconnected', { connection: peer.id, code });
  keepers.connections.remove(peer.address);
  keepers.peers.remove(peer);
  keepers.heartbeat.remove(peer);
  core.helloDeadline.remove(peer);
  const rooms = [...peer.rooms];
  for (const room of rooms) room.leave(peer);
  core.members.exit(peer);
  core.awareness.gone(peer);
  core.access.left(peer);
  const { refusals } = peer;
  if (rooms.length === 0 && !refusals) return;
  const ids = rooms.map(({ id }) => id);
  const more = refusals ? { refusals } : {};
  core.addressLog.info('leave', peer.address, { connection: peer.id, member: peer.member?.id, rooms: ids, code, ...more });
}

/** What the handlers of one connection share. They are the same functions for all: a closure each would be half a KiB of every idle one. */
interface Line {
  peer: Peer;
  inbox: Inbox | null;
  core: Core;
  keepers: Keepers;
}

type Lined = WebSocket & { hearth?: Line };

function onHeard(this: Lined): void {
  this.hearth?.peer.heard();
}

function onMessage(this: Lined, data: RawData, isBinary: boolean): void {
  this.hearth?.peer.heard();
  this.hearth?.inbox?.push(isBinary ? null : (data as Buffer).toString('utf8'));
}

function onClose(this: Lined, code: number): void {
  if (this.hearth) forget(this.hearth, code);
}

/** ws answers what breaks its protocol with the close code that belongs to it; here it only gets its line. */
function onError(this: Lined, error: Error & { code?: string }): void {
  if (!this.hearth) return;
  const { peer, core } = this.hearth;
  if (error.code?.startsWith('WS_ERR')) core.counters.badMessages += 1;
  core.addressLog.refusal(peer.address, error.code ?? error.message, { connection: peer.id });
}

/** Takes a new connection in, or tells it that there is no place. */
export function attach(accepted: Accepted, core: Core, keepers: Keepers): void {
  const { ws, socket, address, mode, search } = accepted;
  const peer = new Peer(accepted, core);
  // ws answers what breaks its protocol with the close code that belongs to it; here it only gets its line.
  const line: Line = { peer, inbox: null, core, keepers };
  (ws as Lined).hearth = line;
  ws.on('error', onError);
  // After the upgrade and not before: a browser shows its page nothing of an HTTP refusal.
  const place = keepers.connections.add(address);
  if (!place.ok) {
    const { code, retryAfter } = place;
    core.counters.refused(code);
    peer.refuse(code, retryAfter === undefined ? {} : { retryAfter });
    return peer.close(code === 'rate_limited' ? 'flood' : 'full', code);
  }
  core.counters.opened();
  core.log.debug('connected', { connection: peer.id, address, mode });
  peer.addressMessages = place.bucket;
  keepers.peers.add(peer);
  keepers.heartbeat.add(peer);
  // libuv: ten probes, one second apart, after this much silence, all of it in the kernel.
  if (core.limits.keepAlive > 0 && socket instanceof Socket) socket.setKeepAlive(true, core.limits.keepAlive);
  ws.on('pong', onHeard);
  ws.on('ping', onHeard);
  ws.on('close', onClose);
  const take = mode === 'full' ? startFull(peer, core) : startSimple(peer, search, core);
  line.inbox = new Inbox(peer, core.turns, core.limits.turnFrames, take);
  ws.on('message', onMessage);
}
