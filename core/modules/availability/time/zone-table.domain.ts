import { unknownTimeZone } from '../availability.errors.ts';
import { append, type Intervals } from './intervals.domain.ts';
import { DAY, FIRST_YEAR, LAST_YEAR, MINUTE } from './plain-time.domain.ts';

// A zone is a row of eras with one offset each. Whoever walks the eras in order walks real time in order, and inside an
// era wall time is plain arithmetic: a gap is wall time that no era shows, a fold is wall time that two eras show.

/** Half-open, in instants (minutes). What the clock shows at instant `t` is `t + offset`. */
export interface Era {
  readonly from: number;
  readonly to: number;
  /** Minutes east of UTC. */
  readonly offset: number;
}

/** Eras without holes between them, over the years 2000 … 2099. */
export interface ZoneTable {
  readonly timeZone: string;
  readonly eras: readonly Era[];
}

export interface ZoneTables {
  /**
   * @param path the caller's field, named in the error
   * @throws `time_zone.unknown` for anything but an IANA name, offsets such as `+02:00` included
   */
  get(timeZone: string, path?: string): ZoneTable;
}

const IANA_NAME = /^[A-Za-z][A-Za-z0-9/_+-]{0,63}$/;
/** Two days more at either end, so that the first and last date are whole in every zone. */
const BEGIN = Date.UTC(FIRST_YEAR, 0, -1) / MINUTE;
const END = Date.UTC(LAST_YEAR + 1, 0, 3) / MINUTE;

/** One table a zone, built when first asked for (0.1 ms) and kept: the zones of the world are 600. */
export function createZoneTables(): ZoneTables {
  const tables = new Map<string, ZoneTable>();
  return {
    get(timeZone, path = 'timeZone') {
      const known = tables.get(timeZone);
      if (known) return known;
      const begin = beginningIn(timeZone, path);
      // Under its exact name alone: spellings such as `europe/BERLIN` must not fill the memory.
      const table = tables.get(begin.timeZoneId) ?? { timeZone: begin.timeZoneId, eras: erasFrom(begin) };
      tables.set(table.timeZone, table);
      return table;
    },
  };
}

function beginningIn(timeZone: string, path: string): Temporal.ZonedDateTime {
  if (!IANA_NAME.test(timeZone)) throw unknownTimeZone(path);
  try {
    return Temporal.Instant.fromEpochMilliseconds(BEGIN * MINUTE).toZonedDateTimeISO(timeZone);
  } catch (error) {
    if (error instanceof RangeError) throw unknownTimeZone(path);
    throw error;
  }
}

function erasFrom(begin: Temporal.ZonedDateTime): Era[] {
  const eras: Era[] = [];
  for (let at: Temporal.ZonedDateTime | null = begin; at !== null && minuteOf(at) < END;) {
    const next: Temporal.ZonedDateTime | null = at.getTimeZoneTransition('next');
    const to = next === null ? END : Math.min(END, minuteOf(next));
    eras.push({ from: minuteOf(at), to, offset: wholeMinutes(at.offsetNanoseconds / 6e10, at.timeZoneId) });
    at = next;
  }
  return eras;
}

const minuteOf = (at: Temporal.ZonedDateTime): number => wholeMinutes(at.epochMilliseconds / MINUTE, at.timeZoneId);

/** Holds for every zone since 1972; local mean times before that had seconds. */
function wholeMinutes(minutes: number, timeZone: string): number {
  if (!Number.isInteger(minutes)) throw new RangeError(`${timeZone} does not change on whole minutes`);
  return minutes;
}

/** @throws RangeError outside the table: no caller may hold such an instant, dates are refused at the edge. */
export function eraIndexAt(zone: ZoneTable, instant: number): number {
  const { eras } = zone;
  if (!(instant >= eras[0]!.from && instant < eras.at(-1)!.to))
    throw new RangeError(`no era of ${zone.timeZone} at ${instant}`);
  let low = 0;
  let high = eras.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (eras[middle]!.from <= instant) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What the clock shows at an instant. */
export const wallTimeAt = (zone: ZoneTable, instant: number): number =>
  instant + zone.eras[eraIndexAt(zone, instant)]!.offset;

/** The local day of an instant, days since 1970. */
export const dayAt = (zone: ZoneTable, instant: number): number => Math.floor(wallTimeAt(zone, instant) / DAY);

/** Every instant at which the clock shows this: none in a gap, one as a rule, two in a fold, the earlier first. */
export function instantsAt(zone: ZoneTable, wallTime: number): number[] {
  const shown = instantsShowing(zone, wallTime, wallTime + 1);
  return shown.filter((_, index) => index % 2 === 0);
}

/**
 * The clock of somebody who lives by another zone at some instants (sorted, apart from each other). It is a zone like
 * any other: leaving for the west repeats hours, leaving for the east skips some.
 */
export function withAnotherZone(zone: ZoneTable, other: ZoneTable, instants: Intervals): ZoneTable {
  const eras: Era[] = [];
  const take = ({ eras: source }: ZoneTable, begin: number, end: number): void => {
    for (const { from, to, offset } of source) {
      const era = { from: Math.max(from, begin), to: Math.min(to, end), offset };
      if (era.from < era.to) eras.push(era);
    }
  };
  let at = zone.eras[0]!.from;
  for (let i = 0; i < instants.length; i += 2) {
    take(zone, at, instants[i]!);
    take(other, instants[i]!, instants[i + 1]!);
    at = instants[i + 1]!;
  }
  take(zone, at, Infinity);
  return { timeZone: zone.timeZone, eras };
}

/** Every instant at which the clock shows a time in [from, to), in order: a fold is passed twice, a gap not at all. */
export function instantsShowing(zone: ZoneTable, from: number, to: number): Intervals {
  const { eras } = zone;
  const shown: number[] = [];
  // No offset reaches a day, so only eras within a day of the wall time (read as an instant) can show it.
  const first = Math.max(eras[0]!.from, Math.min(from - DAY, eras.at(-1)!.to - 1));
  for (let index = eraIndexAt(zone, first); index < eras.length && eras[index]!.from < to + DAY; index++) {
    const era = eras[index]!;
    append(shown, Math.max(era.from, from - era.offset), Math.min(era.to, to - era.offset));
  }
  return shown;
}

/**
 * Cuts instants (at least one) where the date or the offset changes, and visits the pieces in order. `midnight` is when
 * a clock with the piece's offset shows 00:00 of its `day`, whether or not the zone had that offset then.
 */
export function eachLocalDay(
  zone: ZoneTable,
  instants: Intervals,
  visit: (from: number, to: number, midnight: number, day: number) => void,
): void {
  let index = eraIndexAt(zone, instants[0]!);
  for (let i = 0; i < instants.length; i += 2) {
    const end = instants[i + 1]!;
    for (let from = instants[i]!, to = from; from < end; from = to) {
      while (zone.eras[index]!.to <= from) index++;
      const era = zone.eras[index]!;
      const day = Math.floor((from + era.offset) / DAY);
      const midnight = day * DAY - era.offset;
      to = Math.min(end, era.to, midnight + DAY);
      visit(from, to, midnight, day);
    }
  }
}
