import { coveredBy, type Intervals } from '../time/intervals.domain.ts';

/** How one resource is occupied. Ranges already hold the buffers of what occupies it. */
export interface BusyTimes {
  /** Flat pairs of instants (minutes), by their beginnings; those of a pool may overlap. */
  readonly ranges: readonly number[];
  /** How many it takes at once. */
  readonly capacity: number;
  /** When nothing more fits: as many ranges at once as the resource can take. */
  readonly full: Intervals;
}

const ZERO = 48;
const NINE = 57;
const DASH = 45;
const COMMA = 44;
/** In the year 3871. */
const MOST = 1e9;

/**
 * Reads what the database sends for a resource: `"29876540-29876570,29876600-29876630"`, minutes since 1970, sorted by
 * their beginnings. (One string costs half of an array and a third of rows.) A fraction of a minute must have been
 * rounded outward. `null` and `''` are no range at all.
 * @param capacity how many bookings the resource takes at once
 * @throws RangeError for any other text: a defect of the statement, not of its user
 */
export function readBusyTimes(text: string | null, capacity = 1): BusyTimes {
  if (!(Number.isInteger(capacity) && capacity >= 1)) throw new RangeError(`a capacity of ${capacity}`);
  const ranges: number[] = [];
  const length = text ? text.length : -1;
  for (let at = 0, number = 0, from = 0, previous = 0; at <= length; at++) {
    const code = at < length ? text!.charCodeAt(at) : COMMA;
    if (code >= ZERO && code <= NINE) number = number * 10 + code - ZERO;
    else if (code === DASH && from === 0 && number > 0) {
      from = number;
      number = 0;
    } else if (code === COMMA && from > 0 && from >= previous && number > from && number < MOST) {
      ranges.push(from, number);
      previous = from;
      from = number = 0;
    } else throw new RangeError(`malformed busy times at ${at}: ${text!.slice(Math.max(0, at - 30), at + 10)}`);
  }
  return { ranges, capacity, full: coveredBy(ranges, capacity) };
}

const ALWAYS: Intervals = [-MOST, MOST];

/** When fewer than `units` places are left; always, if the resource has not so many at all. */
export function takenFor({ ranges, capacity, full }: BusyTimes, units: number): Intervals {
  if (units === 1) return full;
  return units > capacity ? ALWAYS : coveredBy(ranges, capacity - units + 1);
}
