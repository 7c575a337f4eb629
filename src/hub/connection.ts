/** From a socket to a peer and back: what happens when one opens, speaks, and ends. */
import { Socket } from 'node:net';
import type { RawData } from 'ws';
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

function forget(peer: Peer, code: number, core: Core, keepers: Keepers): void {
  core.counters.closed();
  core.log.debug('disconnected', { connection: peer.id, code });
  keepers.connections.remove(peer.address);
  keepers.peers.remove(peer);
  keepers.heartbeat.remove(peer);
  core.helloDeadline.remove(peer);
  const rooms = [...peer.rooms];
  for (const room of rooms) room.leave(peer);
  core.members.exit(peer);
  core.access.left(peer);
  const { refusals } = peer;
  if (rooms.length === 0 && !refusals) return;
  const ids = rooms.map(({ id }) => id);
  const more = refusals ? { refusals } : {};
  core.addressLog.info('leave', peer.address, { connection: peer.id, member: peer.member?.id, rooms: ids, code, ...more });
}

/** Takes a new connection in, or tells it that there is no place. */
export function attach(accepted: Accepted, core: Core, keepers: Keepers): void {
  const { ws, socket, address, mode, search } = accepted;
  const peer = new Peer(accepted, core);
  // ws answers what breaks its protocol with the close code that belongs to it; here it only gets its line.
  ws.on('error', (error: Error & { code?: string }) => {
    if (error.code?.startsWith('WS_ERR')) core.counters.badMessages += 1;
    core.addressLog.refusal(address, error.code ?? error.message, { connection: peer.id });
  });
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
  ws.on('pong', () => peer.heard());
  ws.on('ping', () => peer.heard());
  ws.on('close', (code) => forget(peer, code, core, keepers));
  const take = mode === 'full' ? startFull(peer, core) : startSimple(peer, search, core);
  const inbox = new Inbox(peer, core.turns, core.limits.turnFrames, take);
  ws.on('message', (data: RawData, isBinary: boolean) => {
    peer.heard();
    inbox.push(isBinary ? null : (data as Buffer).toString('utf8'));
  });
}
