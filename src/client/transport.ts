/** One socket, as the session sees it. Adapters: main/ws-transport.ts and the renderer's browser bridge. */
import type { Problem } from '../shared/ipc/outcome';

/** What lies between the two ends of a socket. */
export type Channel =
  /** Nothing: everybody on the way reads along. */
  | { kind: 'plain' }
  /** TLS, ended by the holder of a key. */
  | {
      kind: 'tls';
      /** SHA-256 of the key that answered, as SPKI DER, 43 base64url characters: the id of a hub that holds it. */
      pin: string;
      /** The system trusts the certificate for this name, as a browser would. */
      trusted: boolean;
    }
  /** Whatever the page came by: a script in a browser sees neither certificate nor key. */
  | { kind: 'page'; encrypted: boolean };

/** How a socket ended. */
export interface TransportEnd {
  /** WebSocket close code; 1006 where there was none. */
  code: number;
  /**
   * What the adapter could find out about a socket that never opened: refused, timed out, no such name, not a Hearth hub. `wrong_hub`: another
   * key answered than the one that was asked for; its id is the parameter `seen`, and not a byte was sent to it.
   */
  problem?: Problem;
}

/** Where a transport reports. Nothing is called after `onClose`. */
export interface TransportEvents {
  onOpen(channel: Channel): void;
  onMessage(text: string): void;
  onClose(end: TransportEnd): void;
}

/** An open or opening socket. */
export interface Transport {
  /** Sends one text frame; ignored unless open. */
  send(text: string): void;
  /** Ends it; `onClose` follows. Idempotent. */
  close(code?: number): void;
  /**
   * Bytes that only the two ends of this very TLS connection can know (RFC 5705, TLS 1.3: RFC 8446 §7.5), to bind something else to it. Null where
   * there is no TLS, or none yet.
   * @param length - bytes
   */
  exportKey?(label: string, length: number): Uint8Array | null;
}

/** What a dial is given beside the address. */
export interface DialOptions {
  /** Id of the only key that may answer. Without it the first key that answers is taken. */
  pin?: string;
  /** A certificate that the system trusts for this name will do instead of the key: it was what said who answers there before. */
  certified?: boolean;
}

/**
 * Dials a WebSocket URL with the subprotocol `hearth.v1`. Never throws: what goes wrong comes through `onClose`. Reports nothing
 * before it has returned.
 */
export type Dial = (url: string, events: TransportEvents, options?: DialOptions) => Transport;
