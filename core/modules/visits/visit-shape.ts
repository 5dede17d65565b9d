import type { AskedPart } from '../availability/availability.module.ts';
import { MOST_PARTS, type VisitShape } from './visits.contract.ts';
import { peopleOneByOne, tooManyParts } from './visits.errors.ts';

/** @throws `visit.too_many_parts`, `visit.people_in_sequence` */
export function assertShape({ parts, order }: Pick<VisitShape, 'parts' | 'order'>): void {
  if (parts.reduce((sum, { people }) => sum + people, 0) > MOST_PARTS) throw tooManyParts(MOST_PARTS);
  const several = parts.findIndex(({ people }) => people > 1);
  if (several >= 0 && order !== 'parallel') throw peopleOneByOne(several);
}

/** The parts one by one: several people are as many equal parts. */
export const partsOf = ({ parts }: Pick<VisitShape, 'parts'>): AskedPart[] =>
  parts.flatMap(({ serviceId, staffId, durationMinutes, addonIds, people }) =>
    Array.from({ length: people }, () => ({
      serviceId,
      staffId: staffId ?? undefined,
      choice: { durationMinutes, addonIds },
    })),
  );

/** Those nearest to a minute, nearest first; of two equally near the earlier. */
export const nearest = (starts: readonly number[], minute: number, count = 3): number[] =>
  starts.toSorted((a, b) => Math.abs(a - minute) - Math.abs(b - minute) || a - b).slice(0, count);
