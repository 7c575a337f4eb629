/** One socket, as the session sees it. Adapters: main/ws-transport.ts and the renderer's browser bridge. */
import type { Problem } from '../shared/ipc/chat-api';

/** How a socket ended. */
export interface TransportEnd {
  /** WebSocket close code; 1006 where there was none. */
  code: number;
  /** What the adapter could find out about a socket that never opened: refused, timed out, no such name, not a Hearth hub. */
  problem?: Problem;
}

/** Where a transport reports. Nothing is called after `onClose`. */
export interface TransportEvents {
  onOpen(): void;
  onMessage(text: string): void;
  onClose(end: TransportEnd): void;
}

/** An open or opening socket. */
export interface Transport {
  /** Sends one text frame; ignored unless open. */
  send(text: string): void;
  /** Ends it; `onClose` follows. Idempotent. */
  close(code?: number): void;
}

/**
 * Dials a WebSocket URL with the subprotocol `hearth.v1`. Never throws: what goes wrong comes through `onClose`. Reports nothing
 * before it has returned.
 */
export type Dial = (url: string, events: TransportEvents) => Transport;
