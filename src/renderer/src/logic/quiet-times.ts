/** For how long something is quiet. */
import { FOREVER } from '../../../shared/ipc/places-api';

const HOUR = 3_600_000;

/** The hour at which a quiet until tomorrow ends. */
const MORNING = 8;

/** For how long. */
export const quietTimes = ['hour', 'tomorrow', 'forever'] as const;

/** One of them. */
export type QuietTime = (typeof quietTimes)[number];

/** Until when, ms since 1970. */
export function endOfQuiet(time: QuietTime, now: number): number {
  if (time === 'hour') return now + HOUR;
  if (time === 'forever') return FOREVER;
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  return morning.setHours(MORNING, 0, 0, 0);
}
