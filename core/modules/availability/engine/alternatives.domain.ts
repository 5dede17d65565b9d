import type { Slot } from './availability.domain.ts';

/** The earliest slot, of one member of staff if named. */
export const nextFree = (slots: readonly Slot[], staffId?: string): Slot | undefined =>
  slots.find(({ staffIds }) => staffId === undefined || staffIds.includes(staffId));

/** The slots nearest to a lost start (epoch milliseconds), nearest first; of two equally near the earlier comes first. */
export function nearestAlternatives(slots: readonly Slot[], startsAt: number, count = 3): Slot[] {
  let after = slots.findIndex((slot) => slot.startsAt >= startsAt);
  if (after === -1) after = slots.length;
  let before = after - 1;
  const nearest: Slot[] = [];
  while (nearest.length < count && (before >= 0 || after < slots.length)) {
    const back = before >= 0 ? startsAt - slots[before]!.startsAt : Infinity;
    const ahead = after < slots.length ? slots[after]!.startsAt - startsAt : Infinity;
    nearest.push(slots[back <= ahead ? before-- : after++]!);
  }
  return nearest;
}
