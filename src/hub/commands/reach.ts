/** `reach`: where others find the hub. Whoever may invite somebody has to know. */
import { permitted } from '../access/permit';
import type { Command } from './command';

export const reach: Command<'reach'> = ({ ref }, { peer }, core) => {
  if (permitted('reach', ref, peer, core)) peer.tell({ type: 'reach', ref, ...core.whereabouts.reach() });
};
