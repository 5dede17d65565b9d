import { invalidRecurrence } from './recurrence.errors.ts';
import { DAY, formatPlainDate, MINUTE } from './plain-time.domain.ts';
import type { UserError } from '../../../kernel/errors/errors.ts';

/** When a rule ends at the latest, itself included. */
export interface Until {
  /** As in the rule. */
  readonly text: string;
  /** Wall time (minutes). Of an instant: a day more, since no zone is further away. */
  readonly latestWall: number;
  /** Minutes since 1970 when UNTIL ended with Z, else null. */
  readonly instant: number | null;
}

export interface Parts {
  /** All but COUNT and UNTIL, as a rule. */
  readonly pattern: string;
  readonly count: number | null;
  readonly until: Until | null;
}

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];
const TOO_FAST = ['SECONDLY', 'MINUTELY', 'HOURLY'];
const TIMES_OF_DAY = ['BYHOUR', 'BYMINUTE', 'BYSECOND'];
const MOST_CHARACTERS = 300;
const MOST_COUNT = 366;
const MOST_INTERVAL = 99;
const READABLE = /^[A-Z0-9=;,+-]+$/;
const WEEKDAY = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/;
const INTEGER = /^[+-]?\d{1,10}$/;
const UNTIL = /^(20\d\d)(\d\d)(\d\d)(?:T([01]\d|2[0-3])([0-5]\d)([0-5]\d)(Z?))?$/;
/** Part and how great its numbers may be; those with a sign count from the end. */
const NUMBERS = { BYMONTH: 12, BYMONTHDAY: 31, BYYEARDAY: 366, BYWEEKNO: 53, BYSETPOS: 366 } as const;
const PARTS = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST', 'BYDAY', ...Object.keys(NUMBERS)];

/**
 * Reads a recurrence rule of RFC 5545 (3.3.10), days and longer only: the time of day is that of its start.
 * @throws `recurrence.invalid` with one error: the first that was found
 */
export function parseParts(text: string, path: string): Parts {
  const wrong = (code: string, message: string): UserError => invalidRecurrence(path, code, message);
  if (text.length > MOST_CHARACTERS) throw wrong('too_long', `A rule has at most ${MOST_CHARACTERS} characters.`);
  const upper = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
  if (!READABLE.test(upper)) throw wrong('unreadable', 'Give a rule of RFC 5545, such as FREQ=WEEKLY;COUNT=10.');
  const parts = new Map<string, string>();
  for (const part of upper.split(';')) {
    const [name = '', value = '', ...rest] = part.split('=');
    if (TIMES_OF_DAY.includes(name)) throw wrong('time_of_day', `${name}: the time of day is that of the first date.`);
    if (!PARTS.includes(name)) throw wrong('unknown_part', `${name || 'An empty part'} is not a part of a rule.`);
    if (parts.has(name)) throw wrong('repeated_part', `${name} may appear once.`);
    if (value === '' || rest.length > 0) throw wrong('unreadable', `${name} needs one value.`);
    parts.set(name, value);
  }
  checkFrequency(parts, wrong);
  checkNumbers(parts, wrong);
  checkWeekdays(parts, wrong);
  checkTogether(parts, wrong);
  if (parts.has('COUNT') && parts.has('UNTIL')) throw wrong('two_ends', 'Give COUNT or UNTIL, not both.');
  const until = parts.get('UNTIL');
  return {
    pattern: [...parts]
      .filter(([name]) => name !== 'COUNT' && name !== 'UNTIL')
      .map(([name, value]) => `${name}=${value}`)
      .join(';'),
    count: wholeNumber(parts, 'COUNT', MOST_COUNT, wrong),
    until: until === undefined ? null : parseUntil(until, wrong),
  };
}

type Parsed = ReadonlyMap<string, string>;
type Wrong = (code: string, message: string) => UserError;

function wholeNumber(parts: Parsed, name: string, most: number, wrong: Wrong): number | null {
  const text = parts.get(name);
  if (text === undefined) return null;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (!(value >= 1 && value <= most)) throw wrong('out_of_range', `${name} is a whole number from 1 to ${most}.`);
  return value;
}

function checkFrequency(parts: Parsed, wrong: Wrong): void {
  const frequency = parts.get('FREQ');
  if (frequency === undefined) throw wrong('no_frequency', 'A rule needs FREQ.');
  if (TOO_FAST.includes(frequency)) throw wrong('too_fast', 'A rule repeats once a day at most: DAILY or slower.');
  if (!FREQUENCIES.includes(frequency)) throw wrong('unknown_frequency', `FREQ is one of ${FREQUENCIES.join(', ')}.`);
  wholeNumber(parts, 'INTERVAL', MOST_INTERVAL, wrong);
}

const numbersOf = (parts: Parsed, name: string): number[] | undefined => parts.get(name)?.split(',').map(Number);

function checkNumbers(parts: Parsed, wrong: Wrong): void {
  for (const [name, most] of Object.entries(NUMBERS)) {
    const least = name === 'BYMONTH' ? 1 : -most;
    const good = (text: string): boolean =>
      INTEGER.test(text) && Number(text) !== 0 && Number(text) >= least && Number(text) <= most;
    if (parts.get(name)?.split(',').every(good) === false)
      throw wrong('out_of_range', `${name} takes numbers from ${least} to ${most}, not 0.`);
  }
}

function checkWeekdays(parts: Parsed, wrong: Wrong): void {
  const frequency = parts.get('FREQ')!;
  const firstDay = parts.get('WKST');
  if (firstDay !== undefined && !/^(MO|TU|WE|TH|FR|SA|SU)$/.test(firstDay))
    throw wrong('out_of_range', 'WKST is a weekday, such as MO.');
  for (const text of parts.get('BYDAY')?.split(',') ?? []) {
    const [matched, ordinal] = WEEKDAY.exec(text) ?? [];
    if (matched === undefined) throw wrong('out_of_range', 'BYDAY takes weekdays, such as MO or -1FR.');
    if (ordinal === undefined) continue;
    const most = frequency === 'YEARLY' && !parts.has('BYMONTH') ? 53 : 5;
    if ((frequency !== 'MONTHLY' && frequency !== 'YEARLY') || parts.has('BYWEEKNO'))
      throw wrong('not_together', `${text} needs FREQ=MONTHLY or YEARLY and no BYWEEKNO.`);
    // The library reads these as "or", RFC 5545 as "and".
    if (frequency === 'YEARLY' && (parts.has('BYMONTHDAY') || parts.has('BYYEARDAY')))
      throw wrong('not_together', `${text} with FREQ=YEARLY needs no BYMONTHDAY and no BYYEARDAY.`);
    if (Number(ordinal) === 0 || Math.abs(Number(ordinal)) > most)
      throw wrong('never_occurs', `${text}: there is no such weekday in the month or year.`);
  }
}

/** What RFC 5545 forbids, and what the calendar never shows. */
function checkTogether(parts: Parsed, wrong: Wrong): void {
  const frequency = parts.get('FREQ')!;
  if (parts.has('BYWEEKNO') && frequency !== 'YEARLY') throw wrong('not_together', 'BYWEEKNO needs FREQ=YEARLY.');
  if (parts.has('BYYEARDAY') && frequency !== 'YEARLY') throw wrong('not_together', 'BYYEARDAY needs FREQ=YEARLY.');
  if (parts.has('BYMONTHDAY') && frequency === 'WEEKLY')
    throw wrong('not_together', 'BYMONTHDAY does not go with FREQ=WEEKLY.');
  const filters = [...parts.keys()].filter((name) => name.startsWith('BY') && name !== 'BYSETPOS');
  if (parts.has('BYSETPOS') && filters.length === 0)
    throw wrong('not_together', 'BYSETPOS chooses among the days of another BY… part.');
  const days = numbersOf(parts, 'BYMONTHDAY');
  const longest = (month: number): number => new Date(Date.UTC(2024, month, 0)).getUTCDate();
  const months = numbersOf(parts, 'BYMONTH') ?? [1];
  if (days && !months.some((month) => days.some((day) => Math.abs(day) <= longest(month))))
    throw wrong('never_occurs', 'These months never have these days.');
}

function parseUntil(text: string, wrong: Wrong): Until {
  const [matched, year, month, date, hour, minute, , utc] = UNTIL.exec(text) ?? [];
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(date)) / MINUTE;
  if (matched === undefined || formatPlainDate(midnight / DAY) !== `${year}-${month}-${date}`)
    throw wrong('out_of_range', 'UNTIL is a date such as 20271231 or 20271231T180000Z, up to 2099.');
  if (hour === undefined) return { text, latestWall: midnight + DAY - 1, instant: null };
  const at = midnight + Number(hour) * 60 + Number(minute);
  return utc ? { text, latestWall: at + DAY, instant: at } : { text, latestWall: at, instant: null };
}
