/** Which sentence a problem gets, and what is filled into it. */
import type { HubView } from '../../../shared/ipc/chat-api';
import type { Problem } from '../../../shared/ipc/outcome';

/** A message key with its parameters. */
export interface Sentence {
  key: `problems.${Problem['code']}`;
  params: Record<string, string | number>;
}

/** The sentence of a problem; what it does not name itself comes from the hub it happened with. */
export function problemSentence(problem: Problem, hub: Pick<HubView, 'name' | 'address'> | null, unnamed: string): Sentence {
  const name = hub?.name ?? unnamed;
  return {
    key: `problems.${problem.code}`,
    params: { hub: name === '' ? unnamed : name, address: hub?.address ?? unnamed, port: '', suggestion: '', ...problem.params },
  };
}

/** Nothing to tell: the person called it off, or it has a screen of its own. */
export const isSilent = (problem: Problem): boolean => problem.code === 'cancelled' || problem.code === 'hub_changed';

/** The address to join by, where one that was typed without encryption leads to a hub that takes nothing else; null for every other problem. */
export function encryptedAddress({ code, params }: Problem, typed: string): string | null {
  const address = params?.['address'];
  return code === 'tls_wanted' && typeof address === 'string'
    ? typed.trim().replace(/^ws:\/\/[^/?#]*/i, `wss://${address}`)
    : null;
}

/** How long to wait before the next try, in ms; null where it is not said. */
export function retryAfter(problem: Problem | null | undefined): number | null {
  const wait = problem?.params?.['retryAfter'];
  return typeof wait === 'number' && wait > 0 ? wait : null;
}
