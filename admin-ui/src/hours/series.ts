import { utcOf } from '../time/days.ts';
import type { WallTime } from '../time/zone.ts';

const MINUTE = 60_000;
const readAsUtc = ({ day, minute }: WallTime): number => utcOf(day) + minute * MINUTE;

/**
 * Where the first booking that moves goes when the one in sight goes from `from` to `to`: by as much on the wall clock, so
 * that a series keeps its hour when the clocks change.
 */
export const firstGoes = (first: WallTime, from: WallTime, to: WallTime): string =>
  new Date(readAsUtc(first) + readAsUtc(to) - readAsUtc(from)).toISOString().slice(0, 16);
