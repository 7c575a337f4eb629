/** `ping`: for clients whose scripts cannot see protocol pings. */
import type { Command } from './command';

export const ping: Command<'ping'> = (_frame, { peer }) => peer.tell({ type: 'pong' });
