/** From a socket to a peer and back: what happens when one opens, speaks, and ends. */
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Connections } from './connections';
import type { Core } from './core';
import { startFull } from './full-mode';
import type { Heartbeat } from './heartbeat';
import { Peer } from './peer';
import type { Peers } from './peers';
import { startSimple } from './simple-mode';

/** An accepted upgrade. */
export interface Accepted {
  ws: WebSocket;
  socket: Duplex;
  address: string;
  mode: 'full' | 'simple';
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
  keepers.connections.remove(peer.address);
  keepers.peers.remove(peer);
  keepers.heartbeat.remove(peer);
  core.helloDeadline.remove(peer);
  const rooms = [...peer.rooms];
  for (const room of rooms) room.leave(peer);
  core.members.exit(peer);
  const { refusals } = peer;
  if (rooms.length === 0 && !refusals) return;
  const ids = rooms.map(({ id }) => id);
  core.log.info('leave', { connection: peer.id, member: peer.member?.id, rooms: ids, code, ...(refusals ? { refusals } : {}) });
}

/** Takes a new connection in, or tells it that there is no place. */
export function attach({ ws, socket, address, mode, search }: Accepted, core: Core, keepers: Keepers): void {
  const { limits, clock, log } = core;
  const peer = new Peer({ ws, socket, address, mode, limits, clock, log });
  // ws answers what breaks its protocol with the close code that belongs to it; here it only gets its line.
  ws.on('error', (error: Error & { code?: string }) =>
    log.warn('refusal', { connection: peer.id, address, code: error.code ?? error.message }),
  );
  // After the upgrade and not before: a browser shows its page nothing of an HTTP refusal.
  const full = keepers.connections.add(address);
  if (full) {
    peer.refuse(full);
    return peer.close('full', full);
  }
  keepers.peers.add(peer);
  keepers.heartbeat.add(peer);
  const heard = (): void => {
    peer.missed = 0;
  };
  ws.on('pong', heard);
  ws.on('ping', heard);
  ws.on('close', (code) => forget(peer, code, core, keepers));
  const take = mode === 'full' ? startFull(peer, core) : startSimple(peer, search, core);
  ws.on('message', (data: RawData, isBinary: boolean) => {
    peer.missed = 0;
    take(isBinary ? null : (data as Buffer).toString('utf8'));
  });
}
