/** A script: one room, plain JSON or plain text in, one JSON object a message out. */
import * as v from 'valibot';
import { cleanName, cleanText, memberPrefix, simpleDefaults, simpleInput } from '../shared/protocol';
import type { ErrorCode, Member } from '../shared/protocol';
import { accountStanding, scriptStanding } from './access/standing';
import { mayMake } from './access/making';
import { mayWriteIn } from './access/writing';
import type { Core } from './core';
import { textFrames } from './frame-writer';
import { newId } from './ids';
import type { Take } from './inbox';
import type { Peer } from './peer';
import { simpleTexts, systemText } from './rooms/encode';
import type { Room } from './rooms/room';
import { parseSimpleQuery, type SimpleQuery } from './simple-query';

/** What a script wrote. */
type Input = { ok: true; message: string; username: string | undefined } | { ok: false };

/** A JSON object must have the known shape; everything else is a message as it stands. */
function read(text: string): Input {
  const message: Input = { ok: true, message: text, username: undefined };
  // Nothing else can be an object; a shell's line need not be parsed in vain.
  if (!/^\s*\{/.test(text)) return message;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return message;
  }
  const parsed = v.safeParse(simpleInput, value);
  return parsed.success ? { ok: true, message: parsed.output.message, username: parsed.output.username } : { ok: false };
}

/** The name that a message goes by: an empty one is none, and that of somebody who is here or remembered is theirs. */
function authorOf(member: Member, username: string | undefined, core: Core): Member | ErrorCode {
  const own = username === undefined || username === member.name || username.trim() === '';
  // Nobody is known by the name of those who say none.
  if (own && member.name === simpleDefaults.name) return member;
  // Also its own: a person of that name may have come after it.
  const name = cleanName(own ? member.name : username);
  if (!name.ok || name.text.length > core.limits.maxName) return 'bad_name';
  return core.access.otherName(name.text, member.id, core.limits.maxName) === null
    ? { id: member.id, name: name.text }
    : 'name_taken';
}

function write(text: string, peer: Peer, room: Room, core: Core): ErrorCode | null {
  if (!peer.member) return null;
  const input = read(text);
  if (!input.ok) return 'bad_message';
  const author = authorOf(peer.member, input.username, core);
  if (typeof author === 'string') return author;
  const message = cleanText(input.message);
  if (!message.ok) return message.code;
  if (message.text.length > core.limits.maxText) return 'text_too_long';
  if (core.stopping) return 'stopping';
  // Its id is new, which the hub knows at once.
  void room.submit(peer, author, newId(), { kind: 'message', text: message.text }, () => mayWriteIn(room, peer, core));
  return null;
}

/** The room that a script asks for; refuses, closes and returns null where it cannot be had. */
async function enter(peer: Peer, query: SimpleQuery, core: Core): Promise<Room | null> {
  if (!core.rooms.named(query.room) && !mayMake(peer, core)) {
    peer.close('policy', 'room_unknown');
    return null;
  }
  const made = await core.rooms.findOrCreate(query.room);
  if (!made.ok) {
    peer.refuse(made.code);
    peer.close(made.code === 'storage_full' || made.code === 'storage_failed' ? 'internal' : 'policy', made.code);
    return null;
  }
  // A script has no way to give a password.
  if (!(await core.access.roomOpen(made.room.id, peer))) {
    peer.refuse('password_required');
    peer.close('policy', 'password_required');
    return null;
  }
  await made.room.ready();
  return peer.open ? made.room : null;
}

/** Welcome and earlier messages go out first, then what came meanwhile: neither a gap nor a double in between. */
async function welcome(peer: Peer, room: Room, query: SimpleQuery, core: Core): Promise<void> {
  const member: Member = { id: memberPrefix.script + peer.id, name: query.name };
  peer.hold();
  core.members.enter(peer, member);
  room.join(peer, member);
  const { name, seq } = room;
  const greeting = `Welcome to ${core.name}, ${member.name}. You are in ${name}.`;
  const texts = [systemText({ name, seq }, greeting, core.clock.now(), peer.id)];
  core.addressLog.info('join', peer.address, { connection: peer.id, member: member.id, room: room.id, mode: 'simple' });
  const wanted = Math.min(query.history, core.limits.historyPage);
  const earlier = wanted > 0 ? await room.before(seq + 1, wanted) : null;
  peer.release(textFrames([...texts, ...simpleTexts(name, earlier?.entries ?? [])]));
}

/** Lets a script in. @returns takes what it sends: a text, or null for a binary frame */
export function startSimple(peer: Peer, search: string, core: Core): Take {
  let room: Room | null = null;

  const take = (text: string | null): void => {
    if (!peer.open || !room || !peer.mayWrite()) return;
    const refusal = text === null ? 'bad_message' : write(text, peer, room, core);
    if (refusal) peer.refuse(refusal);
  };

  const start = async (): Promise<void> => {
    const parsed = parseSimpleQuery(search);
    if (!parsed.ok) {
      // Nothing that it could send would mend its address.
      peer.refuse(parsed.code, {}, parsed.detail);
      return peer.close('policy', parsed.code);
    }
    const { query } = parsed;
    const { account } = peer;
    peer.standing = account ? accountStanding(account.user) : scriptStanding(peer.address, query.name);
    if (core.access.banned(peer.standing, peer.address)) {
      peer.refuse('banned');
      return peer.close('refused', 'banned');
    }
    if (account) await core.access.inherit(account.user, peer.standing, query.name);
    const suggestion = core.access.otherName(query.name, memberPrefix.script + peer.id, core.limits.maxName);
    // Nobody is known by the name of those who say none: a person of that name would keep them all out.
    if (suggestion !== null && query.name !== simpleDefaults.name) {
      peer.refuse('name_taken', {}, suggestion);
      return peer.close('policy', 'name_taken');
    }
    peer.admitted();
    peer.echo = query.echo;
    peer.notices = query.notices;
    const entered = await enter(peer, query, core);
    if (!entered) return;
    await welcome(peer, entered, query, core);
    room = entered;
  };

  const started = start().catch((error: unknown) => {
    core.log.error('error', error, { connection: peer.id });
    peer.refuse('internal');
    peer.close('internal', 'internal');
  });
  // What it says before it is in its room waits.
  return (text) => (room ? take(text) : started.then(() => take(text)));
}
