import { type PlainDay, utcOf } from './days.ts';

/** A wall-clock reading: the day, and whole minutes since its midnight as the clock shows them. */
export interface WallTime {
  day: PlainDay;
  minute: number;
}

export interface Zone {
  readonly name: string;
  wallOf(instant: number | string): WallTime;
  /** Epoch milliseconds. A reading that a clock change skips counts from before it; one that occurs twice is its first. */
  instantOf(wall: WallTime): number;
  /** First instant of the day and of the next, as the API wants them. */
  boundsOf(day: PlainDay): { from: string; to: string };
}

const MINUTE = 60_000;
const DAY = 86_400_000;

export const toMillis = (instant: number | string): number =>
  typeof instant === 'number' ? instant : Date.parse(instant);

export const toIso = (millis: number): string => new Date(millis).toISOString();

/** Wall-clock arithmetic for one IANA zone, by Intl alone: browsers do not all have Temporal yet. */
export function createZone(name: string): Zone {
  const reader = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });

  const wallOf = (instant: number | string): WallTime => {
    const parts = Object.fromEntries(reader.formatToParts(toMillis(instant)).map(({ type, value }) => [type, value]));
    return {
      day: `${parts.year}-${parts.month}-${parts.day}`,
      minute: Number(parts.hour) * 60 + Number(parts.minute),
    };
  };

  const asIfUtc = ({ day, minute }: WallTime): number => utcOf(day) + minute * MINUTE;
  const offsetAt = (millis: number): number => asIfUtc(wallOf(millis)) - Math.floor(millis / MINUTE) * MINUTE;

  const instantOf = (wall: WallTime): number => {
    const reading = asIfUtc(wall);
    const before = offsetAt(reading - DAY);
    const candidates = [before, offsetAt(reading + DAY)].map((offset) => reading - offset);
    const real = candidates.filter((millis) => asIfUtc(wallOf(millis)) === reading);
    return real.length > 0 ? Math.min(...real) : reading - before;
  };

  return {
    name,
    wallOf,
    instantOf,
    boundsOf: (day) => ({
      from: toIso(instantOf({ day, minute: 0 })),
      to: toIso(instantOf({ day, minute: 1440 })),
    }),
  };
}
