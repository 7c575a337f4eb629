/** Whoever was let in by a password or an account that lets them in no more does not stay either. */
import type { Core } from '../core';
import type { Peer } from '../peer';
import { CONSOLE, termsOf } from './invites';

/** Between looks at what the command line changed. */
const LOOK_EVERY = 5_000;

async function mayStay(peer: Peer, { access }: Core): Promise<boolean> {
  const { member, account } = peer;
  // Scripts without an account came in by the address of their machine, which passwords have nothing to do with.
  if (peer.mode === 'simple') return !account || access.accountOpen(account);
  return !member || access.admitted(member.id, peer.address);
}

async function recheckRooms(peer: Peer, { access }: Core): Promise<void> {
  for (const room of [...peer.rooms]) {
    if ((await access.roomOpen(room.id, peer)) || !peer.rooms.has(room)) continue;
    room.leave(peer);
    peer.refuse('password_required', { room: room.id });
    // It has no other room.
    if (peer.mode === 'simple') peer.close('policy', 'password_required');
  }
}

/**
 * Ends connections of those who would not be let in now, and takes out of rooms whoever would not get into them now. Rejects with StorageError.
 * @param except - who gave the order
 */
export async function recheck(core: Core, except?: Peer): Promise<void> {
  for (const { id } of core.members.list())
    for (const peer of core.members.peersOf(id)) {
      if (id === except?.member?.id || (await mayStay(peer, core))) {
        await recheckRooms(peer, core);
        continue;
      }
      peer.refuse('admission_required');
      peer.close('refused', 'not admitted any more');
    }
}

/** Writes down which invites were made at the console. Rejects with StorageError; a crash in between writes one down twice. */
export async function noteInvites({ access }: Core): Promise<void> {
  const made = await access.invites.unnoted();
  for (const invite of made) {
    const named = invite.label ? { targetName: invite.label } : {};
    await access.audit.note({ by: CONSOLE, action: 'invite_create', target: invite.id, ...named, detail: termsOf(invite) });
  }
  if (made.length > 0) await access.invites.noted(made.map(({ id }) => id));
}

/** Looks every few seconds what was changed on the command line: passwords, accounts, new invites. */
export class AccessWatch {
  readonly #core: Core;
  readonly #off: () => void;
  #seen: object;
  #looking = false;

  constructor(core: Core) {
    this.#core = core;
    this.#seen = core.access.passwords.state;
    this.#off = core.clock.every(LOOK_EVERY, () => void this.#look());
    // What was made while the hub was off.
    void this.#look();
  }

  stop(): void {
    this.#off();
  }

  async #look(): Promise<void> {
    const { access, log } = this.#core;
    if (this.#looking) return;
    this.#looking = true;
    try {
      await noteInvites(this.#core);
      await access.passwords.refresh();
      const { state } = access.passwords;
      if (state === this.#seen) return;
      await recheck(this.#core);
      this.#seen = state;
    } catch (error: unknown) {
      // The next look tries again.
      log.error('error', error, {});
    } finally {
      this.#looking = false;
    }
  }
}
