/** `knock`, and its answers `admit` and `refuse`: the host opens, or does not. */
import { keyWords } from '../../shared/names/key-words';
import { addressKey } from '../access/attempts';
import { note } from '../access/note';
import { permitted } from '../access/permit';
import { welcome } from '../access/welcome';
import type { Command } from './command';

/** Until somebody who knocked where too many do may try again. */
const CROWD = 60_000;

export const knock: Command<'knock'> = ({ ref }, { peer }, core) => {
  const { access } = core;
  const waiting = access.lobby.get(peer);
  if (!waiting) return peer.refuse('hello_repeated', { ref });
  if (access.policy !== 'knock') return peer.refuse('not_allowed', { ref });
  const from = addressKey(peer.address);
  const retryAfter = waiting.knock ? 0 : access.knocks.wait(from);
  if (retryAfter > 0) return peer.refuse('rate_limited', { ref, retryAfter });
  const attempt = waiting.knock?.attempt ?? access.knocks.count(from);
  if (!access.lobby.knock(waiting, ref, attempt)) return peer.refuse('rate_limited', { ref, retryAfter: CROWD });
  peer.tell({ type: 'knocking', ref, words: keyWords(waiting.member.id) });
};

export const admit: Command<'admit'> = async ({ ref, member, stay }, { peer }, core) => {
  const { access } = core;
  if (!permitted('admit', ref, peer, core)) return;
  const all = access.lobby.of(member);
  const who = all.find((waiting) => waiting.knock)?.member;
  if (!who) return peer.refuse('member_unknown', { ref });
  if (stay === 'good') await access.admit(who, { how: 'knock', at: core.clock.now() });
  else await access.visit(member);
  await note('admit', { target: member, targetName: who.name, detail: stay }, peer, core);
  peer.tell({ type: 'done', ref });
  for (const waiting of all) {
    if (waiting.knock) access.knocks.refund(waiting.knock.attempt);
    await welcome(waiting.peer, waiting.member, core, waiting.knock?.ref);
  }
};

export const refuse: Command<'refuse'> = async ({ ref, member }, { peer }, core) => {
  if (!permitted('refuse', ref, peer, core)) return;
  const knocking = core.access.lobby.of(member).filter((waiting) => waiting.knock);
  const [first] = knocking;
  if (!first) return peer.refuse('member_unknown', { ref });
  for (const waiting of knocking) core.access.lobby.dismiss(waiting.peer, 'refused', 'refused');
  await note('refuse', { target: member, targetName: first.member.name }, peer, core);
  peer.tell({ type: 'done', ref });
};
