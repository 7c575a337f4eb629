/** Dates, times and lists in the person's language. */
import type { Member } from '../../../shared/protocol';
import { isolated } from '../i18n/bidi';
import { numbersOf } from '../i18n/region';
import { useWords } from '../i18n/use';
import { directionOf } from '../logic/appearance';
import { nameSome, tellingOrder, type Passage } from '../logic/presence';

const DAY = 86_400_000;

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

const spans: readonly (readonly [unit: string, size: number])[] = [
  ['day', DAY],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** Formatters; made once per component, as Intl's are dear. */
export function useFormat() {
  const { t, language: spoken, region: language } = useWords();
  const rtl = directionOf(spoken) === 'rtl';
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  const thisYear = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' });
  const anyYear = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long' });
  const moment = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const whole = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' });

  const time = (at: number): string => clock.format(at);

  function day(at: number, now = Date.now()): string {
    const date = new Date(at);
    if (date.toDateString() === new Date(now).toDateString()) return t('timeline.today');
    if (date.toDateString() === new Date(now - DAY).toDateString()) return t('timeline.yesterday');
    return date.getFullYear() === new Date(now).getFullYear() ? thisYear.format(at) : anyYear.format(at);
  }

  /** "14:02" today, "5 March 2026" before: when something was, for a list. */
  function ago(at: number, now = Date.now()): string {
    const today = new Date(at).toDateString() === new Date(now).toDateString();
    return today ? time(at) : date.format(at);
  }

  /** "14:02" today, "5 Mar, 14:02" before: for a list where the time of day counts too. */
  const since = (at: number, now = Date.now()): string =>
    new Date(at).toDateString() === new Date(now).toDateString() ? time(at) : moment.format(at);

  /** "2026-11-21 14.02": a time in the name of a file. */
  const stamp = (at: number): string =>
    new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' }).format(at).replace(':', '.');

  /** "1.2 kB": sizes as people know them, powers of 1,000. */
  function bytes(count: number): string {
    const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(count, 1)) / 3));
    const unit = units[step] ?? 'byte';
    return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(
      count / 1_000 ** step,
    );
  }

  /** "12 seconds", "5 minutes": in the largest unit that it fills, rounded up. */
  function span(ms: number): string {
    const [unit, size] = spans.find(([, least]) => ms >= least) ?? spans[spans.length - 1] ?? ['second', 1_000];
    return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.ceil(ms / size));
  }

  /** "Ada, Ben and 3 others" */
  function people(names: readonly string[]): string {
    const { named, others } = nameSome(names);
    const said = named.map((name) => isolated(name, rtl));
    return list.format(others > 0 ? [...said, t('timeline.others', others)] : said);
  }

  /** "Ada, Ben and 3 others joined · Cleo left" */
  function passage(told: Passage): string {
    return tellingOrder(told)
      .filter((what) => told[what].length > 0)
      .map((what) => t(`timeline.${what}`, { people: people(told[what]) }, told[what].length))
      .join(' · ');
  }

  /** The trace that a deleted message leaves. */
  function gone(author: Member, by: Member | null): string {
    if (!by) return t('order.message.goneUnknown', { name: author.name });
    return by.id === author.id
      ? t('order.message.ownGone', { name: by.name })
      : t('order.message.gone', { by: by.name, name: author.name });
  }

  return {
    time,
    day,
    ago,
    since,
    stamp,
    bytes,
    span,
    people,
    passage,
    gone,
    moment: (at: number): string => whole.format(at),
    number: numbersOf(language).format,
  };
}
