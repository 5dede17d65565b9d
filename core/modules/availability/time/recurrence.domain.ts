import { RRuleTemporal } from 'rrule-temporal';
import { invalidRecurrence } from './recurrence.errors.ts';
import { DAY, FIRST_YEAR, LAST_YEAR, MINUTE, parsePlainDate, parseWallTime } from './plain-time.domain.ts';
import { parseParts, type Parts, type Until } from './recurrence-parts.domain.ts';
import { instantsAt, wallTimeAt, type ZoneTable } from './zone-table.domain.ts';

// Recurrence rules of RFC 5545, expanded by rrule-temporal, which no other file imports. It is asked in UTC, where no
// wall time is ever missing or doubled, and never told of COUNT or UNTIL: our own zone tables then turn wall times into
// instants, so that gaps and folds are judged as everywhere else, and a time that the clock skips is not counted.

export const MOST_OCCURRENCES = 366;

/** A checked rule. Only `parseRecurrence` makes one. */
export interface Recurrence {
  /** As it is stored and shown: upper case, without the `RRULE:`. */
  readonly text: string;
  /** Without COUNT and UNTIL. */
  readonly pattern: string;
  readonly count: number | null;
  readonly until: Until | null;
  /** Whether it ends by itself. */
  readonly bounded: boolean;
}

export interface Occurrence {
  /** YYYY-MM-DDTHH:MM on the wall clock of the zone. */
  readonly wall: string;
  /** Epoch milliseconds; the first pass of an hour that the clock shows twice. */
  readonly startsAt: number;
}

export interface Expansion {
  /** In order. */
  readonly occurrences: Occurrence[];
  /** Wall times of the rule that the clock of the zone skips: they neither happen nor count. */
  readonly skipped: string[];
}

export interface ExpansionOptions {
  /** YYYY-MM-DDTHH:MM; the first occurrence is the first time from here that the rule names. */
  readonly start: string;
  readonly zone: ZoneTable;
  /** Dates, both included; left out: from the start, to the end of the rule. */
  readonly from?: string;
  readonly to?: string;
  /** Wall times that are left out, although they count. */
  readonly exdates?: readonly string[];
}

/**
 * @param path the caller's field, named in the error
 * @param bounded whether the rule must end by itself (COUNT or UNTIL)
 * @param start where it would begin, if that is known: the end must not lie before it
 * @throws `recurrence.invalid`
 */
export function parseRecurrence(
  text: string,
  path: string,
  { bounded, start }: { bounded: boolean; start?: string },
): Recurrence {
  const parts = parseParts(text, path);
  const { count, until } = parts;
  if (bounded && count === null && until === null)
    throw invalidRecurrence(path, 'no_end', 'Say when the series ends: by COUNT or by UNTIL.');
  if (start !== undefined && until !== null && until.latestWall < parseWallTime(start))
    throw invalidRecurrence(path, 'ends_before_it_begins', 'The series would end before it begins.');
  return { text: textOf(parts), pattern: parts.pattern, count, until, bounded: count !== null || until !== null };
}

const textOf = ({ pattern, count, until }: Parts): string =>
  [pattern, ...(count === null ? [] : [`COUNT=${count}`]), ...(until === null ? [] : [`UNTIL=${until.text}`])].join(
    ';',
  );

/** Minutes of wall time asked of the library at once: four years are at most 1461 occurrences. */
const CHUNK = 1461 * DAY;
const END = Date.UTC(LAST_YEAR + 1, 0, 1) / MINUTE;
const BEGIN = Date.UTC(FIRST_YEAR, 0, 1) / MINUTE;

/**
 * The occurrences of a rule between two dates. An endless rule needs `to`.
 * @throws `wall_time.invalid`, `date.invalid`
 */
export function expandRecurrence(rule: Recurrence, options: ExpansionOptions): Expansion {
  const { zone, exdates = [] } = options;
  const from = options.from === undefined ? BEGIN : parsePlainDate(options.from, 'from') * DAY;
  const to = options.to === undefined ? END : (parsePlainDate(options.to, 'to') + 1) * DAY;
  if (options.to === undefined && !rule.bounded) throw new RangeError('an endless rule is expanded up to a date');
  const left = new Set(exdates.map((wall, index) => parseWallTime(wall, `exdates.${index}`)));

  const occurrences: Occurrence[] = [];
  const skipped: string[] = [];
  let counted = 0;
  for (const wallTime of wallTimesOf(rule, parseWallTime(options.start, 'start'), from, to)) {
    const startsAt = instantsAt(zone, wallTime)[0];
    if (isAfter(rule.until, wallTime, startsAt, zone)) break;
    if (startsAt !== undefined && ++counted > (rule.count ?? Infinity)) break;
    if (wallTime < from || left.has(wallTime)) continue;
    if (startsAt === undefined) skipped.push(formatWallTime(wallTime));
    else occurrences.push({ wall: formatWallTime(wallTime), startsAt: startsAt * MINUTE });
  }
  return { occurrences, skipped };
}

/**
 * All occurrences of a rule that ends.
 * @param path the caller's field that holds the rule, named in the error
 * @throws `recurrence.invalid` when it never occurs, or more than 366 times
 */
export function expandSeries(
  rule: Recurrence,
  path: string,
  options: Pick<ExpansionOptions, 'start' | 'zone' | 'exdates'>,
): Expansion {
  const few = { ...rule, count: Math.min(rule.count ?? Infinity, MOST_OCCURRENCES + 1) };
  const expansion = expandRecurrence(few, options);
  if (expansion.occurrences.length > MOST_OCCURRENCES)
    throw invalidRecurrence(path, 'too_many', `A series has at most ${MOST_OCCURRENCES} occurrences.`);
  if (expansion.occurrences.length === 0)
    throw invalidRecurrence(path, 'never_occurs', 'No date keeps this rule from the start to its end.');
  return expansion;
}

/** YYYY-MM-DDTHH:MM */
export const formatWallTime = (wallTime: number): string => new Date(wallTime * MINUTE).toISOString().slice(0, 16);

/** What the rule names from `start` until before `to`. Those before `from` come only where they must be counted. */
function* wallTimesOf({ pattern, count }: Recurrence, start: number, from: number, to: number): Generator<number> {
  const rule = new RRuleTemporal({
    rruleString: `RRULE:${pattern}`,
    dtstart: utc(start),
    temporal: Temporal,
    cache: false,
  });
  const end = Math.min(to, END);
  for (let at = count === null ? Math.max(start, from) : start; at < end; at += CHUNK)
    for (const { epochMilliseconds } of rule.between(utc(at), utc(Math.min(at + CHUNK, end) - 1), true))
      yield epochMilliseconds / MINUTE;
}

const utc = (wallTime: number): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(wallTime * MINUTE).toZonedDateTimeISO('UTC');

function isAfter(until: Until | null, wallTime: number, startsAt: number | undefined, zone: ZoneTable): boolean {
  if (until === null) return false;
  if (until.instant === null) return wallTime > until.latestWall;
  return startsAt === undefined ? wallTime > wallTimeAt(zone, until.instant) : startsAt > until.instant;
}
