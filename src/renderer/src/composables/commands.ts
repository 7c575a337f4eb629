/** What the slash commands do: each what a button of the UI does, by the same call. */
import { useWords } from '../i18n/use';
import type { Outcome } from '../../../shared/ipc/outcome';
import type { Member } from '../../../shared/protocol';
import { shrug, type CommandName } from '../logic/commands';
import { fold } from '../logic/fuzzy';
import type { Called } from '../logic/mentions';
import { useChatStore } from '../stores/chat';
import { useOverStore } from '../stores/over';
import { usePeopleStore } from '../stores/people';
import { useViewStore } from '../stores/view';
import { useVoiceStore } from '../stores/voice';
import { useCalls, useProblems } from './calls';
import { useDirect } from './direct';
import { useJoinRoom } from './join-room';
import { usePlaces } from './places';
import { useUsage } from './usage';
import { given } from '../logic/given';

/** What a command is given. */
export interface CommandCall {
  room: string;
  rest: string;
  /** Who is called by name in `rest`. */
  called: Called;
}

/** Null where it was done, else why not: a sentence for beside the field. */
export type Refusal = string | null;

/** Runs commands. */
export function useCommands() {
  const chat = useChatStore();
  const view = useViewStore();
  const over = useOverStore();
  const voice = useVoiceStore();
  const people = usePeopleStore();
  const places = usePlaces();
  const direct = useDirect();
  const { join } = useJoinRoom();
  const usage = useUsage();
  const { calls } = useCalls();
  const { sentence } = useProblems();
  const { t } = useWords();

  const told = async (outcome: Promise<Outcome<unknown>>): Promise<Refusal> => {
    const answer = await outcome;
    return answer.ok ? null : sentence(answer.problem);
  };

  /** The room of that name, with its sign or without. */
  function roomCalled(name: string) {
    const wanted = fold(name.replace(/^#/, '').trim());
    return chat.hub?.rooms.find((room) => room.kind === 'room' && fold(room.name) === wanted);
  }

  async function toRoom({ rest }: CommandCall): Promise<Refusal> {
    const room = roomCalled(rest);
    if (!room) return t('commands.noRoom', { room: rest.replace(/^#/, '') });
    if (room.joined) view.open(room.id);
    else await join(room.id);
    return null;
  }

  /** Somebody by the name that a line begins with; of several, the one with the longest name. */
  async function personIn(line: string): Promise<{ member: Member; text: string } | null> {
    const words = line.replace(/^@/, '');
    const people = await calls.loadDirectory();
    const named = (people.ok ? people.value : [])
      .filter(({ name }) => fold(words).startsWith(fold(name)) && !/^[\p{L}\p{N}]/u.test(words.slice(name.length)))
      .sort((a, b) => b.name.length - a.name.length);
    const [member] = named;
    return member ? { member, text: words.slice(member.name.length).trim() } : null;
  }

  async function toPerson({ rest }: CommandCall): Promise<Refusal> {
    const found = await personIn(rest);
    if (!found) return t('commands.noPerson', { name: rest.replace(/^@/, '').split(' ')[0] ?? '' });
    const opened = await direct.reach(found.member.id);
    if (!opened.ok) return sentence(opened.problem);
    return found.text === '' ? null : told(calls.send(opened.value, found.text));
  }

  async function rename({ rest }: CommandCall): Promise<Refusal> {
    const refusal = await told(calls.setName(rest));
    if (refusal === null) voice.done(t('me.renameNow'));
    return refusal;
  }

  async function away({ rest }: CommandCall): Promise<Refusal> {
    // Said once more without a reason it is the way back.
    const back = rest === '' && people.own.presence === 'away';
    const refusal = await told(people.setStatus({ presence: back ? 'online' : 'away', text: rest }));
    if (refusal === null) voice.done(t(back ? 'commands.backNow' : 'commands.awayNow'));
    return refusal;
  }

  /** Asks where one cannot come back alone, and says by itself what was refused. */
  async function leave({ room }: CommandCall): Promise<Refusal> {
    const left = chat.hub?.rooms.find(({ id }) => id === room);
    if (left) await places.leave(left);
    return null;
  }

  const runs: Record<CommandName, (call: CommandCall) => Promise<Refusal>> = {
    me: ({ room, rest, called }) => told(calls.send(room, rest, { ...called, action: true })),
    shrug: ({ room, rest, called }) => told(calls.send(room, shrug(rest), ...given(called))),
    msg: toPerson,
    join: toRoom,
    leave,
    topic: ({ room, rest }) => told(calls.setTopic(room, rest)),
    nick: rename,
    away,
    help: () => Promise.resolve(over.show('shortcuts')).then(() => null),
  };
  /** Those that say nothing without more words. */
  const needs = new Set<CommandName>(['me', 'msg', 'join', 'nick']);

  return {
    run(name: CommandName, call: CommandCall): Promise<Refusal> {
      if (call.rest === '' && needs.has(name)) return Promise.resolve(t('commands.needs', { usage: usage(name) }));
      return runs[name](call);
    },
  };
}
