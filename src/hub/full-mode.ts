/** A full client: hello, then one command after the other, each answered before the next one is looked at. */
import { AGENT, decodeClientFrame, PROTOCOL_VERSION } from '../shared/protocol';
import type { ClientFrame, DecodeError } from '../shared/protocol';
import { run } from './commands';
import type { Core } from './core';
import { newNonce } from './ids';
import { helloLimits } from './limits';
import type { Peer } from './peer';

/** What belongs to one full client besides its peer. */
export interface Connection {
  readonly peer: Peer;
  /** What the client signs. */
  readonly nonce: string;
}

const handles = ({ ref, id }: DecodeError): Pick<DecodeError, 'ref' | 'id'> => ({
  ...(ref === undefined ? {} : { ref }),
  ...(id === undefined ? {} : { id }),
});

function refuseBad(peer: Peer, error: DecodeError): void {
  if (peer.member) {
    if (peer.mayAsk(handles(error))) peer.refuse(error.code, handles(error), error.detail);
    return;
  }
  // Before hello nobody is owed patience.
  peer.refuse(error.code === 'unknown_type' ? 'hello_required' : error.code, handles(error), error.detail);
  peer.close('helloRequired', 'hello required');
}

function allowed(peer: Peer, frame: ClientFrame): boolean {
  if (!peer.member && frame.type !== 'hello') {
    peer.refuse('hello_required', 'ref' in frame ? { ref: frame.ref } : {});
    peer.close('helloRequired', 'hello required');
    return false;
  }
  if (frame.type === 'send') return peer.mayWrite({ room: frame.room, id: frame.id });
  return peer.mayAsk('ref' in frame ? { ref: frame.ref } : {});
}

/** Greets a full client. @returns takes what it sends: a text, or null for a binary frame */
export function startFull(peer: Peer, core: Core): (text: string | null) => void {
  const connection: Connection = { peer, nonce: newNonce() };
  let waiting: (string | null)[] | null = null;

  const take = (text: string | null): void => {
    if (!peer.open) return;
    if (waiting) {
      waiting.push(text);
      return;
    }
    const decoded = text === null ? binary : decodeClientFrame(text);
    if (!decoded.ok) return refuseBad(peer, decoded.error);
    if (!allowed(peer, decoded.frame)) return;
    const answering = run(decoded.frame, connection, core);
    if (!answering) return;
    waiting = [];
    // What is in the socket stays there; only the rest of this chunk has to be kept.
    peer.pause();
    void answering.then(() => {
      const rest = waiting ?? [];
      waiting = null;
      if (!peer.open) return;
      peer.resume();
      rest.forEach(take);
    });
  };

  core.helloDeadline.add(peer);
  peer.tell({
    type: 'hello',
    versions: [PROTOCOL_VERSION],
    hub: { id: core.id, name: core.name },
    nonce: connection.nonce,
    limits: helloLimits(core.limits),
    access: ['open'],
    agent: AGENT,
  });
  return take;
}

const binary = { ok: false, error: { code: 'bad_message', detail: 'a binary frame' } } as const;
