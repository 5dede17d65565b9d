import type { Slot } from './availability.domain.ts';
import { MINUTE } from './plain-time.domain.ts';
import type { Absence } from './schedule.domain.ts';

/** Whoever is away may have named a colleague. @returns the colleague at that start (epoch milliseconds) */
export const redirectAt = (absences: readonly Absence[], startsAt: number): string | undefined => {
  const minute = Math.floor(startsAt / MINUTE);
  return absences.find(({ from, to }) => from <= minute && minute < to)?.redirectTo ?? undefined;
};

/** Of the slots of somebody and their colleagues, those that are offered to who asks for `staffId`. */
export const redirected = (slots: readonly Slot[], staffId: string, absences: readonly Absence[]): Slot[] =>
  slots.filter(
    ({ startsAt, staffIds }) =>
      staffIds.includes(staffId) || staffIds.includes(redirectAt(absences, startsAt) ?? staffId),
  );
