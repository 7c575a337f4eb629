/** A full client: hello, then one command after the other, each answered before the next one is looked at. */
import { AGENT, decodeClientFrame, isEntryFrame, PROTOCOL_VERSION } from '../shared/protocol';
import type { ClientFrame, ClientFrameType, DecodeError } from '../shared/protocol';
import type { PendingLogin } from './access/lobby';
import { run } from './commands';
import type { Core } from './core';
import { newNonce } from './ids';
import type { Take } from './inbox';
import { helloLimits } from './limits';
import type { Peer } from './peer';

/** What belongs to one full client besides its peer. */
export interface Connection {
  readonly peer: Peer;
  /** What the client signs. */
  readonly nonce: string;
  /** Between `login_start` and `login_finish`. */
  login: PendingLogin | null;
  /** Hellos so far. */
  hellos: number;
}

const handles = ({ ref, id }: DecodeError): Pick<DecodeError, 'ref' | 'id'> => ({
  ...(ref === undefined ? {} : { ref }),
  ...(id === undefined ? {} : { id }),
});

/** What one who is not let in yet may say. */
const inLobby: readonly ClientFrameType[] = ['hello', 'login_start', 'login_finish', 'knock', 'ping'];

function refuseBad(peer: Peer, error: DecodeError, core: Core): void {
  if (peer.member || core.access.lobby.get(peer)) {
    if (peer.mayAsk(handles(error))) peer.refuse(error.code, handles(error), error.detail);
    return;
  }
  // Before hello nobody is owed patience.
  peer.refuse(error.code === 'unknown_type' ? 'hello_required' : error.code, handles(error), error.detail);
  peer.close('helloRequired', 'hello required');
}

function allowed(peer: Peer, frame: ClientFrame, core: Core): boolean {
  if (!peer.member && core.access.lobby.get(peer)) {
    const about = 'ref' in frame ? { ref: frame.ref } : {};
    if (!peer.mayAsk(about)) return false;
    const fits = inLobby.includes(frame.type);
    if (!fits) peer.refuse('admission_required', about);
    return fits;
  }
  if (!peer.member && frame.type !== 'hello') {
    peer.refuse('hello_required', 'ref' in frame ? { ref: frame.ref } : {});
    peer.close('helloRequired', 'hello required');
    return false;
  }
  if (isEntryFrame(frame)) return peer.mayWrite({ room: frame.room, id: frame.id });
  return peer.mayAsk('ref' in frame ? { ref: frame.ref } : {});
}

/** Greets a full client. @returns takes what it sends: a text, or null for a binary frame */
export function startFull(peer: Peer, core: Core): Take {
  const connection: Connection = { peer, nonce: newNonce(), login: null, hellos: 0 };
  core.helloDeadline.add(peer);
  peer.tell({
    type: 'hello',
    versions: [PROTOCOL_VERSION],
    hub: { id: core.id, name: core.name },
    nonce: connection.nonce,
    limits: helloLimits(core.limits),
    access: [core.access.policy],
    guests: core.guests,
    agent: AGENT,
  });
  return (text) => {
    const decoded = text === null ? binary : decodeClientFrame(text);
    if (!decoded.ok) return refuseBad(peer, decoded.error, core);
    if (allowed(peer, decoded.frame, core)) return run(decoded.frame, connection, core);
  };
}

const binary = { ok: false, error: { code: 'bad_message', detail: 'a binary frame' } } as const;
