/** Writes down what somebody did. */
import type { Core } from '../core';
import type { Peer } from '../peer';
import type { AuditNote } from './audit';

/** Resolves when it is written; never rejects. */
export const note = (
  action: string,
  about: Omit<AuditNote, 'by' | 'byName' | 'action'> & { byName?: string },
  peer: Peer,
  core: Core,
): Promise<void> => core.access.audit.note({ by: peer.standing, byName: peer.member?.name ?? '', action, ...about });
