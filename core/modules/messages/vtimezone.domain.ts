const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const YEARS_LOOKED_AT = 9; // in so many years "the fourth" and "the last" of a month have differed

/** A change of the offset: the clock shows `wall` by the old offset when it happens. */
interface Onset {
  readonly at: Temporal.Instant;
  readonly wall: Temporal.PlainDateTime;
  /** Nanoseconds. */
  readonly from: number;
  readonly to: number;
}

/**
 * The VTIMEZONE (RFC 5545, 3.6.5) that says what the clock of a zone shows around an event. Zones with a yearly rule
 * get it as a rule, as calendar programs like it best; others get the changes themselves: from the last one before the
 * event to the first one after it. Everything comes from the time-zone data of the running Node.
 *
 * @param timeZone IANA name
 * @param startsAt epoch milliseconds
 * @param endsAt epoch milliseconds
 * @returns lines, joined by CRLF
 */
export function vtimezone(timeZone: string, startsAt: number, endsAt: number): string {
  const start = Temporal.Instant.fromEpochMilliseconds(startsAt).toZonedDateTimeISO(timeZone);
  const end = Temporal.Instant.fromEpochMilliseconds(endsAt).toZonedDateTimeISO(timeZone);
  const lines = yearlyRules(start) ?? changesAround(start, end);
  return ['BEGIN:VTIMEZONE', `TZID:${timeZone}`, `X-LIC-LOCATION:${timeZone}`, ...lines, 'END:VTIMEZONE'].join('\r\n');
}

function onsetOf(transition: Temporal.ZonedDateTime): Onset {
  const before = transition.subtract({ nanoseconds: 1 });
  const wall = before.toPlainDateTime().add({ nanoseconds: 1 });
  return {
    at: transition.toInstant(),
    wall,
    from: before.offsetNanoseconds,
    to: transition.offsetNanoseconds,
  };
}

function onsetsFrom(start: Temporal.ZonedDateTime, until: Temporal.ZonedDateTime): Onset[] {
  const onsets: Onset[] = [];
  for (let next = start.getTimeZoneTransition('next'); next; next = next.getTimeZoneTransition('next')) {
    if (Temporal.ZonedDateTime.compare(next, until) > 0) break;
    onsets.push(onsetOf(next));
  }
  return onsets;
}

function changesAround(start: Temporal.ZonedDateTime, end: Temporal.ZonedDateTime): string[] {
  const last = start.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  const first = last ? onsetOf(last) : alwaysAs(start);
  const during = onsetsFrom(start, end);
  const next = end.getTimeZoneTransition('next');
  return [first, ...during, ...(next ? [onsetOf(next)] : [])].flatMap((onset) => observance(onset));
}

/** Of a zone that never changes. */
const alwaysAs = ({ offsetNanoseconds }: Temporal.ZonedDateTime): Onset => ({
  at: Temporal.Instant.fromEpochMilliseconds(0),
  wall: Temporal.PlainDateTime.from('1970-01-01T00:00'),
  from: offsetNanoseconds,
  to: offsetNanoseconds,
});

/** Two changes a year, each by the same rule every year; null: there is no such rule. */
function yearlyRules(start: Temporal.ZonedDateTime): string[] | null {
  const january = start.with({ month: 1, day: 1, hour: 0, minute: 0, second: 0 }).subtract({ years: 1 });
  const onsets = onsetsFrom(january, january.add({ years: YEARS_LOOKED_AT }));
  if (onsets.length !== 2 * YEARS_LOOKED_AT) return null;
  const rules = [0, 1].map((half) => ruleOf(onsets.filter((_, index) => index % 2 === half)));
  return rules.every((rule) => rule !== null) ? rules.flat() : null;
}

function ruleOf(onsets: readonly Onset[]): string[] | null {
  const [first] = onsets;
  if (!first) return null;
  const same = (key: (onset: Onset) => unknown): boolean => onsets.every((onset) => key(onset) === key(first));
  const isRegular =
    same(({ from }) => from) &&
    same(({ to }) => to) &&
    same(({ wall }) => wall.month) &&
    same(({ wall }) => wall.dayOfWeek) &&
    same(({ wall }) => wall.toPlainTime().toString());
  if (!isRegular || onsets.some(({ wall }, index) => wall.year !== first.wall.year + index)) return null;
  const nth = ({ wall }: Onset): number => Math.ceil(wall.day / 7);
  const isLast = onsets.every(({ wall }) => wall.day + 7 > wall.daysInMonth);
  if (!isLast && !same(nth)) return null;
  const day = `${isLast ? -1 : nth(first)}${DAYS[first.wall.dayOfWeek - 1]}`;
  return observance(first, `RRULE:FREQ=YEARLY;BYMONTH=${first.wall.month};BYDAY=${day}`);
}

function observance({ wall, from, to }: Onset, ...rule: string[]): string[] {
  const kind = to > from ? 'DAYLIGHT' : 'STANDARD';
  const begins = wall.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');
  const offsets = [`TZOFFSETFROM:${offset(from)}`, `TZOFFSETTO:${offset(to)}`];
  return [`BEGIN:${kind}`, `DTSTART:${begins}`, ...offsets, ...rule, `END:${kind}`];
}

function offset(nanoseconds: number): string {
  const seconds = Math.round(Math.abs(nanoseconds) / 1e9);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const digits = parts.map((part) => String(part).padStart(2, '0'));
  return `${nanoseconds < 0 ? '-' : '+'}${digits.slice(0, parts[2] ? 3 : 2).join('')}`;
}
