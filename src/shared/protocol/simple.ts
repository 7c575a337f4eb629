/** Simple mode: plain JSON for scripts and bots. See PROTOCOL.md, "Simple mode". */
import * as v from 'valibot';

/** What a script may send when it sends JSON; other keys are ignored, text that is no JSON object is a message itself. */
export const simpleInput = v.object({ username: v.optional(v.string()), message: v.string() });

/** One message as every script in the room gets it. */
export interface SimpleMessage {
  username: string;
  message: string;
  /** The room's name. */
  room: string;
  id: string;
  seq: number;
  /** Milliseconds since 1970 by the hub's clock. */
  at: number;
  /** It is the new text of the message of this sequence. */
  edited?: number;
  /** Somebody took its text away, which is empty therefore. */
  deleted?: true;
}

/** A refusal as a script gets it. */
export interface SimpleError {
  error: { code: string; message: string; retryAfter?: number };
}

/** What a connection asks for in its query, and what it gets otherwise. */
export const simpleDefaults = { name: 'Anonymous', room: 'lobby', echo: true, history: 0 } as const;

/** The name under which the hub itself speaks to scripts. */
export const SYSTEM_NAME = 'System';
