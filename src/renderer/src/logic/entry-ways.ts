/** In which order the ways in are offered: what the hub's rule asks for, then an invite, which always works. */
import type { AdmissionWay } from '../../../shared/protocol';

const order: readonly AdmissionWay[] = ['account', 'password', 'knock', 'invite'];

/** The ways, the first of them to be shown at once. */
export const orderedWays = (ways: readonly AdmissionWay[]): AdmissionWay[] => order.filter((way) => ways.includes(way));

/** Characters of a password that is set here. Guessing is slow at the hub; whoever steals its disk guesses faster. */
export const LEAST_PASSWORD = 8;
