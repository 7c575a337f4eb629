/** When nothing is announced on this device. */
import type { NoticeSettings } from '../../shared/ipc/settings-api';

/** Minutes since midnight by the clock on the wall. */
export const minuteOf = (now: number): number => {
  const date = new Date(now);
  return date.getHours() * 60 + date.getMinutes();
};

/** Whether a minute of the day is within hours; such that end before they begin go on across midnight, equal ones last all day. */
export const withinHours = (minute: number, from: number, to: number): boolean =>
  from < to ? minute >= from && minute < to : minute >= from || minute < to;

/**
 * Whether a person wants to hear nothing now.
 * @param now - ms since 1970
 * @param minute - of the day, where this device is
 */
export function isQuietNow(
  { quietUntil, hours }: Pick<NoticeSettings, 'quietUntil' | 'hours'>,
  now: number,
  minute = minuteOf(now),
): boolean {
  return (quietUntil !== null && now < quietUntil) || (hours.on && withinHours(minute, hours.from, hours.to));
}
