import type { Slot } from './availability.domain.ts';
import { isoOfMinutes } from '../time/iso.domain.ts';
import { DAY, formatPlainDate, MINUTE } from '../time/plain-time.domain.ts';
import type { DayRange } from '../time/range.domain.ts';
import { eraIndexAt, instantsAt, wallTimeAt } from '../time/zone-table.domain.ts';

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `+02:00`; @param offset minutes east of UTC */
export const formatOffset = (offset: number): string => {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
};

/**
 * The starts that a clock of the zone shows twice, with the offset that tells them apart, by day: what to write beside
 * them. Empty but for the nights in which clocks go back.
 */
export function doubledStarts(
  slots: readonly Slot[],
  { zone, instants }: DayRange,
): Map<string, Record<string, string>> {
  const doubled = new Map<string, Record<string, string>>();
  if (instants.length === 0 || eraIndexAt(zone, instants[0]!) === eraIndexAt(zone, instants.at(-1)! - 1))
    return doubled;
  for (const { startsAt } of slots) {
    const minute = startsAt / MINUTE;
    const wallTime = wallTimeAt(zone, minute);
    if (instantsAt(zone, wallTime).length < 2) continue;
    const date = formatPlainDate(Math.floor(wallTime / DAY));
    const offsets = doubled.get(date) ?? {};
    offsets[isoOfMinutes([startsAt])[0]!] = formatOffset(wallTime - minute);
    doubled.set(date, offsets);
  }
  return doubled;
}
