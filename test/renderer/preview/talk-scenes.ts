/** Moments of what is said about messages. */
import type { Body, Entry, Member } from '../../../src/shared/protocol';
import type { FakeChatApi } from '../../helpers/fake-chat-api';

/** What the other scenes are made from. */
interface Parts {
  chat: () => FakeChatApi;
  people: readonly Member[];
}

const ROOM = 'r-lobby';
const MINUTE = 60_000;

/** Makers of a ChatApi, by the name of what they show. */
export function talkScenes({ chat, people }: Parts): Record<string, () => FakeChatApi> {
  const [ada, ben, cleo, dmitri, eve] = people as [Member, Member, Member, Member, Member];
  const talk = (): FakeChatApi => {
    const api = chat();
    const log = [...(api.logs.get(ROOM) ?? [])];
    const start = Date.now() - 30 * MINUTE;
    const add = (author: Member, body: Body): number => {
      const seq = log.length + 1;
      log.push({ seq, id: `t-${String(seq)}`, author, at: start + log.length * MINUTE, ...body } as Entry);
      return seq;
    };
    const say = (author: Member, text: string, more: object = {}): number => add(author, { kind: 'message', text, ...more });
    const react = (author: Member, target: number, emoji: string): number =>
      add(author, { kind: 'reaction', target, emoji, on: true });
    const drill = say(ben, 'Fire drill at three. **Everybody** leaves by the yard, please.', { urgent: true });
    add(dmitri, { kind: 'ack', target: drill });
    const plan = say(cleo, '@Ada can you bring the key? @Ben has the other one.', { mentions: [ada.id, ben.id] });
    const answer = say(ada, 'Yes, it is in my pocket, both of them in fact.', { reply: plan });
    for (const one of [ben, cleo, dmitri]) react(one, answer, '👍');
    for (const one of [ada, eve]) react(one, answer, '🎉');
    add(ada, { kind: 'edit', target: answer, text: 'Yes, both of them are in my pocket.' });
    add(eve, { kind: 'pin', target: plan, on: true });
    say(eve, 'looks for the yard on the map', { action: true });
    say(dmitri, 'Und hier?', { reply: 1 });
    say(eve, 'The vent needs a new filter, model 12.', { forwarded: { author: 'Cleo', room: 'cnc', at: start - 90 * MINUTE } });
    const mine = say(ada, 'Power is off in the hall from 18:00.', { urgent: true });
    add(ben, { kind: 'ack', target: mine });
    api.logs.set(ROOM, log);
    api.pins.set(ROOM, [plan]);
    api.about.set(
      ROOM,
      log.filter((entry) => 'target' in entry),
    );
    api.room(ROOM, { seq: log.length, readSeq: log.length });
    return api;
  };
  return {
    talk,
    talkRefused: () => {
      const api = talk();
      const last = api.logs.get(ROOM)?.findLast((entry) => entry.kind === 'message' && entry.author.id === ada.id)?.seq ?? 1;
      const failed = { id: 'p-1', room: ROOM, at: Date.now(), state: 'failed', problem: { code: 'locked' } } as const;
      api.outboxes.set(ROOM, [{ ...failed, kind: 'edit', target: last, text: 'Another text' }]);
      return api;
    },
  };
}
