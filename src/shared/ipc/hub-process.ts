/** What the app and the hub process that it starts tell each other. The headless hub prints the same events as JSON lines. */
import type { Member } from '../protocol/frames';
import type { Guests } from '../protocol/guests';
import type { Fingerprint, InterfaceAddress } from '../reach';
import type { InviteLinks } from './trust-api';

/** The hub accepts connections. */
export interface ListeningEvent {
  event: 'listening';
  port: number;
  /** Best first. */
  addresses: InterfaceAddress[];
  /** Page and WebSocket as this machine itself reaches them, without encryption. */
  url: string;
  ws: string;
  /** The same with TLS. */
  https: string;
  wss: string;
  fingerprint: Fingerprint;
  /** Who may join from the network, and how. */
  guests: Guests;
  /** SHA-256 of the public key as 43 base64url characters: who the hub is, and what clients pin. */
  hubId: string;
  name: string;
}

/** The hub could not start or had to give up. */
export interface FailedEvent {
  event: 'failed';
  code: 'port_taken' | 'port_forbidden' | 'storage_failed' | 'bad_flag' | 'internal';
  /** One line for people. */
  message: string;
}

/** On a hub's first start without an owner: whoever shows this becomes its host. */
export interface InviteEvent {
  event: 'invite';
  role: 'host';
  /** 22 base64url characters; it is in the links, too. */
  secret: string;
  /** Unix milliseconds. */
  expiresAt: number | null;
  link: InviteLinks;
}

/** Everything a hub process reports. */
export type HubEvent =
  | ListeningEvent
  | FailedEvent
  /** Everybody who is connected, scripts included, each member once. */
  | { event: 'members'; members: Member[] }
  /** The machine has other addresses than before; best first. */
  | { event: 'addresses'; addresses: InterfaceAddress[] }
  | InviteEvent
  | { event: 'stopped' };

/** Everything a hub process is told. */
export type HubCommand =
  /** The first of all, at once after the start: the hub's private key as PEM. Never among arguments or variables, which others can read. */
  { command: 'key'; pem: string } | { command: 'stop' };
