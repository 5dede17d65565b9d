import type { Slot } from './engine/availability.domain.ts';
import type { Candidate } from './engine/facts.domain.ts';
import { MINUTE } from './time/plain-time.domain.ts';
import type { Absence } from './engine/schedule.domain.ts';

/** When somebody is away and a colleague stands in, by the hours by which they do the service. */
export const redirectsOf = (staffId: string | undefined, candidates: readonly Candidate[]): Absence[] => {
  const asked = candidates.find((one) => one.staffId === staffId);
  return asked?.members[0].schedule.absences.filter(({ redirectTo }) => redirectTo !== null) ?? [];
};

/** Whoever is away may have named a colleague. @returns the colleague at that start (epoch milliseconds) */
export const redirectAt = (absences: readonly Absence[], startsAt: number): string | undefined => {
  const minute = Math.floor(startsAt / MINUTE);
  return absences.find(({ from, to }) => from <= minute && minute < to)?.redirectTo ?? undefined;
};

/** Who is judged when `staffId` is asked for: at that start (epoch milliseconds) perhaps a colleague who does it too. */
export function servesFor(staffId: string, candidates: readonly Candidate[], startsAt: number): string {
  const colleague = redirectAt(redirectsOf(staffId, candidates), startsAt);
  return colleague !== undefined && candidates.some((one) => one.staffId === colleague) ? colleague : staffId;
}

/** Who may have to be judged when `staffId` is asked for; nobody in particular: everyone. */
export function candidatesFor(staffId: string | undefined, candidates: readonly Candidate[]): Candidate[] {
  const absences = redirectsOf(staffId, candidates);
  return candidates.filter(
    (one) =>
      staffId === undefined || one.staffId === staffId || absences.some(({ redirectTo }) => redirectTo === one.staffId),
  );
}

/** Of the slots of somebody and their colleagues, those that are offered to who asks for `staffId`. */
export const redirected = (slots: readonly Slot[], staffId: string, absences: readonly Absence[]): Slot[] =>
  slots.filter(
    ({ startsAt, staffIds }) =>
      staffIds.includes(staffId) || staffIds.includes(redirectAt(absences, startsAt) ?? staffId),
  );
