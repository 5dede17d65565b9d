import type { Slot } from './engine/availability.domain.ts';
import type { Candidate } from './engine/facts.domain.ts';
import { MINUTE } from './time/plain-time.domain.ts';
import type { Absence } from './engine/schedule.domain.ts';

/** Whoever is away may have named a colleague. @returns the colleague at that start (epoch milliseconds) */
export const redirectAt = (absences: readonly Absence[], startsAt: number): string | undefined => {
  const minute = Math.floor(startsAt / MINUTE);
  return absences.find(({ from, to }) => from <= minute && minute < to)?.redirectTo ?? undefined;
};

/** Who is judged when `staffId` is asked for: at that start (epoch milliseconds) perhaps a colleague who does it too. */
export function servesFor(
  staffId: string,
  absences: readonly Absence[] | undefined,
  candidates: readonly Candidate[],
  startsAt: number,
): string {
  const colleague = redirectAt(absences ?? [], startsAt);
  return colleague !== undefined && candidates.some((one) => one.staffId === colleague) ? colleague : staffId;
}

/** Who may have to be judged when `staffId` is asked for; nobody in particular: everyone. */
export const candidatesFor = (
  staffId: string | undefined,
  absences: readonly Absence[] | undefined,
  candidates: readonly Candidate[],
): Candidate[] =>
  candidates.filter(
    (one) =>
      staffId === undefined ||
      one.staffId === staffId ||
      absences?.some(({ redirectTo }) => redirectTo === one.staffId) === true,
  );

/** Of the slots of somebody and their colleagues, those that are offered to who asks for `staffId`. */
export const redirected = (slots: readonly Slot[], staffId: string, absences: readonly Absence[] = []): Slot[] =>
  slots.filter(
    ({ startsAt, staffIds }) =>
      staffIds.includes(staffId) || staffIds.includes(redirectAt(absences, startsAt) ?? staffId),
  );
